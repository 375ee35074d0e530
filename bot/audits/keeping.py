"""What is kept when a plan is planned or changed: its record, the day that it waits for, and its channel's digest."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.access.actor import Actor
from bot.audits.digest import next_digest
from bot.audits.drawing import Drawing
from bot.audits.plan import AuditPlan, plan_of
from bot.audits.reminding import awaiting
from bot.audits.timetable import rule_days
from bot.audits.unannounced import together
from bot.audits.working_time import day_at
from bot.store.audit_record import AuditRecords, Change, DigestRecord, LogRecord, PlanRecord

_MOST_PAST = 20  # days: a plan may begin with what has just come due


@dataclass(frozen=True)
class Keeping:
    """Over the store; raises NoKey."""

    records: AuditRecords
    drawing: Drawing

    def kept(self, plan: AuditPlan, known: PlanRecord | None, actor: Actor, now: datetime) -> Change:
        """The change that keeps a plan, new or instead of the one that is known."""
        body = {**plan.as_json(), "saved_at": now.isoformat()}
        blank = PlanRecord(plan.id, "active", plan.channel, body, "", None)
        record = replace(blank, version=known.version if known else 0)
        line = LogRecord(now, plan.id, "", "planned" if known is None else "changed", actor.id)
        change = Change(plans=(record,), log=(line,))
        if not plan.unannounced:
            first = self._first(plan, known, now)
            change = replace(change, plans=(awaiting(plan, record, first),)) if first else change
            # What was unannounced and is not any more: its date is opened.
            change = together(change, *self.drawing.all_stopped(plan.id, actor, now, drawn_only=True))
        elif not _same_window(plan, known):
            stopped = self.drawing.all_stopped(plan.id, actor, now)
            change = together(change, *stopped, self.drawing.anew(plan, plan.starts, now))
        return together(change, self._digested(plan, now))

    def _first(self, plan: AuditPlan, known: PlanRecord | None, now: datetime) -> date | None:
        opened = {one.id for one in self.records.occurrences(plan.id)}
        after = day_at(now, plan.plant) - timedelta(days=_MOST_PAST if known is None else 0)
        return next((day for day in rule_days(plan, max(after, plan.starts)) if f"{plan.id}/{day}" not in opened), None)

    def _digested(self, plan: AuditPlan, now: datetime) -> Change:
        if self.records.digest(plan.channel) is not None:
            return Change()
        return Change(digests=(DigestRecord(plan.channel, next_digest(now, plan.reader)),))


def _same_window(plan: AuditPlan, known: PlanRecord | None) -> bool:
    """A change of anything else must not draw again: that would move the date."""
    if known is None or known.state != "active":
        return False
    before = plan_of(known.body)
    return before.unannounced and (before.window, before.starts, before.plant) == (plan.window, plan.starts, plan.plant)
