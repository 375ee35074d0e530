"""A Preview shows when a plan comes due, before anything of it is kept; of an unannounced one the window and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from bot.audits.plan import AuditPlan
from bot.audits.timetable import due_day, rule_days, window
from bot.audits.working_time import holiday

_LONGEST_SHIFT = timedelta(days=20)  # a day may have been shifted to today from before it
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """`dates`: each day with the name of the holiday that it was moved for, empty for none; `window`: its first and last day."""

    dates: tuple[tuple[date, str], ...] = ()
    window: tuple[date, date] | None = None


def preview(plan: AuditPlan, today: date, count: int = 10) -> Preview:
    """The next `count` days, today included; names of holidays are in the plan's language where they are known in it."""
    if plan.unannounced:
        return Preview(window=window(plan, plan.starts, today))
    ahead = ((due_day(plan, day), day) for day in rule_days(plan, today - _LONGEST_SHIFT))
    found = islice(((due, day) for due, day in ahead if due >= today), count)
    return Preview(tuple((due, _moved_for(plan, day, due)) for due, day in found))


def _moved_for(plan: AuditPlan, day: date, due: date) -> str:
    """The first holiday between the day that the plan names and the working day that it became; a weekend has no name."""
    return next((name for passed in _passed(day, due) if (name := holiday(plan.plant, passed, plan.language))), "")


def _passed(day: date, due: date) -> Iterator[date]:
    step = _DAY if due > day else -_DAY
    while day != due:
        yield day
        day += step
