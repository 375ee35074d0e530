"""The Feeder brings derived plans up to date: it keeps what is new or has changed, and closes what has no reason any more."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.access.actor import Actor
from bot.access.settings import AuditSettings
from bot.audits.derived import PREFIXES, Derived, Known, derived
from bot.audits.filing import is_kept
from bot.audits.plan import AuditPlan
from bot.audits.programme import Outcome, Programme
from bot.audits.reminding import day_of
from bot.audits.working_time import day_at
from bot.checklists.run import ChecklistRun
from bot.checklists.run_book import RunBook, summary_of
from bot.store.audit_record import PlanRecord
from bot.store.run_record import RunSummary
from bot.store.supplier_record import SupplierRecords

NOBODY = Actor("", frozenset({"admin"}))  # in the log: the programme itself
_TOO_LATE = timedelta(days=15)


@dataclass
class Feeder:
    """`house` says where reminders go. A run is unfolded anew when its summary changed: it went on, or somebody was forgotten."""

    programme: Programme
    house: AuditSettings
    suppliers: SupplierRecords
    book: RunBook
    _unfolded: dict[str, ChecklistRun] = field(default_factory=dict)

    def step(self) -> bool:
        """True when something was changed; raises Busy, StoreUnavailable."""
        known = Known(self.house, self.suppliers.every(), self._runs())
        wanted = derived(known)
        kept = {record.id: record for record in self.programme.records.plans() if record.id.startswith(PREFIXES)}
        changed = [self._keep(plan, kept.get(plan.id), known) for plan in wanted.plans]
        still = {plan.id for plan in wanted.plans}
        lost = [record for record in kept.values() if record.state == "active" and record.id not in still]
        for record in lost:
            self._close(record, wanted)
        return any(changed) or bool(lost)

    def _runs(self) -> list[ChecklistRun]:
        self._unfolded = {one.id: self._run(one) for one in self.book.records.every()}
        return list(self._unfolded.values())

    def _run(self, summary: RunSummary) -> ChecklistRun:
        known = self._unfolded.get(summary.id)
        return known if known is not None and summary_of(known) == summary else self.book.get(summary.id)

    def _keep(self, plan: AuditPlan, record: PlanRecord | None, known: Known) -> bool:
        wanted = _not_too_late(plan, record, day_at(self.programme.clock(), plan.reader))
        if is_kept(wanted, record):
            return False
        self._settle(wanted, known)
        self.programme.keep(wanted, NOBODY)
        return True

    def _settle(self, plan: AuditPlan, known: Known) -> None:
        """What was due before is done where a new assessment moved the day, else cancelled."""
        supplier = known.by_id.get(plan.supplier)
        assessed = supplier.assessed if supplier and plan.kind == "supplier_reassessment" else None
        for one in self.programme.records.occurrences(plan.id):
            if one.state == "open" and day_of(one.id) != plan.due_on:
                self._end_one(one.id, Outcome(run=assessed.run) if assessed else None)

    def _close(self, record: PlanRecord, wanted: Derived) -> None:
        because = wanted.closed.get(record.id)
        for one in self.programme.records.occurrences(record.id):
            if one.state == "open" and because is not None:
                self._end_one(one.id, Outcome(file=because))
        self.programme.end(record.id, NOBODY)

    def _end_one(self, occurrence: str, outcome: Outcome | None) -> None:
        if outcome is not None:
            self.programme.done(occurrence, NOBODY, outcome)
        else:
            self.programme.cancel(occurrence, NOBODY)


def _not_too_late(plan: AuditPlan, record: PlanRecord | None, today: date) -> AuditPlan:
    """What has been due for long when it is first seen comes due today: otherwise nobody would ever be reminded of it."""
    if plan.due_on is None or plan.due_on > today - _TOO_LATE:
        return plan
    same = record is not None and record.body["starts"] == plan.starts.isoformat()
    return replace(plan, due_on=date.fromisoformat(record.body["due_on"]) if record is not None and same else today)
