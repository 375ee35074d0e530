"""A Reply and a Section as safe HTML."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from bot.conversation.catalogue import day, say
from bot.conversation.facts import footer, nearest
from bot.conversation.reply import Citation, Reply
from bot.conversation.wording import LABELS
from indexer.guide import Part, Section

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink", "reference", "code"])
Spans = Sequence[tuple[int, int]]
MAX_SPANS = 12  # what is cited more often in one section is marked so often; an address must stay short
_MARKER = re.compile(r"\[(\d{1,3})\]")


def answer_html(reply: Reply) -> str:
    """The answer with its citation markers as links to the quoted sections."""
    cited = {citation.number: citation for citation in reply.citations}

    def link(match: re.Match[str]) -> str:
        citation = cited.get(int(match[1]))
        return _chip(citation, reply.language) if citation is not None else match[0]

    html = _MARKER.sub(link, _MARKDOWN.render(_body(reply)))
    for part, key in LABELS.items():
        label = _MARKDOWN.renderInline(say(key, reply.language))
        html = html.replace(f"<p>{label}", f'<p class="{part}">{label}')
    return html


def _body(reply: Reply) -> str:
    """The answer without what the page shows in its own way: the facts as badges, the nearest topics as buttons."""
    own = footer(reply.citations, reply.language) if reply.citations else nearest(reply.related, reply.language)
    return reply.answer.replace(f"\n\n{own}", "")


def _chip(citation: Citation, language: str) -> str:
    label = say("web.cite", language, number=str(citation.number), section=citation.section)
    chip = Markup('<a class="cite" data-number="{}" href="{}" aria-label="{}">{}</a>')
    return str(chip.format(citation.number, section_path(citation, language), label, citation.number))


def section_path(citation: Citation, language: str) -> str:
    """The address of the quoted section with each quoted passage marked."""
    spans = "".join(f"&start={start}&end={end}" for start, end in citation.spans[:MAX_SPANS])
    return f"/guidance/{citation.guide}/{citation.anchor}?language={language}{spans}"


def section_html(section: Section, language: str, spans: Spans = ()) -> Markup:
    """A section's text as HTML, with each `text[start:end]` marked; blocks keep their lines, warnings their labels."""
    blocks, at = [], 0
    parts = {statement.start: statement.part for statement in section.statements}
    for block in section.text.split("\n\n"):
        blocks.append((parts.get(at), _block(section.text, at, at + len(block), spans)))
        at += len(block) + 2
    groups = groupby(blocks, key=lambda block: block[0] if block[0] in LABELS else None)
    return Markup("\n").join(_labelled(part, [html for _, html in group], language) for part, group in groups)


def _labelled(part: Part | None, blocks: list[Markup], language: str) -> Markup:
    """Blocks as they are, or a warning with its label over them."""
    html = Markup("\n").join(blocks)
    if part is None:
        return html
    label = say(LABELS[part], language).strip("*:")
    return Markup('<div class="{}"><p class="label" lang="{}">{}</p>\n{}</div>').format(part, language, label, html)


def _block(text: str, first: int, last: int, spans: Spans) -> Markup:
    within = sorted((max(first, start), min(last, end)) for start, end in spans if start < last and first < end)
    if text[first:last].startswith("|"):
        table = Markup(_MARKDOWN.render(text[first:last]))  # noqa: S704 - HTML is switched off in the renderer
        return Markup('<div class="{}">{}</div>').format("marked" if within else "table", table)
    inner, at = Markup(), first
    for start, end in within:
        if at <= start < end:  # what an address makes up may overlap
            inner += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:end])
            at = end
    return Markup('<p class="block">{}</p>').format(inner + escape(text[at:last]))


def reply_json(reply: Reply) -> dict[str, Any]:
    """The reply's JSON with what the page shows of it."""
    shown = [_citation(citation, reply.language) for citation in reply.citations]
    return {**reply.as_json(), "html": answer_html(reply), "sources": shown}


def _citation(citation: Citation, language: str) -> dict[str, Any]:
    source = citation.source
    facts = [
        say(f"place.{citation.jurisdiction}", language),
        say("terminal.as_of", language, day=day(date.fromisoformat(citation.as_of), language)),
        say(f"kind.{source.kind}", language),
    ]
    return {
        "number": citation.number,
        "section": citation.section,
        "facts": " · ".join(facts),
        "source": f"{source.publisher}: {source.title}" + (f", {source.date}" if source.date else ""),
        "authority": source.authority,
        "url": source.url,
        "path": section_path(citation, language),
    }
