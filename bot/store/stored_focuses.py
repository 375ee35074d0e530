"""What people were last asked, kept in the database."""

from typing import Any

from sqlalchemy import Connection, Engine, select

from bot.store.focus_record import Focus
from bot.store.focus_tables import focuses
from bot.store.rows import or_unavailable


class StoredFocuses:
    """FocusRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, focus: Focus) -> None:
        values = {
            "conversation": focus.conversation,
            "person": focus.person,
            "run": focus.run,
            "item": focus.item,
            "language": focus.language,
        }

        def write() -> None:
            with self._engine.begin() as connection:
                self._delete(connection, _of(focus.conversation, focus.person))
                connection.execute(focuses.insert().values(**values))

        or_unavailable(write)

    def get(self, conversation: str, person: str) -> Focus | None:
        def read() -> Any:
            with self._engine.connect() as connection:
                return connection.execute(select(focuses).where(_of(conversation, person))).mappings().first()

        row = or_unavailable(read)
        return None if row is None else Focus(**row)

    def drop(self, conversation: str, person: str) -> None:
        self._write(_of(conversation, person))

    def forget(self, person: str) -> None:
        self._write(focuses.c.person == person)

    def _write(self, which: Any) -> None:
        def write() -> None:
            with self._engine.begin() as connection:
                self._delete(connection, which)

        or_unavailable(write)

    def _delete(self, connection: Connection, which: Any) -> None:
        connection.execute(focuses.delete().where(which))


def _of(conversation: str, person: str) -> Any:
    return (focuses.c.conversation == conversation) & (focuses.c.person == person)
