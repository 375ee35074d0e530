"""What happens when the moment of an occurrence has come: who is reminded, how it goes on, and what is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.audits.cards import Telling, reminder
from bot.audits.plan import AuditPlan
from bot.audits.posting import LATE, PREFIX, Outgoing, rows, timed
from bot.audits.timetable import OVERDUE, PERIOD, Step, due_day, first_step, nth_working_day, period_steps, rule_days, steps
from bot.audits.working_time import OPENS, day_at, in_office_hours, moment_of, next_office_moment, office_moment
from bot.conversation.card import Card
from bot.store.audit_record import Change, LogRecord, OccurrenceRecord, PlanRecord

_AFTER_LADDER = 5  # working days between two reminders once everybody on the ladder has been told


def day_of(occurrence: str) -> date:
    """The day of the plan that an occurrence stands for, the last part of its id.

    Of an unannounced one the window's first day.
    """
    return date.fromisoformat(occurrence.rpartition("/")[2])


def steps_of(plan: AuditPlan, found: OccurrenceRecord) -> tuple[Step, ...]:
    """The reminders of an occurrence that are known from the beginning."""
    day = day_of(found.id)
    return period_steps(plan, day, date.fromisoformat(found.due_on)) if plan.unannounced else steps(plan, day)


def opened(plan: AuditPlan, record: PlanRecord, now: datetime) -> Change:
    """The occurrence of the day that the plan has arrived at; the plan then waits for the next one."""
    day = date.fromisoformat(record.cursor)
    since = datetime.fromisoformat(record.body["saved_at"])
    found = steps(plan, day)
    step = first_step(found, since)
    due = due_day(plan, day)
    occurrence = OccurrenceRecord(
        id=f"{plan.id}/{day.isoformat()}",
        plan=plan.id,
        due_on=due.isoformat(),
        due_at=moment_of(due, OPENS, plan.plant),
        opened_at=now,
        state="open",
        next_at=found[step].at,
        step=step,
    )
    line = LogRecord(now, plan.id, occurrence.id, "opened", details={"due_on": occurrence.due_on})
    return Change(plans=(awaiting(plan, record, day + timedelta(days=1)),), occurrences=(occurrence,), log=(line,))


def awaiting(plan: AuditPlan, record: PlanRecord, after: date) -> PlanRecord:
    """The plan, waiting for the first reminder of its first day from `after` on; it has ended when there is none."""
    day = next(rule_days(plan, after), None)
    if day is None:
        return replace(record, cursor="", wake_at=None, tries=0)
    found = steps(plan, day)
    wake_at = found[first_step(found, datetime.fromisoformat(record.body["saved_at"]))].at
    return replace(record, cursor=day.isoformat(), wake_at=wake_at, tries=0)


@dataclass(frozen=True)
class _Turn:
    """The reminder whose turn it is: `behind` counts those that are then behind us, `told` the overdue ones unacknowledged."""

    name: str
    key: str
    behind: int
    told: int
    late: date | None
    skipped: tuple[str, ...] = ()


def advanced(plan: AuditPlan, found: OccurrenceRecord, now: datetime, lines: tuple[str, ...] = ()) -> Change:
    """The next reminder of an occurrence whose moment has come; outside office hours, only when it is to come instead."""
    if not in_office_hours(now, plan.reader):
        return Change(occurrences=(replace(found, next_at=next_office_moment(now, plan.reader)),))
    known = steps_of(plan, found)
    turn = _turn(plan, found, known, now)
    after = replace(found, step=turn.behind, told=turn.told, next_at=_next_at(plan, turn, known, now), tries=0)
    outgoing = _outgoing(plan, found, turn, Telling(turn.name, day_at(now, plan.plant), turn.late, lines))
    posted = [{"key": one.key, "to": one.to, "private": one.private} for one in outgoing]
    line = LogRecord(now, plan.id, found.id, "reminded", details=_details(turn) | {"posts": posted})
    outgoing = outgoing if turn.late is not None else timed(outgoing, plan, now)
    return Change(occurrences=(after,), posts=rows(outgoing, now), log=(line,))


def shown_again(plan: AuditPlan, after: OccurrenceRecord, card: Card, log: Sequence[LogRecord]) -> list[Outgoing]:
    """The last reminder's copies with the occurrence as it now stands, each in its place."""
    last = next((line for line in reversed(log) if line.occurrence == after.id and line.action == "reminded"), None)
    return [
        Outgoing(f"{one['key']}~{after.version + 1}", one["to"], card, plan.owner, one["private"], one["key"])
        for one in (last.details.get("posts", ()) if last is not None else ())
    ]


def _turn(plan: AuditPlan, found: OccurrenceRecord, known: tuple[Step, ...], now: datetime) -> _Turn:
    """Of several that were missed, the last; where none is new, the last one again: it was snoozed, or not acknowledged."""
    passed = [step for step in known[found.step :] if step.at <= now]
    behind = found.step + len(passed)
    again = known[max(behind - 1, 0)]
    step = passed[-1] if passed else again
    told = found.told + (step.name == OVERDUE)
    late = day_at(step.at, plan.reader) if passed and now - step.at > LATE else None
    key = step.name if passed else f"{step.name}.{found.version}"
    return _Turn(step.name, key, behind, told, late, tuple(skipped.name for skipped in passed[:-1]))


def _next_at(plan: AuditPlan, turn: _Turn, known: tuple[Step, ...], now: datetime) -> datetime:
    if turn.behind < len(known):
        return known[turn.behind].at
    escalation = plan.escalation
    up = turn.told < escalation.patience + len(escalation.ladder)
    day = nth_working_day(plan, day_at(now, plan.reader), escalation.every if up else _AFTER_LADDER)
    return office_moment(day, plan.reader, plan.plant)


def _outgoing(plan: AuditPlan, found: OccurrenceRecord, turn: _Turn, telling: Telling) -> list[Outgoing]:
    key, card = f"{PREFIX}{found.id}/{turn.key}", reminder(plan, found, telling)
    posts = [Outgoing(f"{key}/channel", plan.channel, card, plan.owner)] if _in_channel(plan, turn) else []
    told = {one.conversation for one in posts}  # a plan made in a private talk is told there once
    alone = [
        Outgoing(f"{key}/{number}", who, card, plan.owner, private=True)
        for number, who in enumerate(_told_privately(plan, found, turn))
    ]
    posts += [one for one in alone if one.conversation not in told]
    rung = turn.told - plan.escalation.patience - 1
    if turn.name == OVERDUE and 0 <= rung < len(plan.escalation.ladder):
        up = reminder(plan, found, telling, escalated=True)
        posts.append(Outgoing(f"{key}/ladder", plan.escalation.ladder[rung], up, plan.owner, private=True))
    return posts


def _in_channel(plan: AuditPlan, turn: _Turn) -> bool:
    """A channel does not hear the day of a semi-announced audit, which its T-n reminders would tell."""
    return plan.mode != "semi_announced" or turn.name == OVERDUE


def _told_privately(plan: AuditPlan, found: OccurrenceRecord, turn: _Turn) -> list[str]:
    if turn.name == PERIOD:
        return []
    who = [found.assignee or plan.owner]
    if plan.mode == "semi_announced" and plan.auditor:
        who.append(plan.auditor)
    return list(dict.fromkeys(who))


def _details(turn: _Turn) -> dict[str, object]:
    found: dict[str, object] = {"step": turn.name}
    if turn.late is not None:
        found["late_since"] = turn.late.isoformat()
    if turn.skipped:
        found["instead_of"] = list(turn.skipped)
    return found
