"""A Reply is what the desk says back, in neutral terms that every channel can show."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["answered", "clarify", "no_answer", "small_talk"]


@dataclass(frozen=True)
class CitedSource:
    """The page that a citation rests on; `authority` is the law and article it reports."""

    title: str
    publisher: str
    url: str | None
    kind: str
    authority: str | None
    date: str | None


@dataclass(frozen=True)
class Passage:
    """Sentences that follow each other in a section: `quote` is `section text[start:end]`, word for word."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Citation:
    """A numbered source of a section of our guidance.

    `quote` is `section text[start:end]`, word for word, and the first of the `passages` for which the source is cited
    (answers that were given before there were several have none of these).
    """

    number: int
    guide: str
    guide_title: str
    section: str
    anchor: str
    quote: str
    start: int
    end: int
    language: str
    jurisdiction: str
    as_of: str
    reviewed: str | None
    source: CitedSource
    passages: tuple[Passage, ...] = ()

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where in the section's text the passages stand."""
        return tuple((passage.start, passage.end) for passage in self.passages) or ((self.start, self.end),)


@dataclass(frozen=True)
class Choice:
    """Something to press: `label` is shown, `text` is said when it is pressed."""

    label: str
    text: str


@dataclass(frozen=True)
class Related:
    """A topic that lies near; it opens the section."""

    guide: str
    anchor: str
    title: str


@dataclass(frozen=True)
class Reply:
    """What to show: `answer` is Markdown as a person reads it."""

    id: str
    question: str
    status: Status
    language: str
    answer: str
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    related: tuple[Related, ...] = ()
    seconds: float = 0.0

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Reply":
        """The reply whose JSON this is."""
        parts = {
            "citations": tuple(_cited(citation) for citation in found["citations"]),
            "choices": tuple(Choice(**choice) for choice in found["choices"]),
            "related": tuple(Related(**related) for related in found["related"]),
        }
        return cls(**{**found, **parts})

    def as_json(self) -> dict[str, Any]:
        """The JSON of `ipdesk ask --json`, a stable contract."""
        return {
            "id": self.id,
            "question": self.question,
            "status": self.status,
            "language": self.language,
            "answer": self.answer,
            "citations": [_citation(citation) for citation in self.citations],
            "choices": [{"label": choice.label, "text": choice.text} for choice in self.choices],
            "related": [{"guide": r.guide, "anchor": r.anchor, "title": r.title} for r in self.related],
            "seconds": self.seconds,
        }


def _cited(found: dict[str, Any]) -> Citation:
    passages = tuple(Passage(**passage) for passage in found.get("passages", ()))
    return Citation(**{**found, "source": CitedSource(**found["source"]), "passages": passages})


def _citation(citation: Citation) -> dict[str, Any]:
    source = citation.source
    return {
        "number": citation.number,
        "guide": citation.guide,
        "guide_title": citation.guide_title,
        "section": citation.section,
        "anchor": citation.anchor,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "language": citation.language,
        "jurisdiction": citation.jurisdiction,
        "as_of": citation.as_of,
        "reviewed": citation.reviewed,
        "source": {
            "title": source.title,
            "publisher": source.publisher,
            "url": source.url,
            "kind": source.kind,
            "authority": source.authority,
            "date": source.date,
        },
        "passages": [asdict(passage) for passage in citation.passages],
    }
