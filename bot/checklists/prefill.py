"""What the previous run on the same supplier answered is proposed, never answered: a person confirms that it still holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.checklists.run import ChecklistRun
from bot.store.run_record import RunRecords
from indexer.checklist import ChecklistItem
from indexer.condition import Value

if TYPE_CHECKING:
    from bot.checklists.run_book import RunBook

_FINISHED = ("submitted", "signed_off", "closed")
# A file proves what it proved then; it has to be handed in again.
_NEVER_PROPOSED = ("file",)


@dataclass(frozen=True)
class Proposal:
    """An answer of an earlier run that needs confirmation, by whom and when it was given."""

    value: Value
    run: str
    by: str
    at: datetime


def previous_of(records: RunRecords, checklist: str, supplier: str | None) -> str | None:
    """The latest finished run of a checklist on a supplier."""
    found = records.of_supplier(supplier) if supplier else []
    return next((one.id for one in found if one.checklist == checklist and one.state in _FINISHED), None)


def proposals(book: "RunBook", run: ChecklistRun) -> dict[str, Proposal]:
    """By item, for those that nobody has answered in this run and whose wording still has that answer."""
    if run.previous is None:
        return {}
    earlier = book.get(run.previous)
    before = {item.id: item for item in book.checklist_of(earlier).items}
    found = {}
    for item in book.checklist_of(run).items:
        given = earlier.responses.get((item.id, "evaluator"))
        open_here = (item.id, "evaluator") not in run.responses
        if open_here and given and given.value is not None and _still_means(item, before[item.id], given.value):
            found[item.id] = Proposal(given.value, earlier.id, given.by, given.at)
    return found


def _still_means(now: ChecklistItem, then: ChecklistItem, value: Value) -> bool:
    """The same question in both languages, with that answer among its options."""
    if now.kind in _NEVER_PROPOSED or (now.kind, now.ask, now.unit) != (then.kind, then.ask, then.unit):
        return False
    chosen = value if isinstance(value, tuple) else (value,)
    return not now.options or set(chosen) <= {option.value for option in now.options}
