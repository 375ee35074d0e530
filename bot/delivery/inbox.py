"""The inbox keeps what was accepted from a channel until it has been worked off, by one worker at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.delivery.allowance import Allowance
from bot.delivery.post import Post, row_of
from bot.store.database import pressing, reading
from bot.store.rows import microseconds, moment, or_unavailable
from bot.store.tables import inbox, outbox

INBOX_LEASE = timedelta(seconds=30)
FREELY = Allowance(a_minute=1_000_000, at_once=1_000_000)
# What was received further ahead than the clocks of two machines differ was received before the clock was set back: its
# turn has come, and it counts against nobody's allowance.
AHEAD = timedelta(minutes=2)
_US = timedelta(microseconds=1)


@dataclass(frozen=True)
class Arrival:
    """Something that a channel delivered: `key` is its delivery, `place` the one thing that it is about.

    `person` is who asked; `in_turn` is False for what costs nothing to wait for, such as a button pressed.
    """

    key: str
    channel: str
    payload: dict[str, Any]
    received_at: datetime
    place: str | None = None
    person: str = ""
    in_turn: bool = True


@dataclass(frozen=True)
class Accepted:
    """True unless the arrival was known; `queued` with the first that makes a person wait for their turn."""

    new: bool
    queued: bool = False

    def __bool__(self) -> bool:
        return self.new


class Inbox:
    """`owner` names this process among those that share the database."""

    def __init__(
        self,
        engine: Engine,
        channel: str,
        owner: str,
        lease: timedelta = INBOX_LEASE,
        allowance: Allowance = FREELY,
    ) -> None:
        self._engine = engine
        self._reading, self._pressing = reading(engine), pressing(engine)
        self._channel = channel
        self._owner = owner
        self._lease = lease
        self._allowance = allowance

    def accept(self, arrival: Arrival) -> Accepted:
        """Keeps an arrival for its turn; not when it, or another one about the same, is known. Raises StoreUnavailable."""

        def insert() -> Accepted:
            try:
                with self._pressing.begin() as connection:
                    last = self._last_of(connection, arrival) if arrival.person and arrival.in_turn else None
                    turn = self._allowance.turn(last, arrival.received_at) if arrival.in_turn else arrival.received_at
                    due = self._allowance.due(turn)
                    connection.execute(inbox.insert().values(**_row(arrival, turn, due)))
                    begins = due > arrival.received_at and not self._queued_before(last, arrival)
                    return Accepted(new=True, queued=begins)
            except IntegrityError:
                return Accepted(new=False)

        return or_unavailable(insert)

    def _last_of(self, connection: Connection, arrival: Arrival) -> datetime | None:
        known = inbox.c.received_at <= microseconds(arrival.received_at + AHEAD)
        last = select(func.max(inbox.c.turn_at)).where(inbox.c.person == arrival.person, known)
        found = connection.execute(last).scalar()
        return None if found is None else moment(found)

    def _queued_before(self, last: datetime | None, arrival: Arrival) -> bool:
        return last is not None and self._allowance.due(last) > arrival.received_at

    def claim(self, now: datetime) -> Arrival | None:
        """The arrival whose turn it is, from now on this owner's; the claim lapses with its lease.

        A clock that was set forward lets claims lapse early: two may then work on one arrival, and one of them finishes it.
        """
        at = microseconds(now)
        free = self._free(at)
        mine = inbox.c.channel == self._channel
        oldest = select(inbox.c.key).where(mine, free).order_by(inbox.c.turn_at, inbox.c.received_at).limit(1)
        taken = {"state": "taken", "owner": self._owner, "lease_until": at + self._lease // _US}
        take = update(inbox).where(inbox.c.key == oldest.scalar_subquery(), free).values(**taken).returning(inbox)

        def claimed() -> Arrival | None:
            if not self._any(oldest):  # looking is cheaper than taking: an idle worker must not lock the database
                return None
            with self._engine.begin() as connection:
                row = connection.execute(take).mappings().first()
            return None if row is None else _arrival(dict(row))

        return or_unavailable(claimed)

    def _free(self, at: int) -> ColumnElement[bool]:
        """Its turn has come, or its owner's time is over; after a clock was set back, neither waits for the old time."""
        due = or_(inbox.c.due_at <= at, inbox.c.received_at > at + AHEAD // _US)
        over = or_(inbox.c.lease_until < at, inbox.c.lease_until > at + 2 * (self._lease // _US))
        return or_(and_(inbox.c.state == "new", due), and_(inbox.c.state == "taken", over))

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

    def waiting_of(self, person: str) -> int:
        """How many arrivals of a person have not been worked off."""
        waits = and_(inbox.c.person == person, inbox.c.channel == self._channel, inbox.c.state != "done")
        query = select(func.count()).select_from(inbox).where(waits)

        def count() -> int:
            with self._reading.connect() as connection:
                return int(connection.execute(query).scalar_one())

        return or_unavailable(count)

    def _any(self, query: Any) -> bool:
        with self._reading.connect() as connection:
            return connection.execute(query).first() is not None


def _add(connection: Connection, posts: list[Post], now: datetime) -> None:
    # One microsecond apart, so that the parts of a long answer keep their order. What a desk makes due twice is due once.
    rows = [row_of(post, now + timedelta(microseconds=number)) for number, post in enumerate(posts)]
    known = connection.execute(select(outbox.c.key).where(outbox.c.key.in_([post.key for post in posts]))).scalars().all()
    fresh = [row for row in rows if row["key"] not in known]
    if fresh:
        connection.execute(outbox.insert(), fresh)


def _row(arrival: Arrival, turn: datetime, due: datetime) -> dict[str, Any]:
    return {
        "key": arrival.key,
        "place": arrival.place,
        "channel": arrival.channel,
        "payload": arrival.payload,
        "received_at": microseconds(arrival.received_at),
        "state": "new",
        "lease_until": 0,
        "person": arrival.person or None,
        "turn_at": microseconds(turn),
        "due_at": microseconds(due),
    }


def _arrival(row: dict[str, Any]) -> Arrival:
    received = moment(row["received_at"])
    return Arrival(row["key"], row["channel"], row["payload"] or {}, received, row["place"], row["person"] or "")
