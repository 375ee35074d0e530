"""A Report is a run told in blocks, which Markdown, PDF and CSV show each in their way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.checklists.run import ChecklistRun
from bot.checklists.score import SupplierScore
from indexer.checklist import Checklist


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2 or 3."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows of cells under a header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A PNG, with what it shows in words."""

    png: bytes
    words: str


Block = Heading | Paragraph | Table | Picture
# The section of the guidance behind "guide#anchor" in a language: what it is called, its date; None where it is gone.
Cite = Callable[[str, str], str | None]
# A person or supplier by id, as a reader knows them.
Named = Callable[[str], str]


@dataclass(frozen=True)
class Rated:
    """The score of an earlier run of the supplier."""

    at: datetime
    score: int


@dataclass(frozen=True)
class Told:
    """What a report is made from; `subject` names supplier and site, `earlier` are the supplier's runs before this one."""

    run: ChecklistRun
    checklist: Checklist
    score: SupplierScore | None
    subject: str
    content: str
    cite: Cite
    named: Named
    earlier: Sequence[Rated] = ()
    language: str = "en"


@dataclass(frozen=True)
class Report:
    """The blocks in order."""

    title: str
    language: str
    blocks: tuple[Block, ...]
