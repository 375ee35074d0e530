"""Tickets kept in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, Select, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.rows import microseconds, moment, or_unavailable
from bot.store.tables import tickets
from bot.store.ticket_record import WAITING, TicketRecord

_MOMENTS = ("opened_at", "due_at", "nudge_at", "changed_at")


class StoredTickets:
    """TicketRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def add(self, record: TicketRecord) -> TicketRecord:
        insert = self._insert(tickets).values(**_values(record)).on_conflict_do_nothing()

        def write() -> RowMapping:
            with self._engine.begin() as connection:
                connection.execute(insert)
                return connection.execute(select(tickets).where(tickets.c.answer == record.answer)).mappings().one()

        return _record(or_unavailable(write))

    def get(self, identity: str) -> TicketRecord | None:
        found = self._records(select(tickets).where(tickets.c.id == identity))
        return found[0] if found else None

    def replace(self, record: TicketRecord) -> bool:
        unchanged = (tickets.c.id == record.id) & (tickets.c.version == record.version)
        update = tickets.update().where(unchanged).values(**_values(record) | {"version": record.version + 1})

        def write() -> bool:
            with self._engine.begin() as connection:
                return connection.execute(update).rowcount == 1

        return or_unavailable(write)

    def overdue(self, now: datetime, count: int) -> list[TicketRecord]:
        late = tickets.c.state.in_(WAITING) & (tickets.c.nudge_at <= microseconds(now))
        return self._records(select(tickets).where(late).order_by(tickets.c.nudge_at).limit(count))

    def of_person(self, person: str) -> list[TicketRecord]:
        mine = or_(tickets.c.asker == person, tickets.c.assignee == person)
        return self._records(select(tickets).where(mine).order_by(tickets.c.opened_at))

    def opened_before(self, moment: datetime) -> list[TicketRecord]:
        old = (tickets.c.opened_at < microseconds(moment)) & (tickets.c.asker != "")
        return self._records(select(tickets).where(old).order_by(tickets.c.opened_at))

    def remove(self, identity: str) -> None:
        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(tickets.delete().where(tickets.c.id == identity))

        or_unavailable(write)

    def _records(self, query: Select[Any]) -> list[TicketRecord]:
        def read() -> Sequence[RowMapping]:
            with self._engine.connect() as connection:
                return connection.execute(query).mappings().all()

        return [_record(row) for row in or_unavailable(read)]


def _values(record: TicketRecord) -> dict[str, Any]:
    return asdict(record) | {name: microseconds(getattr(record, name)) for name in _MOMENTS}


def _record(row: RowMapping) -> TicketRecord:
    return TicketRecord(**(dict(row) | {name: moment(row[name]) for name in _MOMENTS}))
