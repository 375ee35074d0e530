"""Calendars kept in the database."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RowMapping, Select, select
from sqlalchemy.exc import IntegrityError

from bot.store.calendar_record import CalendarRecord, EventRecord
from bot.store.calendar_tables import audit_calendar_events, audit_calendars
from bot.store.database import reading
from bot.store.rows import microseconds, moment, or_unavailable

_T = TypeVar("_T")


class _Stale(Exception):
    """An event has changed, or its calendar has gone, since it was read."""


class StoredCalendars:
    """CalendarRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = reading(engine)

    def add(self, calendar: CalendarRecord) -> None:
        row = {**asdict(calendar), "created_at": microseconds(calendar.created_at)}
        self._write(lambda connection: connection.execute(audit_calendars.insert().values(**row)))

    def with_digest(self, digest: str) -> CalendarRecord | None:
        found = self._calendars(select(audit_calendars).where(audit_calendars.c.digest == digest))
        return found[0] if found else None

    def every(self) -> list[CalendarRecord]:
        return self._calendars(select(audit_calendars).order_by(audit_calendars.c.created_at, audit_calendars.c.id))

    def remove(self, identity: str) -> bool:
        return self._write(lambda connection: _remove(connection, identity))

    def published(self, identity: str) -> list[EventRecord]:
        table = audit_calendar_events
        query = select(table).where(table.c.calendar == identity).order_by(table.c.day, table.c.uid)
        return [EventRecord(**{**row, "modified_at": moment(row["modified_at"])}) for row in self._rows(query)]

    def publish(self, events: Sequence[EventRecord], gone: Sequence[EventRecord]) -> bool:
        def write(connection: Connection) -> bool:
            for event in events:
                _put(connection, event)
            for event in gone:
                connection.execute(audit_calendar_events.delete().where(_is(event)))
            return True

        try:
            return self._write(write)
        except _Stale:
            return False

    def forget(self, person: str, pseudonym: str) -> int:
        def write(connection: Connection) -> int:
            mine = connection.execute(select(audit_calendars.c.id).where(audit_calendars.c.whose == person)).scalars().all()
            for identity in mine:
                _remove(connection, identity)
            made = audit_calendars.update().where(audit_calendars.c.created_by == person)
            connection.execute(made.values(created_by=pseudonym))
            return len(mine)

        return self._write(write)

    def _write(self, work: Callable[[Connection], _T]) -> _T:
        def write() -> _T:
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except IntegrityError as error:
                raise _Stale from error

        return or_unavailable(write)

    def _calendars(self, query: Select[Any]) -> list[CalendarRecord]:
        return [CalendarRecord(**{**row, "created_at": moment(row["created_at"])}) for row in self._rows(query)]

    def _rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        def read() -> Sequence[RowMapping]:
            with self._reading.connect() as connection:
                return connection.execute(query).mappings().all()

        return or_unavailable(read)


def _remove(connection: Connection, identity: str) -> bool:
    connection.execute(audit_calendar_events.delete().where(audit_calendar_events.c.calendar == identity))
    return connection.execute(audit_calendars.delete().where(audit_calendars.c.id == identity)).rowcount == 1


def _put(connection: Connection, event: EventRecord) -> None:
    row = {**asdict(event), "modified_at": microseconds(event.modified_at)}
    if event.sequence == 1:
        connection.execute(audit_calendar_events.insert().values(**row))
        return
    same = _is(event) & (audit_calendar_events.c.sequence == event.sequence - 1)
    if connection.execute(audit_calendar_events.update().where(same).values(**row)).rowcount != 1:
        raise _Stale


def _is(event: EventRecord) -> Any:
    return (audit_calendar_events.c.calendar == event.calendar) & (audit_calendar_events.c.uid == event.uid)
