"""Which sections and items of a checklist are asked, given the answers so far and the facts of the run."""

from collections.abc import Iterator

from bot.checklists.answer import Answers, Facts
from indexer.checklist import Checklist, ChecklistItem, ChecklistSection
from indexer.condition import Value


def applicable(checklist: Checklist, facts: Facts, answers: Answers) -> Iterator[tuple[ChecklistSection, ChecklistItem]]:
    """The items that are asked, in order. An answer to an item that is no longer asked decides nothing."""
    seen: dict[str, Value | None] = {}
    for section in checklist.sections:
        if section.when is not None and not section.when.met(facts, seen):
            continue
        for item in section.items:
            if item.when is None or item.when.met(facts, seen):
                if item.id in answers:
                    seen[item.id] = answers[item.id].seen
                yield section, item


def next_item(checklist: Checklist, facts: Facts, answers: Answers) -> ChecklistItem | None:
    """The first item that is asked and has no answer yet; None when all have been answered or skipped."""
    return next((item for _, item in applicable(checklist, facts, answers) if item.id not in answers), None)
