"""The guidance behind an answer: who may see it, and a cited section as a modal."""

from datetime import date
from typing import Any

from bot.answering.guidance import LiveGuidance
from bot.conversation.catalogue import day, say
from bot.conversation.reply import Citation, Reply
from bot.conversation.shelf import may_see
from bot.slack.blocks import Block, context, section
from bot.slack.mrkdwn import escaped, pieces, plain
from indexer.content import Content

MAX_TITLE = 24
MAX_HEADER = 150
MAX_SECTION_BLOCKS = 80


class Sections:
    """Looks things up in the guidance as it is served now; raises BrokenSnapshot when there is none."""

    def __init__(self, guidance: LiveGuidance) -> None:
        self._guidance = guidance

    def all_visible(self, reply: Reply, audiences: frozenset[str], reviewed_only: bool = False) -> bool:
        """True when whoever has these audiences may see everything that a reply quotes, where it may be quoted at all."""
        content = self._content()
        seen = all(_visible(content, citation.guide, audiences) for citation in reply.citations)
        return seen and not (reviewed_only and any(_unreviewed(content, citation.guide) for citation in reply.citations))

    def modal(self, citation: Citation, audiences: frozenset[str], language: str) -> dict[str, Any] | None:
        """The cited section; None when it is gone or not for these audiences."""
        content = self._content()
        if not _visible(content, citation.guide, audiences):
            return None
        try:
            _, found, _ = content.section(f"{citation.guide}#{citation.anchor}", citation.language)
        except StopIteration:
            return None
        blocks: list[Block] = [
            {"type": "header", "text": {"type": "plain_text", "text": plain(found.heading, MAX_HEADER) or "…"}},
            context(escaped(plain(_facts(citation, language), 900))),
            *(section(piece) for piece in pieces(found.text)[:MAX_SECTION_BLOCKS]),
            {"type": "divider"},
            context(escaped(plain(_source(citation, language), 900))),
        ]
        if citation.source.url:
            blocks.append(context(escaped(citation.source.url)[:2_900]))
        return modal(say("web.cited_section", language), blocks, language)

    def _content(self) -> Content:
        return self._guidance.current().index.content


def modal(title: str, blocks: list[Block], language: str) -> dict[str, Any]:
    """A view that can only be read and closed."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": plain(title, MAX_TITLE)},
        "close": {"type": "plain_text", "text": plain(say("web.close", language), MAX_TITLE)},
        "blocks": blocks,
    }


def _visible(content: Content, guide: str, audiences: frozenset[str]) -> bool:
    found = content.guides.get(guide)
    return found is not None and may_see(found, audiences)


def _unreviewed(content: Content, guide: str) -> bool:
    return content.guides[guide].last_reviewed_on is None


def _facts(citation: Citation, language: str) -> str:
    as_of = say("terminal.as_of", language, day=day(date.fromisoformat(citation.as_of), language))
    return f"{citation.guide_title} · {say(f'place.{citation.jurisdiction}', language)} · {as_of}"


def _source(citation: Citation, language: str) -> str:
    source = citation.source
    key = "terminal.house" if source.kind == "house_rule" else "terminal.as_reported"
    where = say(key, language, publisher=source.publisher, title=source.title)
    return f"[{citation.number}] {where} ({say(f'kind.{source.kind}', language)})" + (
        f": {source.authority}" if source.authority else ""
    )
