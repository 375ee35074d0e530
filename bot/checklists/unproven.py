"""Answers that claim compliance and show nothing for it."""

from bot.checklists.answer import Answer, Answers, Facts
from bot.checklists.conditions import applicable
from bot.checklists.points import mark_of, points_of
from indexer.checklist import Checklist, ChecklistItem, Evidence

# What is good enough for each kind of evidence that an item may ask for.
_ENOUGH: dict[Evidence, frozenset[str]] = {
    "note": frozenset({"note", "link", "file"}),
    "link": frozenset({"link", "file"}),
    "file": frozenset({"file"}),
}
_COMPLIANT = 0.75


def unproven(checklist: Checklist, facts: Facts, answers: Answers) -> tuple[ChecklistItem, ...]:
    """The items answered with three quarters of the points or more, without the evidence that they ask for."""
    asked = (item for _, item in applicable(checklist, facts, answers) if item.id in answers)
    return tuple(item for item in asked if _claims(item, answers[item.id]) and not _shows(item, answers[item.id]))


def _claims(item: ChecklistItem, answer: Answer) -> bool:
    return item.scored and mark_of(item, answer) == "answered" and points_of(item, answer) >= _COMPLIANT


def _shows(item: ChecklistItem, answer: Answer) -> bool:
    return item.evidence == "none" or bool(answer.evidence & _ENOUGH[item.evidence])
