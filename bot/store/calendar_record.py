"""A calendar is a feed that whoever has its address may read; what was published of it is kept, so that changes can be told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

EventState = Literal["confirmed", "cancelled"]


@dataclass(frozen=True)
class CalendarRecord:
    """`digest` is the SHA-256 of the address's secret, which is kept nowhere; `whose` is a channel ("slack:C3") or a person."""

    id: str
    digest: str
    kind: Literal["channel", "person"]
    whose: str
    name: str
    language: str
    created_by: str
    created_at: datetime


@dataclass(frozen=True)
class EventRecord:
    """One day as it was last published; `day` is ISO, `sequence` counts its changes from 1."""

    calendar: str
    uid: str
    day: str
    title: str
    text: str
    state: EventState
    sequence: int
    modified_at: datetime


class CalendarRecords(Protocol):
    """Where calendars are kept; every method raises StoreUnavailable when the store is out of reach."""

    def add(self, calendar: CalendarRecord) -> None:
        """Keeps a new calendar."""

    def with_digest(self, digest: str) -> CalendarRecord | None:
        """The calendar that an address belongs to."""

    def every(self) -> list[CalendarRecord]:
        """All calendars, oldest first."""

    def remove(self, identity: str) -> bool:
        """Its address leads nowhere from now on; False when there was none."""

    def published(self, identity: str) -> list[EventRecord]:
        """What was published of a calendar, by day."""

    def publish(self, events: Sequence[EventRecord], gone: Sequence[EventRecord]) -> bool:
        """Keeps changed events under their next sequence and drops others; False, and nothing, when another did so meanwhile."""

    def forget(self, person: str, pseudonym: str) -> int:
        """Removes a person's calendars, how many; those that they made for others have the pseudonym as their maker."""


class RememberedCalendars:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self._calendars: dict[str, CalendarRecord] = {}
        self._events: dict[tuple[str, str], EventRecord] = {}

    def add(self, calendar: CalendarRecord) -> None:
        self._calendars[calendar.id] = calendar

    def with_digest(self, digest: str) -> CalendarRecord | None:
        return next((one for one in self._calendars.values() if one.digest == digest), None)

    def every(self) -> list[CalendarRecord]:
        return sorted(self._calendars.values(), key=lambda one: (one.created_at, one.id))

    def remove(self, identity: str) -> bool:
        self._events = {key: event for key, event in self._events.items() if event.calendar != identity}
        return self._calendars.pop(identity, None) is not None

    def published(self, identity: str) -> list[EventRecord]:
        return sorted((one for one in self._events.values() if one.calendar == identity), key=lambda one: (one.day, one.uid))

    def publish(self, events: Sequence[EventRecord], gone: Sequence[EventRecord]) -> bool:
        known = {key: event.sequence for key, event in self._events.items()}
        if any(known.get((event.calendar, event.uid), 0) != event.sequence - 1 for event in events):
            return False
        if any(event.calendar not in self._calendars for event in events):
            return False
        self._events.update({(event.calendar, event.uid): event for event in events})
        for event in gone:
            self._events.pop((event.calendar, event.uid), None)
        return True

    def forget(self, person: str, pseudonym: str) -> int:
        mine = [one.id for one in self._calendars.values() if one.whose == person]
        for identity in mine:
            self.remove(identity)
        made = {key: replace(one, created_by=pseudonym) for key, one in self._calendars.items() if one.created_by == person}
        self._calendars.update(made)
        return len(mine)
