"""Conversations that can be spoken to again, kept in the database."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine, RowMapping, Select, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.conversation_record import ConversationRecord
from bot.store.conversation_tables import conversations
from bot.store.database import reading
from bot.store.rows import microseconds, moment, or_unavailable

_KEY = ("channel", "name")


class StoredConversations:
    """ConversationRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def keep(self, record: ConversationRecord) -> None:
        values = asdict(record) | {"seen_at": microseconds(record.seen_at)}
        fresh = {name: value for name, value in values.items() if name not in _KEY}
        write = self._insert(conversations).values(**values).on_conflict_do_update(index_elements=_KEY, set_=fresh)
        self._write(write)

    def get(self, channel: str, name: str) -> ConversationRecord | None:
        return self._first(_of(channel, name, select(conversations)))

    def private_with(self, person: str) -> ConversationRecord | None:
        return self._first(select(conversations).where(conversations.c.person == person))

    def newest(self, channel: str, tenant: str) -> ConversationRecord | None:
        mine = (conversations.c.channel == channel) & (conversations.c.tenant == tenant)
        return self._first(select(conversations).where(mine))

    def drop(self, channel: str, name: str) -> None:
        self._write(_of(channel, name, conversations.delete()))

    def forget(self, person: str) -> None:
        self._write(conversations.delete().where(conversations.c.person == person))

    def _first(self, query: Select[Any]) -> ConversationRecord | None:
        newest = query.order_by(conversations.c.seen_at.desc()).limit(1)

        def read() -> RowMapping | None:
            with self._reading.connect() as connection:
                return connection.execute(newest).mappings().first()

        row = or_unavailable(read)
        return None if row is None else ConversationRecord(**(dict(row) | {"seen_at": moment(row["seen_at"])}))

    def _write(self, statement: Any) -> None:
        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(statement)

        or_unavailable(write)


def _of(channel: str, name: str, statement: Any) -> Any:
    return statement.where(conversations.c.channel == channel, conversations.c.name == name)
