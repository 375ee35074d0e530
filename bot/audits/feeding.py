"""The Feeder brings derived plans up to date: it keeps what is new or has changed, and closes what has no reason any more.

What a person has ended stays ended as long as its reason stands: the same finding, evidence or assessment.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.access.actor import Actor
from bot.access.settings import AuditSettings
from bot.audits.cards import unplanned
from bot.audits.derived import PREFIXES, Derived, Known, derived, run_of
from bot.audits.filing import is_kept
from bot.audits.outcome import Outcome
from bot.audits.plan import AuditPlan
from bot.audits.posting import PREFIX, Outgoing, rows
from bot.audits.programme import ENDED_BY, Busy, Programme
from bot.audits.reminding import day_of
from bot.audits.working_time import day_at
from bot.checklists.run import ChecklistRun
from bot.checklists.run_book import RunBook, summary_of
from bot.store.audit_record import Change, LogRecord, PlanRecord
from bot.store.run_record import RunSummary
from bot.store.supplier_record import SupplierRecords

log = logging.getLogger(__name__)

NOBODY = Actor("", frozenset({"admin"}))  # in the log: the programme itself
_TOO_LATE = timedelta(days=15)
# What a record that nobody should have written makes of its plan; a store out of reach is none of these.
_UNFED = (ValueError, TypeError, KeyError, LookupError, AttributeError, OverflowError)


@dataclass
class Feeder:
    """`house` says where reminders go. A run is unfolded anew when its summary changed: it went on, or somebody was forgotten."""

    programme: Programme
    house: AuditSettings
    suppliers: SupplierRecords
    book: RunBook
    _unfolded: dict[str, ChecklistRun] = field(default_factory=dict)

    def step(self) -> bool:
        """True when something was changed; what fails of one plan holds up no other. Raises StoreUnavailable."""
        runs, unread = self._runs()
        known = Known(self.house, self.suppliers.every(), runs)
        wanted = derived(known)
        for plan, error in wanted.unplanned.items():
            self._failed(plan, error)
        kept = {record.id: record for record in self.programme.records.plans() if record.id.startswith(PREFIXES)}
        still = {plan.id for plan in wanted.plans} | wanted.unplanned.keys()
        lost = [one for one in kept.values() if one.id not in still and run_of(one.id) not in unread]
        return any([*self._kept(known, wanted, kept), *self._closed(lost, wanted)])

    def _kept(self, known: Known, wanted: Derived, kept: dict[str, PlanRecord]) -> Iterator[bool]:
        for plan in wanted.plans:
            yield self._guarded(plan.id, lambda plan=plan: self._keep(plan, kept.get(plan.id), known))  # type: ignore[misc]

    def _closed(self, lost: list[PlanRecord], wanted: Derived) -> Iterator[bool]:
        for record in lost:
            yield self._guarded(record.id, lambda record=record: self._close(record, wanted))  # type: ignore[misc]

    def _guarded(self, plan: str, work: Callable[[], bool]) -> bool:
        """False when it failed; it is tried again in the next round."""
        try:
            return work()
        except Busy:
            log.warning("a derived plan is busy", extra={"action": "audit_not_fed", "audit": plan})
        except _UNFED as error:
            self._failed(plan, error)
        return False

    def _failed(self, plan: str, error: Exception) -> None:
        """In the log each time; to the channel in which its reminders would be, once."""
        log.error("a derived plan cannot be kept", exc_info=error, extra={"action": "audit_not_fed", "audit": plan})
        now, house = self.programme.clock(), self.house
        told = Outgoing(f"{PREFIX}{plan}/unplanned", house.channel, unplanned(plan, house.language), "")
        self.programme.records.commit(Change(posts=rows([told], now), log=(LogRecord(now, plan, "", "not_fed"),)))

    def _runs(self) -> tuple[list[ChecklistRun], frozenset[str]]:
        """All that can be read, and the ids of those that cannot: their plans stay as they are."""
        summaries = self.book.records.every()
        self._unfolded = {one.id: run for one in summaries if (run := self._read(one)) is not None}
        return list(self._unfolded.values()), frozenset(one.id for one in summaries) - self._unfolded.keys()

    def _read(self, summary: RunSummary) -> ChecklistRun | None:
        try:
            return self._run(summary)
        except _UNFED as error:
            self._failed(summary.id, error)
            return None

    def _run(self, summary: RunSummary) -> ChecklistRun:
        known = self._unfolded.get(summary.id)
        return known if known is not None and summary_of(known) == summary else self.book.get(summary.id)

    def _keep(self, plan: AuditPlan, record: PlanRecord | None, known: Known) -> bool:
        wanted = _not_too_late(plan, record, day_at(self.programme.clock(), plan.reader))
        if is_kept(wanted, record) or _stays_ended(wanted, record):
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

    def _close(self, record: PlanRecord, wanted: Derived) -> bool:
        if record.state != "active":
            return self._lapsed(record)
        because = wanted.closed.get(record.id)
        for one in self.programme.records.occurrences(record.id):
            if one.state == "open" and because is not None:
                self._end_one(one.id, Outcome(file=because))
        self.programme.end(record.id, NOBODY)
        return True

    def _lapsed(self, record: PlanRecord) -> bool:
        """The reason for which somebody ended it has gone: should it come back, it is a new one."""
        if not record.body.get(ENDED_BY):
            return False
        return self.programme.records.commit(Change(plans=(replace(record, body={**record.body, ENDED_BY: ""}),)))

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


def _stays_ended(plan: AuditPlan, record: PlanRecord | None) -> bool:
    """True where a person ended it. A finding and evidence are each a reason of their own; an assessment is known by its day."""
    if record is None or record.state != "ended" or not record.body.get(ENDED_BY):
        return False
    return plan.kind != "supplier_reassessment" or record.body["starts"] == plan.starts.isoformat()
