"""What people do about one occurrence, each as the change that it makes; None where it stands so already."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.access.actor import Actor
from bot.audits.outcome import Outcome, require_evidence
from bot.audits.plan import AuditPlan
from bot.audits.reminding import steps_of
from bot.audits.working_time import OPENS, day_at, moment_of, next_office_moment
from bot.store.audit_record import Change, DrawRecord, LogRecord, OccurrenceRecord

ACKNOWLEDGED_FOR = timedelta(days=7)


def acknowledged(plan: AuditPlan, found: OccurrenceRecord, draw: DrawRecord | None, actor: Actor, now: datetime) -> Change | None:
    """Stops the repeating for a week.

    The auditor of an unannounced audit acknowledges the date, which nobody else learns: until the window is over what
    they press changes nothing that others see, whether they were told the date or not.
    """
    in_window = found.due_on >= day_at(now, plan.plant).isoformat()
    if draw is not None and actor.id == plan.auditor and draw.state == "sealed" and in_window:
        return Change(draws=(replace(draw, acknowledged=True),)) if draw.told and not draw.acknowledged else None
    if found.acknowledged_by == actor.id and found.told == 0:
        return None
    after = replace(found, acknowledged_by=actor.id, acknowledged_at=now, told=0)
    if found.step >= len(steps_of(plan, found)):
        after = replace(after, next_at=next_office_moment(now + ACKNOWLEDGED_FOR, plan.reader))
    return Change(occurrences=(after,), log=(LogRecord(now, plan.id, found.id, "acknowledged", actor.id),))


def snoozed(plan: AuditPlan, found: OccurrenceRecord, days: int, actor: Actor, now: datetime) -> Change | None:
    """Reminds again after so many days, and not before."""
    until = quiet_until(plan, days, now)
    line = LogRecord(now, plan.id, found.id, "snoozed", actor.id, {"until": until.isoformat()})
    return None if found.next_at == until else Change(occurrences=(replace(found, next_at=until),), log=(line,))


def quiet_until(plan: AuditPlan, days: int, now: datetime) -> datetime:
    """When people are reminded again after so many days of rest."""
    day = day_at(now, plan.reader) + timedelta(days=days)
    return next_office_moment(moment_of(day, OPENS, plan.reader), plan.reader)


def reassigned(plan: AuditPlan, found: OccurrenceRecord, person: str, actor: Actor, now: datetime) -> Change | None:
    """Somebody else is reminded from now on."""
    if found.assignee == person:
        return None
    after = replace(found, assignee=person, acknowledged_by="", acknowledged_at=None)
    return Change(occurrences=(after,), log=(LogRecord(now, plan.id, found.id, "reassigned", actor.id, {"to": person}),))


def done(plan: AuditPlan, found: OccurrenceRecord, outcome: Outcome, actor: Actor, now: datetime) -> Change:
    """Closes it; raises MissingEvidence."""
    require_evidence(plan, outcome)
    closed = replace(found, state="done", next_at=None, outcome=outcome.as_json())
    return Change(occurrences=(closed,), log=(LogRecord(now, plan.id, found.id, "done", actor.id, outcome.as_json()),))
