"""A calendar as iCalendar text (RFC 5545, RFC 7986), with what Outlook and Google Calendar read beside it."""

from collections.abc import Sequence
from datetime import date, timedelta

from icalendar import Calendar, Event, vDuration

from bot.conversation.catalogue import say
from bot.store.calendar_record import CalendarRecord, EventRecord

REFRESH = timedelta(hours=6)
PRODUCT = "-//IP Desk//Audit programme//EN"


def written_out(record: CalendarRecord, events: Sequence[EventRecord]) -> bytes:
    """The same bytes for the same events."""
    name = record.name or say("calendar.name", record.language)
    calendar = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(key, value)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for event in events:
        calendar.add_component(_event(event))
    return bytes(calendar.to_ical())


def _event(found: EventRecord) -> Event:
    """All day: a date, which is the plant's own whatever the reader's zone."""
    day = date.fromisoformat(found.day)
    modified = found.modified_at.replace(microsecond=0)
    event = Event()
    event.add("uid", found.uid)
    event.add("dtstamp", modified)
    event.add("last-modified", modified)
    event.add("sequence", found.sequence - 1)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", found.title)
    event.add("description", found.text)
    event.add("status", found.state.upper())
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    return event
