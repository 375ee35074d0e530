"""What each answer of a sheet is worth; docs/score.md is the rule."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bot.checklists.answer import Answer, Answers, Facts
from bot.checklists.conditions import applicable
from indexer.checklist import SCALE, Checklist, ChecklistItem, ChecklistSection

Mark = Literal["answered", "skipped", "not_applicable", "not_asked"]
_BEST, _WORST = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class Marked:
    """One scored item of a sheet; `points` between 0 and 1, None where it does not count."""

    section: ChecklistSection
    item: ChecklistItem
    mark: Mark
    points: Fraction | None

    @property
    def weight(self) -> Fraction:
        """The item's weight, exactly as written."""
        return exactly(self.item.weight)


def marked(checklist: Checklist, facts: Facts, answers: Answers) -> tuple[Marked, ...]:
    """Every item that can carry points, in order, asked or not."""
    asked = {item.id for _, item in applicable(checklist, facts, answers)}
    return tuple(
        _marked(section, item, answers.get(item.id)) if item.id in asked else _not_asked(section, item)
        for section in checklist.sections
        for item in section.items
        if item.scored
    )


def exactly(number: float) -> Fraction:
    """A number as it is written in the checklist: 0.1 is a tenth."""
    return Fraction(str(number))


def rounded(value: Fraction, digits: int = 0) -> Fraction:
    """`value` to that many decimals; a half goes up. Only what is shown is ever rounded."""
    shift = 10**digits
    return Fraction((value * shift + Fraction(1, 2)) // 1, shift)


def points_of(item: ChecklistItem, answer: Answer) -> Fraction:
    """The points of a given answer; raises KeyError for a value that the item does not have."""
    value = answer.value
    if item.kind == "scale":
        if type(value) is not int or value not in SCALE:
            raise KeyError(value)
        return Fraction(value - min(SCALE), max(SCALE) - min(SCALE))
    worth = {option.value: exactly(option.points or 0) for option in item.options}
    chosen = value if isinstance(value, tuple) else (str(value),)
    return min(_BEST, sum((worth[one] for one in chosen), _WORST))


def mark_of(item: ChecklistItem, answer: Answer | None) -> Mark:
    """Of an item that is asked; one that may not be declared inapplicable, and was, has no answer."""
    if answer is not None and answer.standing == "not_applicable" and item.not_applicable != "never":
        return "not_applicable"
    given = answer is not None and answer.standing == "answered" and answer.value is not None
    return "answered" if given else "skipped"


def _marked(section: ChecklistSection, item: ChecklistItem, answer: Answer | None) -> Marked:
    mark = mark_of(item, answer)
    if answer is None or mark == "skipped":
        return Marked(section, item, "skipped", _WORST)
    return Marked(section, item, mark, points_of(item, answer) if mark == "answered" else None)


def _not_asked(section: ChecklistSection, item: ChecklistItem) -> Marked:
    """To hold no tooling is to be exposed by none: an exposure that does not exist counts in full."""
    return Marked(section, item, "not_asked", _BEST if item.risk == "exposure" else None)
