"""The Programme is what people do with the audit programme: plan, acknowledge, snooze, finish, hand over, cancel, verify."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.access.actor import Actor
from bot.audits.acts import acknowledged, done, reassigned, snoozed
from bot.audits.commitments import Checked, checked
from bot.audits.drawing import Drawing
from bot.audits.keeping import Keeping
from bot.audits.outcome import AttachedFile, Outcome
from bot.audits.plan import AuditPlan, plan_of
from bot.audits.posting import rows
from bot.audits.reminding import opened, shown_again
from bot.audits.sealing import NoKey, Seal
from bot.audits.standing import standing
from bot.audits.unannounced import together
from bot.store.audit_record import AuditRecords, Change, LogRecord, OccurrenceRecord, PlanRecord

PLANNERS = frozenset({"supplier_manager", "auditor", "reviewer", "admin"})
ATTACHED = "attached"  # in the log: a file that is evidence
MOST_SNOOZE = 14  # days
ENDED_BY = "ended_by"  # in the body of a plan that has ended: a person, or nobody where its reason had gone
_TRIES = 5


class UnknownAudit(LookupError):
    """Tell the person: there is no such plan or occurrence."""


class NotYours(PermissionError):
    """Tell the person, in private: that is for its owner, its auditor, or those who plan audits."""


class Busy(RuntimeError):
    """Ask the person to press again: others were changing the same thing."""


@dataclass(frozen=True)
class Programme:
    """Over the store, with the key (None where there is none) and the clock."""

    records: AuditRecords
    seal: Seal | None
    clock: Callable[[], datetime] = field(repr=False)

    def keep(self, plan: AuditPlan, actor: Actor) -> PlanRecord:
        """Keeps a plan, new or changed; raises NoKey for an unannounced one without a key, NotYours, Busy."""
        if not actor.roles & PLANNERS:
            raise NotYours("plans are made by supplier managers, auditors, reviewers and admins")
        if plan.unannounced and self.seal is None:
            raise NoKey("unannounced audits need IPDESK_SECRET_KEY")
        for _ in range(_TRIES):
            known = self.records.plan(plan.id)
            if self.records.commit(self._keeping.kept(plan, known, actor, self.clock())):
                return self._record(plan.id)
        raise Busy("others are changing this plan")

    def end(self, plan: str, actor: Actor) -> PlanRecord:
        """Ends a plan; what is open of it is cancelled, and a sealed date opened. Raises UnknownAudit, NotYours, Busy."""
        for _ in range(_TRIES):
            record = self._record(plan)
            if not (actor.roles & PLANNERS or actor.id == record.body["owner"]):
                raise NotYours("a plan is ended by its owner or those who plan audits")
            if record.state == "ended":
                return record
            now = self.clock()
            line = LogRecord(now, plan, "", "ended", actor.id)
            body = {**record.body, ENDED_BY: actor.id}
            ended = Change(plans=(replace(record, state="ended", wake_at=None, cursor="", body=body),), log=(line,))
            if self.records.commit(together(ended, *self._drawing.all_stopped(plan, actor, now))):
                return self._record(plan)
        raise Busy("others are changing this plan")

    def plan(self, identity: str) -> AuditPlan:
        """The plan of an id; raises UnknownAudit."""
        return plan_of(self._record(identity).body)

    def for_acting(self, occurrence: str, actor: Actor) -> tuple[AuditPlan, OccurrenceRecord]:
        """An occurrence with its plan, for somebody who may do something about it; raises UnknownAudit, NotYours."""
        found = self.records.occurrence(occurrence)
        if found is None:
            raise UnknownAudit(f"there is no {occurrence!r}")
        plan = self.plan(found.plan)
        if not _may_act(plan, found, actor):
            raise NotYours("that is for its owner, its auditor, or those who plan audits")
        return plan, found

    def acknowledge(self, occurrence: str, actor: Actor) -> OccurrenceRecord:
        """Stops the repeating for a week; what the auditor of an unannounced audit presses nobody else sees."""
        return self._change(
            occurrence, actor, lambda plan, found, now: acknowledged(plan, found, self.records.draw(found.id), actor, now)
        )

    def snooze(self, occurrence: str, actor: Actor, days: int) -> OccurrenceRecord:
        """Reminds again after 1 to 14 days, and not before; raises ValueError for any other number."""
        if not 1 <= days <= MOST_SNOOZE:
            raise ValueError(f"1 to {MOST_SNOOZE} days")
        return self._change(occurrence, actor, lambda plan, found, now: snoozed(plan, found, days, actor, now))

    def reassign(self, occurrence: str, actor: Actor, person: str) -> OccurrenceRecord:
        """Somebody else is reminded from now on."""
        return self._change(occurrence, actor, lambda plan, found, now: reassigned(plan, found, person, actor, now))

    def attach(self, occurrence: str, actor: Actor, file: AttachedFile) -> OccurrenceRecord:
        """A file that is evidence for it, in the log at once; the same one twice is one."""

        def change(plan: AuditPlan, found: OccurrenceRecord, now: datetime) -> Change | None:
            if any(one.sha256 == file.sha256 for one in self.attached(found)):
                return None
            return Change(log=(LogRecord(now, plan.id, occurrence, ATTACHED, actor.id, file.as_json()),))

        return self._change(occurrence, actor, change)

    def attached(self, found: OccurrenceRecord) -> tuple[AttachedFile, ...]:
        """The files that were handed in for it, in order."""
        lines = (one for one in self.records.log(found.plan) if one.occurrence == found.id and one.action == ATTACHED)
        return tuple(AttachedFile(**{**one.details, "by": one.actor}) for one in lines)

    def skip(self, plan: str, day: date, actor: Actor) -> OccurrenceRecord:
        """The day that a plan comes to next will not take place, though nobody was reminded of it yet.

        Raises UnknownAudit where the plan does not wait for that day, NotYours, Busy.
        """
        for _ in range(_TRIES):
            known = self.records.occurrence(f"{plan}/{day.isoformat()}")
            if known is not None:
                return self.cancel(known.id, actor)
            record = self._record(plan)
            found = plan_of(record.body)
            if not _may_act(found, None, actor):
                raise NotYours("that is for its owner, its auditor, or those who plan audits")
            if record.state != "active" or record.cursor != day.isoformat():
                raise UnknownAudit(f"{plan!r} does not wait for {day}")
            now = self.clock()
            begun = opened(found, record, now)
            (one,) = begun.occurrences
            stopped = replace(one, state="cancelled", next_at=None)
            line = LogRecord(now, plan, one.id, "cancelled", actor.id)
            if self.records.commit(Change(plans=begun.plans, occurrences=(stopped,), log=(line,))):
                return self.records.occurrence(one.id) or stopped
        raise Busy("others are changing this plan")

    def done(self, occurrence: str, actor: Actor, outcome: Outcome) -> OccurrenceRecord:
        """Closes it; raises MissingEvidence. An unannounced date is opened for everybody, and the next one drawn."""

        def change(plan: AuditPlan, found: OccurrenceRecord, now: datetime) -> Change | None:
            closed = done(plan, found, outcome, actor, now)
            if not plan.unannounced:
                return closed
            return together(closed, self._drawing.after(found, self._record(plan.id), plan, outcome.held_on, now))

        return self._change(occurrence, actor, change)

    def cancel(self, occurrence: str, actor: Actor) -> OccurrenceRecord:
        """It will not take place; an unannounced date is opened and logged, and another one drawn."""

        def change(plan: AuditPlan, found: OccurrenceRecord, now: datetime) -> Change:
            stopped = self._drawing.stopped(found, actor, now)
            return together(stopped, self._drawing.anew(plan, plan.starts, now)) if plan.unannounced else stopped

        return self._change(occurrence, actor, change)

    def verify(self, plan: str | None = None) -> list[Checked]:
        """Whether the dates of unannounced audits were kept as they were drawn, from the log alone: no key is needed."""
        return checked(self.records.log(plan))

    @property
    def _drawing(self) -> Drawing:
        return Drawing(self.records, self.seal)

    @property
    def _keeping(self) -> Keeping:
        return Keeping(self.records, self._drawing)

    def _record(self, plan: str) -> PlanRecord:
        record = self.records.plan(plan)
        if record is None:
            raise UnknownAudit(f"there is no plan {plan!r}")
        return record

    def _change(
        self, occurrence: str, actor: Actor, change: Callable[[AuditPlan, OccurrenceRecord, datetime], Change | None]
    ) -> OccurrenceRecord:
        """The occurrence as it then is; what is closed stays as it is, so that a press that comes twice has one effect."""
        for _ in range(_TRIES):
            plan, found = self.for_acting(occurrence, actor)
            wanted = change(plan, found, self.clock()) if found.state == "open" else None
            if wanted is None:
                return found
            if self.records.commit(together(wanted, self._shown_again(plan, found, wanted))):
                return self.records.occurrence(occurrence) or found
        raise Busy("others are changing the same")

    def _shown_again(self, plan: AuditPlan, found: OccurrenceRecord, wanted: Change) -> Change:
        """Its reminders, in their places; of an unannounced audit only when it is over and its date open to all."""
        after = next((one for one in wanted.occurrences if one.id == found.id), None)
        if after is None or (plan.unannounced and after.state == "open"):
            return Change()
        now, log = self.clock(), [line for line in (*self.records.log(plan.id), *wanted.log) if line.occurrence == found.id]
        return Change(posts=rows(shown_again(plan, after, standing(plan, after, log, now), log), now))


def _may_act(plan: AuditPlan, found: OccurrenceRecord | None, actor: Actor) -> bool:
    assignee = found.assignee if found is not None else ""
    return bool(actor.roles & PLANNERS) or actor.id in {plan.owner, plan.auditor, assignee, *plan.escalation.ladder} - {""}
