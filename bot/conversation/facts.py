"""The facts that stand with an answer: where it holds, as of when, on what kinds of source, reviewed or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation.catalogue import day, say
from bot.conversation.reply import Citation, Related


@dataclass(frozen=True)
class Facts:
    """Of several guides, the oldest date counts; `reviewed` is None unless all of them were reviewed."""

    places: tuple[str, ...]
    as_of: date
    kinds: tuple[str, ...]
    reviewed: date | None


def facts_of(citations: Sequence[Citation]) -> Facts:
    """The facts of an answer that has citations."""
    reviewed = [citation.reviewed for citation in citations]
    return Facts(
        places=tuple(dict.fromkeys(citation.jurisdiction for citation in citations)),
        as_of=date.fromisoformat(min(citation.as_of for citation in citations)),
        kinds=tuple(dict.fromkeys(citation.source.kind for citation in citations)),
        reviewed=date.fromisoformat(min(filter(None, reviewed))) if all(reviewed) else None,
    )


def footer(citations: Sequence[Citation], language: str) -> str:
    """The facts as the last line of an answer."""
    facts = facts_of(citations)
    return say(
        "answer.footer",
        language,
        places=", ".join(say(f"place.{place}", language) for place in facts.places),
        as_of=day(facts.as_of, language),
        kinds=", ".join(say(f"kind.{kind}", language) for kind in facts.kinds),
        review=review(facts.reviewed, language),
    )


def review(reviewed: date | None, language: str) -> str:
    """Whether and when counsel reviewed it."""
    if reviewed is None:
        return say("answer.not_reviewed", language)
    return say("answer.reviewed", language, day=day(reviewed, language))


def nearest(topics: Sequence[Related], language: str) -> str:
    """The topics that lie near a question without an answer, as a list."""
    return "\n".join([say("none.nearest", language), *(f"- {topic.title}" for topic in topics)])
