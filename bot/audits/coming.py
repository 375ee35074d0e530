"""What comes due next of each plan, for lists; of an unannounced audit the last day of its period and nothing of its date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.audits.plan import AuditPlan, plan_of
from bot.audits.timetable import due_day
from bot.store.audit_record import AuditRecords, PlanRecord


@dataclass(frozen=True)
class Coming:
    """`day` is when it comes due, of an unannounced one when its period ends; `occurrence` is empty until reminding begins."""

    plan: AuditPlan
    day: date
    occurrence: str = ""
    acknowledged_by: str = ""


def coming(records: AuditRecords) -> list[Coming]:
    """Of every active plan what is open, and the day after that; by day."""
    found = [one for record in records.plans() if record.state == "active" for one in coming_of(records, record)]
    return sorted(found, key=lambda one: (one.day, one.plan.id))


def coming_of(records: AuditRecords, record: PlanRecord) -> Iterator[Coming]:
    """What is open of a plan, and the day after that."""
    plan = plan_of(record.body)
    for one in records.occurrences(record.id):
        if one.state == "open":
            yield Coming(plan, date.fromisoformat(one.due_on), one.id, one.acknowledged_by)
    if record.cursor:
        yield Coming(plan, due_day(plan, date.fromisoformat(record.cursor)))
