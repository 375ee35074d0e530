"""The gap between what a supplier says of itself and what the evaluator found, area by area."""

from dataclasses import dataclass, replace
from fractions import Fraction

from bot.checklists.answer import Answers, Facts
from bot.checklists.points import marked, points_of
from bot.checklists.score import levels
from indexer.checklist import Checklist

# A gap of more than one level is looked into.
_NOTABLE = 1


@dataclass(frozen=True)
class AreaGap:
    """Two levels over the same items; a positive `gap` says that the supplier rates itself higher."""

    area: str
    own: Fraction
    evaluators: Fraction

    @property
    def gap(self) -> Fraction:
        """Own level less the evaluator's."""
        return self.own - self.evaluators

    @property
    def notable(self) -> bool:
        """Whether the gap is more than one level, before any rounding."""
        return abs(self.gap) > _NOTABLE


def gaps(checklist: Checklist, facts: Facts, own: Answers, evaluators: Answers) -> tuple[AreaGap, ...]:
    """The areas in which both have answered at least one same item; which items are asked is for the evaluator's sheet to say."""
    answered = [one for one in marked(checklist, facts, evaluators) if one.mark == "answered"]
    both = [one for one in answered if one.item.id in own and own[one.item.id].standing == "answered"]
    mine = levels(replace(one, points=points_of(one.item, own[one.item.id])) for one in both)
    theirs = levels(both)
    found = ((area, level, theirs[area]) for area, level in mine.items())
    return tuple(AreaGap(area, level, other) for area, level, other in found if level is not None and other is not None)


def item_gaps(checklist: Checklist, facts: Facts, own: Answers, evaluators: Answers) -> dict[str, Fraction]:
    """Of each item that both answered, the supplier's level less the evaluator's: -4 to 4."""
    both = [
        one
        for one in marked(checklist, facts, evaluators)
        if one.mark == "answered" and one.item.id in own and own[one.item.id].standing == "answered"
    ]
    return {one.item.id: 4 * (points_of(one.item, own[one.item.id]) - (one.points or 0)) for one in both}
