"""A Reply and a Section as safe HTML."""

import re
from datetime import date
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from bot.conversation.catalogue import day, say
from bot.conversation.reply import Citation, Reply
from bot.conversation.wording import LABELS
from indexer.guide import Section

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink", "reference", "code"])
_MARKER = re.compile(r"\[(\d{1,3})\]")


def answer_html(reply: Reply) -> str:
    """The answer with its citation markers as links to the quoted sections."""
    links = {citation.number: section_path(citation, reply.language) for citation in reply.citations}

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in links:
            return match[0]
        return f'<a class="cite" data-number="{number}" href="{escape(links[number])}">{number}</a>'

    return _MARKER.sub(link, _MARKDOWN.render(reply.answer))


def section_path(citation: Citation, language: str) -> str:
    """The address of the quoted section with its quote marked."""
    return f"/guidance/{citation.guide}/{citation.anchor}?language={language}&start={citation.start}&end={citation.end}"


def section_html(section: Section, language: str, start: int, end: int) -> Markup:
    """A section's text as HTML, with `text[start:end]` marked; blocks keep their lines, warnings their labels."""
    blocks, at = [], 0
    labels = {statement.start: LABELS.get(statement.part) for statement in section.statements}
    said = None
    for block in section.text.split("\n\n"):
        label = labels.get(at)
        if label is not None and label != said:
            blocks.append(Markup('<h3 lang="{}">{}</h3>').format(language, say(label, language).strip("*:")))
        said = label
        blocks.append(_block(section.text, at, at + len(block), start, end))
        at += len(block) + 2
    return Markup("\n").join(blocks)


def _block(text: str, first: int, last: int, start: int, end: int) -> Markup:
    a, b = max(first, min(start, last)), min(last, max(end, first))
    if text[first:last].startswith("|"):
        table = Markup(_MARKDOWN.render(text[first:last]))  # noqa: S704 - HTML is switched off in the renderer
        return Markup('<div class="{}">{}</div>').format("marked" if a < b else "table", table)
    if a < b:
        inner = escape(text[first:a]) + Markup("<mark>") + escape(text[a:b]) + Markup("</mark>") + escape(text[b:last])
    else:
        inner = escape(text[first:last])
    return Markup('<p class="block">{}</p>').format(inner)


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
