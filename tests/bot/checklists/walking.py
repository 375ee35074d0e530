"""A walk through a checklist by somebody who answers at random."""

from random import Random

from bot.checklists.conditions import applicable, next_item
from bot.checklists.fulfilment import fulfilment
from bot.checklists.score import supplier_score
from bot.checklists.unproven import unproven
from indexer.checklist import MAX_ITEMS, Checklist
from tests.checklist_sheets import any_answer, any_facts


def walk(checklist: Checklist, random: Random) -> set[str]:
    """Answers, skips, changes of mind, until nothing is left to ask; the ids that were asked."""
    facts, sheet, seen = any_facts(random), {}, set()
    for _ in range(5 * MAX_ITEMS):
        item = next_item(checklist, facts, sheet)
        if item is None:
            break
        seen.add(item.id)
        if sheet and random.random() < 0.1:
            item = checklist.item(random.choice(sorted(sheet)))
        sheet[item.id] = any_answer(item, random)
    else:
        raise AssertionError("the walk does not end")
    assert {item.id for _, item in applicable(checklist, facts, sheet)} <= set(sheet)
    supplier_score(checklist, facts, sheet)
    fulfilment(checklist, facts, sheet)
    unproven(checklist, facts, sheet)
    return seen
