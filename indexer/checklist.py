"""The nouns of checklists: Checklist, ChecklistSection, ChecklistItem, Option, Gate."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from indexer.condition import NOT_APPLICABLE, Condition

Kind = Literal["yes_no_na", "single", "multi", "scale", "number", "date", "text", "file"]
Level = Literal["must", "should", "consider"]
Evidence = Literal["none", "note", "link", "file"]
NotApplicable = Literal["never", "allowed", "with_reason"]
Tier = Literal["low", "medium", "high"]
# What an item is about, where it is about the supplier's situation or contract and not about the maturity of an area.
Risk = Literal["exposure", "contract", "incidents", "audit_age"]

# The eight areas in which a supplier's maturity is measured, in the order in which they are shown.
AREAS = (
    "policies_records",
    "compliance_team",
    "risk_assessment",
    "supply_chain",
    "security",
    "training",
    "monitoring",
    "corrective_action",
)
OTHER = "other"
HOUSE_RULE = "house rule"
SCALE = range(1, 6)
MAX_ITEMS = 60


@dataclass(frozen=True)
class Text:
    """One text in both languages."""

    en: str
    vi: str

    def said(self, language: str) -> str:
        """The text in `language`; English for a language that we do not speak."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True)
class Option:
    """A possible answer; `points` between 0 (bad) and 1 (good), None where answers are recorded and not scored."""

    value: str
    label: Text
    points: float | None


@dataclass(frozen=True)
class Gate:
    """With one of `answers`, or skipped, the supplier's tier is at least `tier_cap`, whatever the score."""

    answers: tuple[str, ...]
    tier_cap: Tier
    reason: Text


@dataclass(frozen=True)
class ChecklistItem:
    """One question; its id never changes. `guide` ("guide#anchor") is cited, `basis` names register lines or the house rule."""

    id: str
    ask: Text
    why: Text
    good: Text
    kind: Kind
    options: tuple[Option, ...]
    unit: str | None
    level: Level
    weight: float
    gate: Gate | None
    evidence: Evidence
    not_applicable: NotApplicable
    guide: str | None
    basis: tuple[str, ...]
    when: Condition | None
    risk: Risk | None
    ask_supplier: bool

    @property
    def scored(self) -> bool:
        """Whether answers carry points; numbers, dates, texts and files never do."""
        return self.kind == "scale" or any(option.points is not None for option in self.options)

    @property
    def values(self) -> tuple[str, ...]:
        """The answers that conditions and gates may name; none for numbers, dates, texts and files."""
        if self.kind == "scale":
            return tuple(str(step) for step in SCALE)
        named = tuple(option.value for option in self.options)
        return named if self.not_applicable == "never" else (*named, NOT_APPLICABLE)


@dataclass(frozen=True)
class ChecklistSection:
    """Items that one person can answer together; `area` is one of AREAS or OTHER."""

    id: str
    title: Text
    area: str
    items: tuple[ChecklistItem, ...]
    when: Condition | None


@dataclass(frozen=True)
class Checklist:
    """A checklist as it was written on one day; `digest` (SHA-256 of its canonical JSON) names exactly this wording."""

    id: str
    title: Text
    purpose: Text
    applies_to: tuple[str, ...]
    owner: str
    as_of: date
    review_every_days: int
    sections: tuple[ChecklistSection, ...]
    retired: tuple[str, ...]
    digest: str

    @property
    def items(self) -> tuple[ChecklistItem, ...]:
        """All items, in order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def rates_supplier(self) -> bool:
        """Whether a run ends in a supplier IP-risk score: it asks a supplier about all eight areas."""
        return "supplier" in self.applies_to and set(AREAS) <= {section.area for section in self.sections}

    @property
    def due_on(self) -> date:
        """The day on which its owner should have read it again."""
        return self.as_of + timedelta(days=self.review_every_days)

    def item(self, item_id: str) -> ChecklistItem:
        """The item of an id; raises KeyError."""
        for found in self.items:
            if found.id == item_id:
                return found
        raise KeyError(item_id)

    def section_of(self, item_id: str) -> ChecklistSection:
        """The section in which an item stands; raises KeyError."""
        for section in self.sections:
            if any(found.id == item_id for found in section.items):
                return section
        raise KeyError(item_id)

    def lost(self, answered: Iterable[str]) -> Iterator[str]:
        """The answered ids that this wording neither asks nor lists as retired: an item was removed that people had answered."""
        known = {item.id for item in self.items} | set(self.retired)
        return (item_id for item_id in answered if item_id not in known)
