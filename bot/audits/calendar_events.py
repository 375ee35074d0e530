"""The days of the programme that belong into a calendar: what is open or over, and what a plan's rule says will follow."""

from collections.abc import Iterable, Iterator
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


@dataclass(frozen=True)
class Scope:
    """What a calendar shows: the calendar, the accounts of its person, and its first and last day."""

    calendar: CalendarRecord
    people: frozenset[str]
    first: date
    last: date

    def shows(self, plan: AuditPlan) -> bool:
        """Never an unannounced audit; in a channel only its own plans of which it hears the day."""
        mine = self.calendar.kind == "person" or (plan.channel == self.calendar.whose and plan.mode == "announced")
        return mine and not plan.unannounced

    def is_for(self, plan: AuditPlan, found: OccurrenceRecord | None) -> bool:
        """A person's are what they own, audit or were given."""
        owner = found.assignee if found and found.assignee else plan.owner
        return self.calendar.kind == "channel" or not self.people.isdisjoint({owner, plan.auditor} - {""})


def events_of(audits: AuditRecords, scope: Scope) -> list[Published]:
    """All events of a calendar, asked for in two queries however many plans there are."""
    known: dict[str, list[tuple[OccurrenceRecord, bool]]] = {}
    for found, drawn in audits.since(scope.first.isoformat()):
        known.setdefault(found.plan, []).append((found, drawn))
    events = [event for record in audits.plans() for event in _of_plan(record, known.get(record.id, ()), scope)]
    return sorted((event for event in events if event.day >= scope.first), key=lambda event: (event.day, event.uid))


def _of_plan(record: PlanRecord, known: Iterable[tuple[OccurrenceRecord, bool]], scope: Scope) -> Iterator[Published]:
    plan = plan_of(record.body)
    if not scope.shows(plan):
        return
    days = set()
    for found, drawn in known:
        days.add(day_of(found.id))
        if scope.is_for(plan, found) and not drawn:
            yield _event(plan, day_of(found.id), date.fromisoformat(found.due_on), found)
    if record.state == "active" and record.cursor and scope.is_for(plan, None):
        ahead = (day for day in rule_days(plan, date.fromisoformat(record.cursor)) if day not in days)
        for day in islice(takewhile(lambda day: day <= scope.last, ahead), MOST_OF_A_PLAN):
            yield _event(plan, day, due_day(plan, day), None)


def _event(plan: AuditPlan, day: date, due: date, found: OccurrenceRecord | None) -> Published:
    cancelled = found is not None and found.state == "cancelled"
    title = unnamed(plan.title)
    if found is not None and found.state == "done":
        title = say("calendar.done", plan.language, title=title)
    text = say("calendar.text", plan.language, kind=kind(plan.kind).called(plan.language), zone=plan.plant.zone)
    if plan.proposal is not None:
        text += "\n" + say("calendar.unconfirmed", plan.language)
    return Published(f"{plan.id}-{day.isoformat()}@ipdesk", due, title, text, "cancelled" if cancelled else "confirmed")
