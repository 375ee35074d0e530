"""The outbox keeps what is to be posted until the platform has it: in order, paced by conversation, by one sender at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, exists, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.delivery.leap import Leap
from bot.delivery.post import Post, row_of
from bot.store.database import reading
from bot.store.rows import microseconds, moment, or_unavailable
from bot.store.tables import outbox
from bot.store.together import Together

OUTBOX_LEASE = timedelta(seconds=30)
PACE = timedelta(seconds=1)  # Slack and Teams both take about one message a second in a conversation
# Nobody puts a post back for so long: a moment further ahead was written before the clock was set back.
FAR_AHEAD = timedelta(hours=2)
_CANDIDATES = 8  # of which others may take some first
_US = timedelta(microseconds=1)


class Outbox:
    """`owner` names this process among those that share the database."""

    def __init__(self, engine: Engine, channel: str, owner: str, lease: timedelta = OUTBOX_LEASE, pace: timedelta = PACE) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._together = Together(engine)
        self._channel = channel
        self._owner = owner
        self._lease = lease // _US
        self._pace = pace // _US
        self._leap = Leap(lease)

    def add(self, posts: Sequence[Post], now: datetime) -> None:
        """Makes posts due; raises StoreUnavailable."""
        rows = [row_of(post, now + number * _US) for number, post in enumerate(posts)]

        def insert() -> None:
            with self._engine.begin() as connection:
                connection.execute(outbox.insert(), rows)

        or_unavailable(insert)

    def add_once(self, post: Post, now: datetime) -> bool:
        """Makes a post due; False when a post of this key is known."""

        def insert() -> bool:
            try:
                with self._engine.begin() as connection:
                    connection.execute(outbox.insert().values(**row_of(post, now)))
            except IntegrityError:
                return False
            return True

        return or_unavailable(insert)

    def claim(self, now: datetime, steady: float | None = None, without: str = "") -> Post | None:
        """The next post whose turn it is, from now on this owner's. `tries` > 0 says that it may have been posted before.

        `steady` is a clock that nobody sets, in seconds. Where it shows that the other one was set, no lease is held to have
        lapsed for as long as one lasts: its owner may still be at it. Posts whose payload has the key `without` are left to
        other processes. A post that a newer one of its series has overtaken is done with, and never given out.
        """
        while (post := self._claimed(now, steady, without)) is not None and self._overtaken(post):
            self.sent(post, None, now)
        return post

    def _claimed(self, now: datetime, steady: float | None, without: str) -> Post | None:
        at = microseconds(now)
        free = self._free(at, leapt=steady is not None and self._leap.lately(now, steady))

        def take(connection: Connection) -> Post | None:
            found = (connection.execute(self._take(key, at, free)).mappings().first() for key in keys)
            row = next((row for row in found if row is not None), None)
            return None if row is None else _post(dict(row))

        keys = or_unavailable(lambda: self._candidates(at, free, without))
        return or_unavailable(lambda: self._together(take)) if keys else None

    def _overtaken(self, post: Post) -> bool:
        """By any of its series that was made later, posted or still due: they may have come in here in another order."""
        series = post.payload.get("series")
        if not series:
            return False
        there = and_(outbox.c.channel == self._channel, outbox.c.conversation == post.conversation)
        query = select(outbox.c.key).where(there, outbox.c.key.startswith(series, autoescape=True))

        def read() -> bool:
            with self._reading.connect() as connection:
                return any(key > post.key for key in connection.execute(query).scalars())

        return or_unavailable(read)

    def _candidates(self, at: int, free: Sequence[ColumnElement[bool]], without: str) -> list[str]:
        """What was left lying, then what is due, each from the index in its order, which ends at the first few that may go."""
        mine = select(outbox.c.key).where(outbox.c.channel == self._channel, ~_blocked(at, self._pace))
        if without:
            mine = mine.where(outbox.c.payload[without].as_string().is_(None))
        with self._reading.connect() as connection:
            for kind in free:
                keys = connection.execute(mine.where(kind).order_by(outbox.c.due_at).limit(_CANDIDATES)).scalars().all()
                if keys:
                    return list(keys)
        return []

    def _take(self, key: str, at: int, free: Sequence[ColumnElement[bool]]) -> Any:
        """Unless another owner was faster."""
        taken = {"state": "sending", "owner": self._owner, "lease_until": at + self._lease, "tries": outbox.c.tries + 1}
        same = and_(outbox.c.key == key, or_(*free), ~_blocked(at, self._pace))
        return update(outbox).where(same).values(**taken).returning(outbox)

    def sent(self, post: Post, posted_as: str | None, now: datetime) -> bool:
        """The platform has it; its text is not kept any longer. False when the claim had lapsed meanwhile."""
        return self._settle(post, state="sent", payload=None, posted_as=posted_as, done_at=microseconds(now))

    def failed(self, post: Post, now: datetime) -> bool:
        """The platform will never take it."""
        return self._settle(post, state="failed", payload=None, done_at=microseconds(now))

    def ambiguous(self, post: Post, now: datetime) -> bool:
        """The platform may have it or not, nobody can tell, and it is not to be said twice."""
        return self._settle(post, state="ambiguous", payload=None, done_at=microseconds(now))

    def put_back(self, post: Post, until: datetime, posted_maybe: bool) -> bool:
        """To be tried again later; without `posted_maybe` it is certain that the platform does not have it."""
        values = {} if posted_maybe else {"tries": post.tries}
        return self._settle(post, state="due", due_at=microseconds(until), **values)

    def spoke_in(self, conversation: str, thread: str) -> bool:
        """True when something was, or is about to be, said in a thread."""
        there = or_(outbox.c.thread == thread, outbox.c.posted_as == thread)
        query = select(outbox.c.key).where(outbox.c.conversation == conversation, there).limit(1)

        def read() -> bool:
            with self._reading.connect() as connection:
                return connection.execute(query).first() is not None

        return or_unavailable(read)

    def posted_as(self, key: str) -> str | None:
        """The platform's own name for the post of a key; None when it was never sent."""
        return self._value(select(outbox.c.posted_as).where(outbox.c.key == key, outbox.c.channel == self._channel))

    def was_for(self, key: str, conversations: Sequence[str], person: str) -> bool:
        """True for a post that is, or was, for this person in one of these conversations."""
        mine = (outbox.c.key == key) & outbox.c.conversation.in_(conversations) & (outbox.c.person == person)
        return self._value(select(outbox.c.key).where(mine, outbox.c.channel == self._channel)) is not None

    def keys_of(self, conversation: str, posted_as: str) -> list[str]:
        """The keys of the posts that a platform calls so: those that took each other's place, the newest first."""
        mine = (outbox.c.channel == self._channel) & (outbox.c.conversation == conversation)
        query = select(outbox.c.key).where(mine, outbox.c.posted_as == posted_as).order_by(outbox.c.created_at.desc())

        def read() -> list[str]:
            with self._reading.connect() as connection:
                return list(connection.execute(query).scalars())

        return or_unavailable(read)

    def waiting(self) -> int:
        """How many posts the platform does not have yet."""
        query = select(outbox.c.key).where(outbox.c.state.in_(("due", "sending")))

        def count() -> int:
            with self._reading.connect() as connection:
                return len(connection.execute(query).all())

        return or_unavailable(count)

    def _value(self, query: Any) -> str | None:
        def read() -> str | None:
            with self._reading.connect() as connection:
                found = connection.execute(query).scalar()
                return None if found is None else str(found)

        return or_unavailable(read)

    def _free(self, at: int, leapt: bool) -> tuple[ColumnElement[bool], ...]:
        """Left lying, or due; what lies further ahead than anything can was written before the clock was set back."""
        over = or_(outbox.c.lease_until < at, outbox.c.lease_until > at + 2 * self._lease)
        due = outbox.c.state == "due"
        ahead, now = and_(due, outbox.c.due_at > at + FAR_AHEAD // _US), and_(due, outbox.c.due_at <= at)
        return (ahead, now) if leapt else (and_(outbox.c.state == "sending", over), ahead, now)

    def _settle(self, post: Post, **values: Any) -> bool:
        mine = and_(outbox.c.key == post.key, outbox.c.state == "sending", outbox.c.owner == self._owner)

        def write(connection: Connection) -> bool:
            return connection.execute(update(outbox).where(mine).values(**values)).rowcount == 1

        return or_unavailable(lambda: self._together(write))


def _blocked(at: int, pace: int) -> ColumnElement[bool]:
    """Another post of the same conversation goes first, is on its way, or went out less than a moment ago."""
    other = outbox.alias("other")
    earlier = and_(other.c.state == "due", other.c.created_at < outbox.c.created_at)
    on_its_way = and_(other.c.state == "sending", other.c.lease_until >= at)
    stuck = and_(other.c.state == "sending", other.c.created_at < outbox.c.created_at)
    just_sent = and_(other.c.state == "sent", other.c.done_at > at - pace, other.c.done_at <= at)  # a clock may be set back
    same = and_(other.c.conversation == outbox.c.conversation, other.c.key != outbox.c.key)
    # One look each: together they would read all that was ever said there.
    return or_(*(exists(select(other.c.key).where(same, reason)) for reason in (earlier, on_its_way, stuck, just_sent)))


def _post(row: dict[str, Any]) -> Post:
    kept = {name: row[name] for name in ("key", "channel", "conversation", "thread")}
    whom, since = row["person"] or "", moment(row["created_at"])
    return Post(**kept, payload=row["payload"] or {}, tries=row["tries"] - 1, person=whom, since=since)
