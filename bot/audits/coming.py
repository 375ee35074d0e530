"""What comes due next of each plan, for lists; of an unannounced audit the last day of its period and nothing of its date."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.audits.plan import AuditPlan, plan_of
from bot.audits.timetable import due_day
from bot.store.audit_record import AuditRecords, OccurrenceRecord, PlanRecord


@dataclass(frozen=True)
class Coming:
    """`day` is when it comes due, of an unannounced one when its period ends; `occurrence` is empty until reminding begins."""

    plan: AuditPlan
    day: date
    occurrence: str = ""
    acknowledged_by: str = ""


def coming(records: AuditRecords) -> list[Coming]:
    """Of every active plan what is open, and the day after that; by day."""
    found = [one for record, each in by_plan(records) if record.state == "active" for one in each]
    return sorted(found, key=lambda one: (one.day, one.plan.id))


def by_plan(records: AuditRecords) -> list[tuple[PlanRecord, list[Coming]]]:
    """All plans, each with what is open of it and the day after that; by id. Two queries, however many there are."""
    still: dict[str, list[OccurrenceRecord]] = {}
    for one in records.occurrences():
        still.setdefault(one.plan, []).append(one)
    return [(record, list(_coming(record, still.get(record.id, ())))) for record in records.plans()]


def _coming(record: PlanRecord, still: Iterable[OccurrenceRecord]) -> Iterator[Coming]:
    plan = plan_of(record.body)
    for one in still:
        yield Coming(plan, date.fromisoformat(one.due_on), one.id, one.acknowledged_by)
    if record.cursor:
        yield Coming(plan, due_day(plan, date.fromisoformat(record.cursor)))
