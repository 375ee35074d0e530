"""The Programme is what people do with the audit programme: plan, acknowledge, snooze, finish, hand over, cancel, verify."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.access.actor import Actor
from bot.audits.commitments import Checked, checked
from bot.audits.digest import next_digest
from bot.audits.draw import Draw
from bot.audits.draw import opened as opened_draw
from bot.audits.entry import Entry
from bot.audits.plan import AuditPlan, plan_of
from bot.audits.posting import rows
from bot.audits.reminding import awaiting, shown_again, steps_of
from bot.audits.sealing import NoKey, Seal
from bot.audits.standing import standing
from bot.audits.timetable import rule_days
from bot.audits.unannounced import laid_open, newly_drawn, together
from bot.audits.working_time import OPENS, day_at, moment_of, next_office_moment
from bot.store.audit_record import AuditRecords, Change, DigestRecord, LogRecord, OccurrenceRecord, PlanRecord

PLANNERS = frozenset({"supplier_manager", "auditor", "reviewer", "admin"})
MOST_SNOOZE = 14  # days
ACKNOWLEDGED_FOR = timedelta(days=7)
ENDED_BY = "ended_by"  # in the body of a plan that has ended: a person, or nobody where its reason had gone
_TRIES = 5
_MOST_PAST = 20  # days: a plan may begin with what has just come due


class UnknownAudit(LookupError):
    """Tell the person: there is no such plan or occurrence."""


class NotYours(PermissionError):
    """Tell the person, in private: that is for its owner, its auditor, or those who plan audits."""


class MissingEvidence(ValueError):
    """Ask the person for the run or the file that closes it."""


class Busy(RuntimeError):
    """Ask the person to press again: others were changing the same thing."""


@dataclass(frozen=True)
class Outcome:
    """How it ended: a finished `run`, a `file`, how the auditor was let in, and on which day it was."""

    run: str = ""
    file: str = ""
    entry: Entry | None = None
    held_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """What is kept of it."""
        entry = self.entry.as_json() if self.entry else None
        return {"run": self.run, "file": self.file, "entry": entry, "held_on": self.held_on.isoformat() if self.held_on else None}


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
            if self.records.commit(self._kept(plan, known, actor)):
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
            stopped = [self._stopped(one, actor, now) for one in self.records.occurrences(plan) if one.state == "open"]
            if self.records.commit(together(ended, *stopped)):
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
        """Stops the repeating for a week.

        The auditor of an unannounced audit acknowledges the date, which nobody else learns: until the window is over what
        they press changes nothing that others see, whether they were told the date or not.
        """

        def change(plan: AuditPlan, found: OccurrenceRecord, now: datetime) -> Change | None:
            draw = self.records.draw(occurrence)
            in_window = found.due_on >= day_at(now, plan.plant).isoformat()
            if draw is not None and actor.id == plan.auditor and draw.state == "sealed" and in_window:
                return Change(draws=(replace(draw, acknowledged=True),)) if draw.told and not draw.acknowledged else None
            if found.acknowledged_by == actor.id and found.told == 0:
                return None
            after = replace(found, acknowledged_by=actor.id, acknowledged_at=now, told=0)
            if found.step >= len(steps_of(plan, found)):
                after = replace(after, next_at=next_office_moment(now + ACKNOWLEDGED_FOR, plan.reader))
            return Change(occurrences=(after,), log=(LogRecord(now, plan.id, occurrence, "acknowledged", actor.id),))

        return self._change(occurrence, actor, change)

    def snooze(self, occurrence: str, actor: Actor, days: int) -> OccurrenceRecord:
        """Reminds again after 1 to 14 days, and not before; raises ValueError for any other number."""
        if not 1 <= days <= MOST_SNOOZE:
            raise ValueError(f"1 to {MOST_SNOOZE} days")

        def change(plan: AuditPlan, found: OccurrenceRecord, now: datetime) -> Change | None:
            until = next_office_moment(
                moment_of(day_at(now, plan.reader) + timedelta(days=days), OPENS, plan.reader), plan.reader
            )
            line = LogRecord(now, plan.id, occurrence, "snoozed", actor.id, {"until": until.isoformat()})
            return None if found.next_at == until else Change(occurrences=(replace(found, next_at=until),), log=(line,))

        return self._change(occurrence, actor, change)

    def reassign(self, occurrence: str, actor: Actor, person: str) -> OccurrenceRecord:
        """Somebody else is reminded from now on."""

        def change(plan: AuditPlan, found: OccurrenceRecord, now: datetime) -> Change | None:
            if found.assignee == person:
                return None
            line = LogRecord(now, plan.id, occurrence, "reassigned", actor.id, {"to": person})
            return Change(occurrences=(replace(found, assignee=person, acknowledged_by="", acknowledged_at=None),), log=(line,))

        return self._change(occurrence, actor, change)

    def done(self, occurrence: str, actor: Actor, outcome: Outcome) -> OccurrenceRecord:
        """Closes it; raises MissingEvidence. An unannounced date is opened for everybody, and the next one drawn."""

        def change(plan: AuditPlan, found: OccurrenceRecord, now: datetime) -> Change | None:
            _require_evidence(plan, outcome)
            closed = replace(found, state="done", next_at=None, outcome=outcome.as_json())
            line = LogRecord(now, plan.id, occurrence, "done", actor.id, outcome.as_json())
            change = Change(occurrences=(closed,), log=(line,))
            return together(change, self._after(plan, found, outcome.held_on, now)) if plan.unannounced else change

        return self._change(occurrence, actor, change)

    def cancel(self, occurrence: str, actor: Actor) -> OccurrenceRecord:
        """It will not take place; an unannounced date is opened and logged, and another one drawn."""

        def change(plan: AuditPlan, found: OccurrenceRecord, now: datetime) -> Change:
            stopped = self._stopped(found, actor, now)
            if not plan.unannounced:
                return stopped
            return together(stopped, newly_drawn(self.records, self._key(), plan, plan.starts, now))

        return self._change(occurrence, actor, change)

    def verify(self, plan: str | None = None) -> list[Checked]:
        """Whether the dates of unannounced audits were kept as they were drawn, from the log alone: no key is needed."""
        return checked(self.records.log(plan))

    def _kept(self, plan: AuditPlan, known: PlanRecord | None, actor: Actor) -> Change:
        now = self.clock()
        body = {**plan.as_json(), "saved_at": now.isoformat()}
        blank = PlanRecord(plan.id, "active", plan.channel, body, "", None)
        record = replace(blank, version=known.version if known else 0)
        line = LogRecord(now, plan.id, "", "planned" if known is None else "changed", actor.id)
        change = Change(plans=(record,), log=(line,))
        if not plan.unannounced:
            opened = {one.id for one in self.records.occurrences(plan.id)}
            after = day_at(now, plan.plant) - timedelta(days=_MOST_PAST if known is None else 0)
            first = next((day for day in rule_days(plan, max(after, plan.starts)) if f"{plan.id}/{day}" not in opened), None)
            change = replace(change, plans=(awaiting(plan, record, first),)) if first else change
            change = together(change, *self._no_longer_secret(plan, actor, now))
        elif not self._same_window(plan, known):
            stopped = [self._stopped(one, actor, now) for one in self.records.occurrences(plan.id) if one.state == "open"]
            change = together(change, *stopped, newly_drawn(self.records, self._key(), plan, plan.starts, now))
        return together(change, self._digested(plan, now))

    def _no_longer_secret(self, plan: AuditPlan, actor: Actor, now: datetime) -> list[Change]:
        """What was unannounced and is not any more: its date is opened."""
        still = [one for one in self.records.occurrences(plan.id) if one.state == "open" and self.records.draw(one.id)]
        return [self._stopped(one, actor, now) for one in still]

    def _digested(self, plan: AuditPlan, now: datetime) -> Change:
        if self.records.digest(plan.channel) is not None:
            return Change()
        return Change(digests=(DigestRecord(plan.channel, next_digest(now, plan.reader)),))

    def _same_window(self, plan: AuditPlan, known: PlanRecord | None) -> bool:
        """A change of anything else must not draw again: that would move the date."""
        if known is None or known.state != "active":
            return False
        before = plan_of(known.body)
        return before.unannounced and (before.window, before.starts, before.plant) == (plan.window, plan.starts, plan.plant)

    def _after(self, plan: AuditPlan, found: OccurrenceRecord, held_on: date | None, now: datetime) -> Change:
        """The date is opened; the next window counts from the day on which the audit was held."""
        draw = self._draw(found.id)
        since = held_on or draw.day
        record = self._record(plan.id)
        body = {**record.body, "starts": since.isoformat()}
        moved = Change(plans=(replace(record, body=body),))
        return together(self._opened(found.id, "done", now), moved, newly_drawn(self.records, self._key(), plan, since, now))

    def _stopped(self, found: OccurrenceRecord, actor: Actor, now: datetime) -> Change:
        line = LogRecord(now, found.plan, found.id, "cancelled", actor.id)
        stopped = Change(occurrences=(replace(found, state="cancelled", next_at=None),), log=(line,))
        return together(stopped, self._opened(found.id, "cancelled", now)) if self.records.draw(found.id) else stopped

    def _opened(self, occurrence: str, reason: str, now: datetime) -> Change:
        record = self.records.draw(occurrence)
        assert record is not None
        return laid_open(record, self._draw(occurrence), now, reason)

    def _draw(self, occurrence: str) -> Draw:
        record = self.records.draw(occurrence)
        assert record is not None
        return opened_draw(record.sealed, self._key(), occurrence)

    def _key(self) -> Seal:
        if self.seal is None:
            raise NoKey("unannounced audits need IPDESK_SECRET_KEY")
        return self.seal

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


def _may_act(plan: AuditPlan, found: OccurrenceRecord, actor: Actor) -> bool:
    return bool(actor.roles & PLANNERS) or actor.id in {plan.owner, plan.auditor, found.assignee, *plan.escalation.ladder} - {""}


def _require_evidence(plan: AuditPlan, outcome: Outcome) -> None:
    """Refusal of entry closes an audit without a run: it is a finding of its own."""
    refused = outcome.entry is not None and outcome.entry.refused
    wanted = {"run": bool(outcome.run), "file": bool(outcome.file), "either": bool(outcome.run or outcome.file)}[plan.evidence]
    if not wanted and not refused:
        raise MissingEvidence(
            {"run": "which checklist run?", "file": "which file?", "either": "which run or file?"}[plan.evidence]
        )
