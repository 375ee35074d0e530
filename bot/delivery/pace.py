"""The Pace keeps what is sent to a conversation within a platform's limits, whichever process sends it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.conversation_tables import pacers, sends
from bot.store.rows import microseconds, moment, or_unavailable

# At most so many in any stretch of so long.
Limit = tuple[int, timedelta]


class Pace:
    """Remembers each send in the database for as long as the longest limit looks back."""

    def __init__(self, engine: Engine, limits: Sequence[Limit]) -> None:
        self._engine = engine
        self._limits = tuple(limits)
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def take(self, conversation: str, now: datetime, silence: timedelta = timedelta()) -> datetime | None:
        """None when something may be sent now, which then counts as sent; else the moment at which to ask again.

        With `silence` nothing may have been sent for so long: what can be left out gives way to what cannot.
        """

        def taken() -> datetime | None:
            with self._engine.begin() as connection:
                self._hold(connection, conversation)
                later = self._later(connection, conversation, microseconds(now), silence)
                if later is None:
                    connection.execute(sends.insert().values(conversation=conversation, sent_at=microseconds(now)))
                return later

        return or_unavailable(taken)

    def _hold(self, connection: Connection, conversation: str) -> None:
        """Two processes of PostgreSQL count one after the other; SQLite has one writer anyway."""
        connection.execute(self._insert(pacers).values(conversation=conversation).on_conflict_do_nothing())
        connection.execute(select(pacers).where(pacers.c.conversation == conversation).with_for_update())

    def _later(self, connection: Connection, conversation: str, at: int, silence: timedelta) -> datetime | None:
        mine = sends.c.conversation == conversation
        longest = max(length for _, length in self._limits)
        ahead = sends.c.sent_at > at + _us(longest)  # counted before the clock was set back
        connection.execute(sends.delete().where(mine, or_(sends.c.sent_at < at - _us(longest), ahead)))
        waits = [self._free_at(connection, conversation, most, _us(length)) for most, length in self._limits]
        last = connection.execute(select(func.max(sends.c.sent_at)).where(mine)).scalar()
        if silence and last is not None:
            waits.append(last + _us(silence))
        until = max(waits)
        return moment(until) if until > at else None

    def _free_at(self, connection: Connection, conversation: str, most: int, length: int) -> int:
        """When the `most`-th last send is long enough ago."""
        nth = select(sends.c.sent_at).where(sends.c.conversation == conversation)
        found = connection.execute(nth.order_by(sends.c.sent_at.desc()).offset(most - 1).limit(1)).scalar()
        return 0 if found is None else int(found) + length


def _us(length: timedelta) -> int:
    return length // timedelta(microseconds=1)
