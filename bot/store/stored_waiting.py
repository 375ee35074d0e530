"""The boxes in the database, as erasing sees them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, case, or_, select, update

from bot.store.conversation_tables import conversations, pacers, sends
from bot.store.rows import microseconds, or_unavailable
from bot.store.tables import inbox, outbox

DONE = ("sent", "failed", "ambiguous")


class StoredWaiting:
    """Waiting over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def forget(self, person: str) -> int:
        def write(connection: Connection) -> int:
            waiting = _emptied(connection, inbox, person, inbox.c.state != "done", state="done")
            # The talk with a person is named by them; a channel is not.
            talk = case((outbox.c.conversation.like("@%"), ""), else_=outbox.c.conversation)
            due = outbox.c.state.not_in(DONE)
            _uncounted(connection, person)
            return waiting + _emptied(connection, outbox, person, due, state="failed", conversation=talk, done_at=outbox.c.due_at)

        return self._in_one(write)

    def tidy(self, before: datetime) -> int:
        at = microseconds(before)
        old_posts = and_(outbox.c.state.in_(DONE), outbox.c.done_at < at)

        def write(connection: Connection) -> int:
            arrivals = connection.execute(inbox.delete().where(inbox.c.state == "done", inbox.c.turn_at < at))
            connection.execute(sends.delete().where(sends.c.sent_at < at))
            connection.execute(pacers.delete().where(pacers.c.conversation.not_in(select(sends.c.conversation))))
            return arrivals.rowcount + connection.execute(outbox.delete().where(old_posts)).rowcount

        return self._in_one(write)

    def _in_one(self, work: Any) -> int:
        def run() -> int:
            with self._engine.begin() as connection:
                return int(work(connection))

        return or_unavailable(run)


def _uncounted(connection: Connection, person: str) -> None:
    """What was lately sent to a person is counted under their name, or under that of their private talk."""
    talks = select(conversations.c.channel + "/" + conversations.c.name).where(conversations.c.person == person)
    for table in (sends, pacers):
        theirs = or_(table.c.conversation == f"{person.partition(':')[0]}/@{person}", table.c.conversation.in_(talks))
        connection.execute(table.delete().where(theirs))


def _emptied(connection: Connection, table: Table, person: str, waits: Any, **values: Any) -> int:
    """How many rows of a person waited; all of theirs are unnamed."""
    mine = table.c.person == person
    emptied = connection.execute(update(table).where(mine, waits).values(payload=None, person=None, **values)).rowcount
    unnamed = {name: value for name, value in values.items() if name == "conversation"}
    connection.execute(update(table).where(mine).values(person=None, **unnamed))
    return emptied
