"""The nouns of guidance: Guide, Section, Statement, Source."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

# The jurisdiction of guides that compare the two countries.
BOTH = "VN-US"
Part = Literal["lead", "detail", "caveat", "outdated", "conflict"]


@dataclass(frozen=True, slots=True)
class Source:
    """A published page (or a house rule) that guidance rests on."""

    key: str
    title: str
    publisher: str
    kind: str
    jurisdiction: str
    date: str | None
    url: str | None
    authority: str | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference `[@key, authority]` in a guide; `authority` overrides the source's own."""

    key: str
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or one whole list or table) as `Section.text[start:end]`, with the marks that cover it."""

    start: int
    end: int
    marks: tuple[Mark, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The smallest part of a section that may be quoted: a sentence with those that lean on it, a whole list or a whole table."""

    part: Part
    block: int
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        """Offset of the first character in `Section.text`."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Offset after the last character in `Section.text`."""
        return self.sentences[-1].end


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which people ask what a section answers."""

    language: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A question that people ask near a section ("guide#anchor") and that no guidance answers; never quoted, never found."""

    near: str
    language: str
    text: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """One answerable unit of a guide in one language; `text` is what a person reads, without marks.

    A comparison names the sections that it `compares`, one a country, and says why they differ.
    """

    anchor: str
    heading: str
    text: str
    statements: tuple[Statement, ...]
    line: int
    asked_as: tuple[Phrasing, ...] = ()
    facts: tuple[str, ...] = ()
    counsel: bool = False
    compares: tuple[str, ...] = ()

    def spoken(self, statement: Statement) -> str:
        """The words of a statement, verbatim."""
        return self.text[statement.start : statement.end]

    def of_part(self, part: Part) -> tuple[Statement, ...]:
        """The statements of one part, in order."""
        return tuple(s for s in self.statements if s.part == part)


@dataclass(frozen=True, slots=True)
class Guide:
    """One subject in one jurisdiction; `translations` holds the same sections in other languages."""

    id: str
    title: str
    path: str
    jurisdiction: str
    rights: tuple[str, ...]
    stage: tuple[str, ...]
    audience: tuple[str, ...]
    owner: str
    as_of: date
    compiled_on: date
    last_reviewed_on: date | None
    review_every_days: int
    supersedes: tuple[str, ...]
    counterparts: tuple[str, ...]
    sections: tuple[Section, ...]
    translations: dict[str, "Translation"] = field(default_factory=dict)

    @property
    def due_on(self) -> date:
        """The day on which somebody should have read it again: counted from its last review, or from the day it was right for."""
        return (self.last_reviewed_on or self.as_of) + timedelta(days=self.review_every_days)


@dataclass(frozen=True, slots=True)
class Translation:
    """A guide's text in another language, section for section."""

    language: str
    title: str
    path: str
    compiled_on: date
    sections: tuple[Section, ...]
