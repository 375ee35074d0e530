"""What answering a question comes to: Answer, NoAnswer, Clarification or SmallTalk; each is a normal result."""

from dataclasses import dataclass, field
from typing import Any

from bot.answering.excerpt import Entries, entries_of
from indexer.guide import Guide, Section, Statement


@dataclass(frozen=True)
class Quote:
    """A statement chosen for an answer, with the section it is quoted from.

    Of a list or table that is too long for the answer only the `entries` with these numbers are shown.
    """

    guide: Guide
    section: Section
    language: str
    statement: Statement
    entries: tuple[int, ...] = ()

    @property
    def section_id(self) -> str:
        """guide#anchor."""
        return f"{self.guide.id}#{self.section.anchor}"

    @property
    def block(self) -> Entries | None:
        """The list or table that the statement ends with, by its entries."""
        last = self.statement.sentences[-1]
        return entries_of(self.section.text[last.start : last.end])

    @property
    def said(self) -> str:
        """The words that are shown, each word for word."""
        if not self.entries or self.block is None:
            return self.section.spoken(self.statement)
        return f"{self.opening}\n\n{self.block.shown(self.entries)}".lstrip()

    @property
    def opening(self) -> str:
        """What stands before the last sentence, list or table of the statement."""
        return self.section.text[self.statement.start : self.statement.sentences[-1].start].rstrip()


@dataclass(frozen=True)
class Topic:
    """A section offered as a topic, not as a source."""

    id: str
    title: str


@dataclass(frozen=True)
class AnsweredPart:
    """Quotes that answer one part; none means that the guidance does not cover it."""

    quotes: tuple[Quote, ...]
    place: str | None = None


@dataclass(frozen=True)
class Answer:
    """Quotes by part; `uncovered` lists named countries without guidance, `superseded` the guides that replace a quoted
    one (empty for a guide that the asker may not see)."""

    parts: tuple[AnsweredPart, ...]
    related: tuple[Topic, ...] = ()
    counsel: bool = False
    uncovered: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoAnswer:
    """The guidance does not cover it; `reason` is a key of the catalogue."""

    reason: str
    nearest: tuple[Topic, ...] = ()
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clarification:
    """The country decides and none was named."""

    places: tuple[str, ...]


@dataclass(frozen=True)
class SmallTalk:
    """A greeting, thanks or the like; `kind` is a key of the catalogue."""

    kind: str


Result = Answer | NoAnswer | Clarification | SmallTalk


@dataclass(frozen=True)
class Outcome:
    """A result with the language to speak and what was weighed, for `why`."""

    result: Result
    language: str
    trace: dict[str, Any] = field(default_factory=dict)
