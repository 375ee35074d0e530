"""The weekly digest of a channel: what is overdue, due, due this period, never audited, expiring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.audits.plan import AuditPlan
from bot.audits.reminding import day_of
from bot.audits.timetable import due_day
from bot.audits.working_time import Place, moment_of, on_or_after
from bot.conversation.card import Card
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.store.audit_record import OccurrenceRecord

SOON, EXPIRING = timedelta(days=30), timedelta(days=90)
_TOLD_AT = time(9)
MOST_LINES = 30


@dataclass(frozen=True)
class Waiting:
    """A plan with what is open of it; `ahead` is the day that comes next, where nothing of it is open yet."""

    plan: AuditPlan
    open: tuple[OccurrenceRecord, ...] = ()
    ahead: date | None = None


@dataclass(frozen=True)
class SupplierLines:
    """Names of those never audited, and a line for each whose contract may keep auditors out."""

    never: Sequence[str] = ()
    denied: Sequence[str] = ()


def next_digest(after: datetime, place: Place) -> datetime:
    """The first morning of the next working week there."""
    today = after.astimezone(place.tz).date()
    monday = today + timedelta(days=7 - today.weekday())
    return moment_of(on_or_after(place, monday), _TOLD_AT, place)


def digest(waiting: Sequence[Waiting], suppliers: SupplierLines, today: date, language: str) -> Card | None:
    """None when there is nothing to say.

    An unannounced audit is "due this period" from its window's first day until it is recorded.
    """
    sections = {
        "audit.digest_overdue": _overdue(waiting, today, language),
        "audit.digest_due": _due(waiting, today, language),
        "audit.digest_period": _period(waiting, today, language),
        "audit.digest_month": _months(waiting, today, language),
        "audit.digest_expiring": _expiring(waiting, today, language),
        "audit.digest_never": list(suppliers.never),
        "surroundings.digest_denied": list(suppliers.denied),
    }
    parts = [
        "\n".join([say(key, language), *(f"- {line}" for line in lines[:MOST_LINES])]) for key, lines in sections.items() if lines
    ]
    return Card(say("audit.digest", language), "\n\n".join(parts), language=language) if parts else None


def _overdue(waiting: Sequence[Waiting], today: date, language: str) -> list[str]:
    late = [(one.due_on, each.plan) for each in waiting for one in each.open if date.fromisoformat(one.due_on) < today]
    return [f"{plan.title}, {written(date.fromisoformat(due), language)}" for due, plan in sorted(late, key=lambda pair: pair[0])]


def _due(waiting: Sequence[Waiting], today: date, language: str) -> list[str]:
    days = [(day, each.plan) for each in waiting if each.plan.mode == "announced" for day in _days(each)]
    soon = sorted(((day, plan) for day, plan in days if today <= day <= today + SOON), key=lambda pair: pair[0])
    return [f"{plan.title}, {written(day, language)}" for day, plan in soon]


def _period(waiting: Sequence[Waiting], today: date, language: str) -> list[str]:
    found = [(one, each.plan) for each in waiting if each.plan.unannounced for one in each.open]
    current = [(one, plan) for one, plan in found if day_of(one.id) <= today <= date.fromisoformat(one.due_on)]
    by = [
        (plan, say("audit.digest_by", language, day=written(date.fromisoformat(one.due_on), language))) for one, plan in current
    ]
    return [f"{plan.title}, {until}" for plan, until in by]


def _months(waiting: Sequence[Waiting], today: date, language: str) -> list[str]:
    days = [(day, each.plan) for each in waiting if each.plan.mode == "semi_announced" for day in _days(each)]
    months = sorted({(day.strftime("%Y-%m"), plan.title) for day, plan in days if today <= day <= today + 2 * SOON})
    return [f"{title}, {say('audit.digest_in', language, month=f'{month[5:]}/{month[:4]}')}" for month, title in months]


def _expiring(waiting: Sequence[Waiting], today: date, language: str) -> list[str]:
    found = [(plan.expires_on, plan.title) for plan in (each.plan for each in waiting) if plan.expires_on]
    return [f"{title}, {written(day, language)}" for day, title in sorted(found) if today <= day <= today + EXPIRING]


def _days(each: Waiting) -> list[date]:
    days = [date.fromisoformat(one.due_on) for one in each.open]
    return [*days, due_day(each.plan, each.ahead)] if each.ahead else days
