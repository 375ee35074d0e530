"""The CalendarDesk publishes the programme as calendars that Outlook and Google subscribe to, at addresses that nobody can guess.

No unannounced audit is in any of them, whatever its state. A channel's calendar leaves out semi-announced audits, too: it hears
of the month alone.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.access.actor import Actor
from bot.access.membership import Colleagues
from bot.audits.calendar_events import Published, Scope, events_of
from bot.audits.ics import written_out
from bot.audits.programme import PLANNERS, NotYours
from bot.store.audit_record import AuditRecords
from bot.store.calendar_record import CalendarRecord, CalendarRecords, EventRecord

SHOWN_BACK, SHOWN_AHEAD = timedelta(days=60), timedelta(days=400)
_TRIES = 5
_MAX_TOKEN = 200


class CannotTell(RuntimeError):
    """Try again later: the platform does not say now whether the person whose calendar it is still belongs to the company."""


class UnknownCalendar(LookupError):
    """Tell the person: there is no such calendar."""


@dataclass(frozen=True)
class Made:
    """A new calendar; `path` holds the secret and is shown once, to the person who asked for it."""

    calendar: CalendarRecord
    path: str


@dataclass(frozen=True)
class Feed:
    """A calendar as iCalendar text; the same content has the same `etag`."""

    body: bytes
    etag: str


@dataclass(frozen=True)
class Wished:
    """Whose calendar: a channel's ("slack:C3") or a person's; `name` is how it is called in their calendars."""

    kind: Literal["channel", "person"]
    whose: str
    name: str = ""
    language: str = "en"


@dataclass(frozen=True)
class CalendarDesk:
    """Over the stores; `colleagues` know whose accounts are one person's, and who still belongs.

    `new_token` has 256 random bits.
    """

    calendars: CalendarRecords
    audits: AuditRecords
    colleagues: Colleagues
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    new_token: Callable[[], str]

    def make(self, wished: Wished, actor: Actor) -> Made:
        """People make their own; those who plan audits make those of channels and of others, too. Raises NotYours."""
        self._only_theirs(wished.whose, actor)
        token = self.new_token()
        record = CalendarRecord(
            id=self.new_id(),
            digest=_digest(token),
            kind=wished.kind,
            whose=wished.whose,
            name=wished.name,
            language=wished.language,
            created_by=actor.id,
            created_at=self.clock(),
        )
        self.calendars.add(record)
        return Made(record, path_of(token))

    def seen_by(self, actor: Actor) -> list[CalendarRecord]:
        """A person's own, those who plan audits see all."""
        return [one for one in self.calendars.every() if self._is_theirs(one.whose, actor)]

    def revoke(self, identity: str, actor: Actor) -> CalendarRecord:
        """Its address leads nowhere from now on. Raises UnknownCalendar, also for a calendar of somebody else."""
        found = next((one for one in self.seen_by(actor) if one.id == identity), None)
        if found is None or not self.calendars.remove(identity):
            raise UnknownCalendar(f"there is no calendar {identity!r}")
        return found

    def feed(self, token: str) -> Feed | None:
        """The calendar of an address; None for one that leads nowhere, and for that of a person who has left.

        Raises CannotTell.
        """
        calendar = self.calendars.with_digest(_digest(token)) if 0 < len(token) <= _MAX_TOKEN else None
        if calendar is None or not self._may_still_read(calendar):
            return None
        body = written_out(calendar, self._published(calendar))
        return Feed(body, hashlib.sha256(body).hexdigest()[:32])

    def _may_still_read(self, calendar: CalendarRecord) -> bool:
        """A person's is theirs as long as they belong, which is asked each time it is read; a channel's is the channel's."""
        standing = self.colleagues.standing(calendar.whose) if calendar.kind == "person" else "member"
        if standing == "unknown":
            raise CannotTell(f"nobody says now who {calendar.whose} is")
        return standing == "member"

    def _published(self, calendar: CalendarRecord) -> list[EventRecord]:
        """Brings what is published up to date; what changed has a higher sequence, what is gone is cancelled."""
        for _ in range(_TRIES):
            known = {event.uid: event for event in self.calendars.published(calendar.id)}
            wanted = self._wanted(calendar)
            changed = list(_changes(calendar.id, known, wanted, self.clock()))
            oldest = (self.clock() - SHOWN_BACK).date().isoformat()
            gone = [event for event in known.values() if event.day < oldest]
            if not (changed or gone) or self.calendars.publish(changed, gone):
                break
        return self.calendars.published(calendar.id)

    def _wanted(self, calendar: CalendarRecord) -> list[Published]:
        today = self.clock().date()
        people = self.colleagues.accounts(calendar.whose) if calendar.kind == "person" else frozenset()
        return events_of(self.audits, Scope(calendar, people, today - SHOWN_BACK, today + SHOWN_AHEAD))

    def _is_theirs(self, whose: str, actor: Actor) -> bool:
        return bool(actor.roles & PLANNERS) or whose in self.colleagues.accounts(actor.id)

    def _only_theirs(self, whose: str, actor: Actor) -> None:
        if not self._is_theirs(whose, actor):
            raise NotYours("calendars of others are made by those who plan audits")


def path_of(token: str) -> str:
    """Where a calendar is served."""
    return f"/calendar/{token}.ics"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _changes(calendar: str, known: dict[str, EventRecord], wanted: list[Published], now: datetime) -> list[EventRecord]:
    changed = []
    for event in wanted:
        fresh = EventRecord(calendar, event.uid, event.day.isoformat(), event.title, event.text, event.state, 0, now)
        before = known.get(event.uid)
        if before is None and event.state == "cancelled":
            continue  # nobody has it in a calendar
        if before is None or replace(before, sequence=0, modified_at=now) != fresh:
            changed.append(replace(fresh, sequence=before.sequence + 1 if before else 1))
    still, today = {event.uid for event in wanted}, now.date().isoformat()
    lost = [event for event in known.values() if event.uid not in still and event.day >= today]  # what is past stays as it was
    return changed + [_cancelled(event, now) for event in lost if event.state != "cancelled"]


def _cancelled(event: EventRecord, now: datetime) -> EventRecord:
    return replace(event, state="cancelled", sequence=event.sequence + 1, modified_at=now)
