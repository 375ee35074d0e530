"""The inbox keeps what was accepted from a channel until it has been worked off, by one worker at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, and_, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.delivery.post import Post, row_of
from bot.store.database import reading
from bot.store.rows import microseconds, moment, or_unavailable
from bot.store.tables import inbox, outbox

INBOX_LEASE = timedelta(seconds=30)


@dataclass(frozen=True)
class Arrival:
    """Something that a channel delivered: `key` is its delivery, `place` the one thing that it is about."""

    key: str
    channel: str
    payload: dict[str, Any]
    received_at: datetime
    place: str | None = None


class Inbox:
    """`owner` names this process among those that share the database."""

    def __init__(self, engine: Engine, channel: str, owner: str, lease: timedelta = INBOX_LEASE) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._channel = channel
        self._owner = owner
        self._lease = lease

    def accept(self, arrival: Arrival) -> bool:
        """Keeps an arrival; False when it, or another one about the same, is known. Raises StoreUnavailable."""
        values = {
            "key": arrival.key,
            "place": arrival.place,
            "channel": arrival.channel,
            "payload": arrival.payload,
            "received_at": microseconds(arrival.received_at),
            "state": "new",
            "lease_until": 0,
        }

        def insert() -> bool:
            try:
                with self._engine.begin() as connection:
                    connection.execute(inbox.insert().values(**values))
            except IntegrityError:
                return False
            return True

        return or_unavailable(insert)

    def claim(self, now: datetime) -> Arrival | None:
        """The oldest arrival that nobody is working on, from now on this owner's; the claim lapses with its lease."""
        at = microseconds(now)
        free = or_(inbox.c.state == "new", and_(inbox.c.state == "taken", inbox.c.lease_until < at))
        mine = inbox.c.channel == self._channel
        oldest = select(inbox.c.key).where(mine, free).order_by(inbox.c.received_at).limit(1)
        taken = {"state": "taken", "owner": self._owner, "lease_until": at + self._lease // timedelta(microseconds=1)}
        take = update(inbox).where(inbox.c.key == oldest.scalar_subquery(), free).values(**taken).returning(inbox)

        def claimed() -> Arrival | None:
            if not self._any(oldest):  # looking is cheaper than taking: an idle worker must not lock the database
                return None
            with self._engine.begin() as connection:
                row = connection.execute(take).mappings().first()
            return None if row is None else _arrival(dict(row))

        return or_unavailable(claimed)

    def finish(self, arrival: Arrival, posts: list[Post], now: datetime) -> bool:
        """In one step the arrival is done, its text gone and its posts due; False when the claim had lapsed meanwhile."""
        mine = and_(inbox.c.key == arrival.key, inbox.c.state == "taken", inbox.c.owner == self._owner)
        done = update(inbox).where(mine).values(state="done", payload=None)

        def write() -> bool:
            with self._engine.begin() as connection:
                if connection.execute(done).rowcount != 1:
                    return False
                _add(connection, posts, now)
                return True

        return or_unavailable(write)

    def waiting(self) -> int:
        """How many arrivals have not been worked off."""

        def count() -> int:
            with self._reading.connect() as connection:
                return len(connection.execute(select(inbox.c.key).where(inbox.c.state != "done")).all())

        return or_unavailable(count)

    def _any(self, query: Any) -> bool:
        with self._reading.connect() as connection:
            return connection.execute(query).first() is not None


def _add(connection: Connection, posts: list[Post], now: datetime) -> None:
    # One microsecond apart, so that the parts of a long answer keep their order.
    rows = [row_of(post, now + timedelta(microseconds=number)) for number, post in enumerate(posts)]
    if rows:
        connection.execute(outbox.insert(), rows)


def _arrival(row: dict[str, Any]) -> Arrival:
    return Arrival(row["key"], row["channel"], row["payload"] or {}, moment(row["received_at"]), row["place"])
