"""The Timetable of a plan: the days on which it comes due, and the moments at which people are reminded of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from bot.audits.kind import kind
from bot.audits.plan import AuditPlan
from bot.audits.working_time import (
    CLOSES,
    OPENS,
    last_office_moment,
    moment_of,
    next_office_moment,
    office_moment,
    on_or_after,
    on_or_before,
    working_days,
)

OVERDUE, PERIOD = "overdue", "period"
_DAY = timedelta(days=1)
_LEAST_WINDOW = 60  # days: in a shorter one a date would be easy to guess


@dataclass(frozen=True)
class Step:
    """One reminder: its name is part of its key, so that it is posted once."""

    name: str
    at: datetime


def rule_days(plan: AuditPlan, after: date) -> Iterator[date]:
    """The days that the plan names, from `after` on; none for an unannounced one."""
    if plan.recurrence is not None:
        yield from plan.recurrence.days(after)
    elif plan.due_on is not None and plan.due_on >= after:
        yield plan.due_on


def due_day(plan: AuditPlan, day: date) -> date:
    """The working day of the plant on which a day of the plan comes due."""
    return on_or_after(plan.plant, day) if kind(plan.kind).shift == "after" else on_or_before(plan.plant, day)


def steps(plan: AuditPlan, day: date) -> tuple[Step, ...]:
    """The reminders of one day of the plan, in order, the first overdue one last. Two on one day are one: the later counts."""
    due = due_day(plan, day)
    following = next(rule_days(plan, day + _DAY), None)
    gap = (following - day).days if following and plan.recurrence else None
    leads = [lead for lead in plan.reminded if gap is None or lead < gap] or [0]
    by_day = {on_or_before(plan.reader, due - lead * _DAY): f"T-{lead}" for lead in leads}
    ahead = [Step(name, office_moment(on, plan.reader, plan.plant)) for on, name in sorted(by_day.items())]
    return (*ahead, _overdue(plan, due))


def window(plan: AuditPlan, since: date, today: date) -> tuple[date, date]:
    """The first and the last day on which an unannounced audit may come, counted from the last audit; never in the past."""
    first = since + relativedelta(months=plan.window.first_month)
    last = since + relativedelta(months=plan.window.last_month)
    first = max(first, today + timedelta(hours=plan.window.tell_hours) + 2 * _DAY)
    if last - first < timedelta(days=_LEAST_WINDOW):
        last = first + relativedelta(months=plan.window.last_month - plan.window.first_month)
    return first, max(last, first + timedelta(days=_LEAST_WINDOW))


def days_of_window(plan: AuditPlan, first: date, last: date) -> list[date]:
    """The working days of the plant in a window."""
    return working_days(plan.plant, first, last)


def period_steps(plan: AuditPlan, first: date, last: date) -> tuple[Step, ...]:
    """The reminders of an unannounced audit: they follow from the window alone."""
    opening = on_or_before(plan.reader, first)
    return Step(PERIOD, office_moment(opening, plan.reader, plan.plant)), _overdue(plan, last)


def confided_steps(plan: AuditPlan, day: date) -> tuple[Step, ...]:
    """What the auditor of an unannounced audit is told: the date, that it is today, and afterwards that the result is missing."""
    begins, ends = moment_of(day, OPENS, plan.plant), moment_of(day, CLOSES, plan.plant)
    told = last_office_moment(begins - timedelta(hours=plan.window.tell_hours), plan.reader)
    again = max(told, last_office_moment(begins, plan.reader))
    asked = next_office_moment(ends, plan.reader)
    missing = office_moment(nth_working_day(plan, asked.astimezone(plan.reader.tz).date(), 5), plan.reader, plan.plant)
    return Step("told", told), Step("again", again), Step("result", asked), Step("missing", missing)


def nth_working_day(plan: AuditPlan, day: date, count: int) -> date:
    """The reader's working day so many working days after a day."""
    for _ in range(count):
        day = on_or_after(plan.reader, day + _DAY)
    return day


def first_step(found: tuple[Step, ...], since: datetime) -> int:
    """The number of the first reminder that lies ahead of a moment; of the last one where none does."""
    return next((number for number, step in enumerate(found) if step.at >= since), len(found) - 1)


def _overdue(plan: AuditPlan, due: date) -> Step:
    return Step(OVERDUE, office_moment(on_or_after(plan.reader, due + _DAY), plan.reader, plan.plant))
