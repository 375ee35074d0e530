"""The chat page and the card that shows one reply on it."""

from datetime import date
from typing import Any

from markupsafe import Markup

from bot.conversation.beginning import beginnings, examples
from bot.conversation.facts import facts_of
from bot.conversation.feedback import MAX_COMMENT, REASONS
from bot.conversation.reply import Citation, Reply
from bot.store.feedback_record import FeedbackRecord
from bot.web.copying import copied_text
from bot.web.rendering import answer_html, section_path
from bot.web.templates import other_language, render

_OPEN_SOURCES = 6


def playground_page(language: str) -> str:
    """The chat page, with what one can begin with."""
    return render(
        "playground.html",
        language,
        examples=examples(language),
        beginnings=beginnings(language),
        other_href=f"/?language={other_language(language)}",
    )


def card(reply: Reply, language: str, given: FeedbackRecord | None) -> str:
    """One question with its reply, labelled in the page's language, with the feedback that was given on it."""
    sections = cited_sections(reply, language)
    return render(
        "reply.html",
        language,
        reply=reply,
        html=Markup(answer_html(reply)),  # noqa: S704 - made from our own guidance, with HTML switched off
        facts=facts_of(reply.citations) if reply.citations else None,
        sections=sections,
        unfolded=sum(len(section["sources"]) for section in sections) <= _OPEN_SOURCES,
        copied=copied_text(reply),
        given=given,
        reasons=REASONS,
        max_comment=MAX_COMMENT,
    )


def cited_sections(reply: Reply, language: str) -> list[dict[str, Any]]:
    """The cited sections in order, each with its sources, each source with its numbers."""
    sections: dict[tuple[str, str], dict[str, Any]] = {}
    for citation in reply.citations:
        key = (citation.guide, citation.anchor)
        section = sections.setdefault(key, _section(citation, language))
        source = section["sources"].setdefault(citation.source, {"source": citation.source, "numbers": []})
        source["numbers"].append((citation.number, section_path(citation, language)))
    return [{**section, "sources": list(section["sources"].values())} for section in sections.values()]


def _section(citation: Citation, language: str) -> dict[str, Any]:
    return {
        "heading": citation.section,
        "guide": citation.guide_title,
        "language": citation.language,
        "path": section_path(citation, language),
        "place": citation.jurisdiction,
        "as_of": date.fromisoformat(citation.as_of),
        "sources": {},
    }
