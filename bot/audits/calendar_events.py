"""The days of the programme that belong into a calendar: what is open or over, and what a plan's rule says will follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, takewhile

from bot.audits.kind import kind
from bot.audits.plan import AuditPlan, plan_of
from bot.audits.reminding import day_of
from bot.audits.timetable import due_day, rule_days
from bot.conversation.catalogue import say
from bot.conversation.mention import unnamed
from bot.store.audit_record import AuditRecords, OccurrenceRecord, PlanRecord
from bot.store.calendar_record import CalendarRecord, EventState

MOST_OF_A_PLAN = 366


@dataclass(frozen=True)
class Published:
    """An all-day event on `day`, a day at the plant; its `uid` is that of the plan's day for ever."""

    uid: str
    day: date
    title: str
    text: str
    state: EventState = "confirmed"


def events_of(audits: AuditRecords, calendar: CalendarRecord, people: frozenset[str], last: date) -> list[Published]:
    """All events of a calendar until `last`; those of a person are what they own, audit or were given."""
    found = [event for record in audits.plans() for event in _of_plan(audits, record, calendar, people, last)]
    return sorted(found, key=lambda event: (event.day, event.uid))


def _of_plan(
    audits: AuditRecords, record: PlanRecord, calendar: CalendarRecord, people: frozenset[str], last: date
) -> Iterator[Published]:
    plan = plan_of(record.body)
    if plan.unannounced or (calendar.kind == "channel" and (plan.channel != calendar.whose or plan.mode != "announced")):
        return
    known = {}
    for found in audits.occurrences(record.id):
        known[day_of(found.id)] = found
        if _is_for(plan, found, calendar, people) and audits.draw(found.id) is None:
            yield _event(plan, day_of(found.id), date.fromisoformat(found.due_on), found)
    if record.state == "active" and record.cursor and _is_for(plan, None, calendar, people):
        ahead = (day for day in rule_days(plan, date.fromisoformat(record.cursor)) if day not in known)
        for day in islice(takewhile(lambda day: day <= last, ahead), MOST_OF_A_PLAN):
            yield _event(plan, day, due_day(plan, day), None)


def _is_for(plan: AuditPlan, found: OccurrenceRecord | None, calendar: CalendarRecord, people: frozenset[str]) -> bool:
    if calendar.kind == "channel":
        return True
    owner = found.assignee if found and found.assignee else plan.owner
    return not people.isdisjoint({owner, plan.auditor} - {""})


def _event(plan: AuditPlan, day: date, due: date, found: OccurrenceRecord | None) -> Published:
    cancelled = found is not None and found.state == "cancelled"
    title = unnamed(plan.title)
    if found is not None and found.state == "done":
        title = say("calendar.done", plan.language, title=title)
    text = say("calendar.text", plan.language, kind=kind(plan.kind).called(plan.language), zone=plan.plant.zone)
    if plan.proposal is not None:
        text += "\n" + say("calendar.unconfirmed", plan.language)
    return Published(f"{plan.id}-{day.isoformat()}@ipdesk", due, title, text, "cancelled" if cancelled else "confirmed")
