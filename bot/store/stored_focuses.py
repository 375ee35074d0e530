"""What people were last asked, kept in the database."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.database import reading
from bot.store.focus_record import Focus
from bot.store.focus_tables import focuses
from bot.store.rows import or_unavailable


class StoredFocuses:
    """FocusRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def keep(self, *kept: Focus) -> None:
        def write() -> None:
            with self._engine.begin() as connection:
                for focus in sorted(kept, key=lambda focus: focus.conversation):  # in one order, lest two wait for each other
                    connection.execute(self._put(focus))

        or_unavailable(write)

    def get(self, conversation: str, person: str) -> Focus | None:
        def read() -> Any:
            with self._reading.connect() as connection:
                asked = _of(conversation, person) & (focuses.c.item != "")
                return connection.execute(select(focuses).where(asked)).mappings().first()

        row = or_unavailable(read)
        return None if row is None else Focus(**row)

    def drop(self, run: str, person: str) -> None:
        self._write(focuses.delete().where((focuses.c.run == run) & (focuses.c.person == person)))

    def language_of(self, person: str) -> str | None:
        query = select(focuses.c.conversation, focuses.c.language).where(focuses.c.person == person)

        def read() -> list[tuple[str, str]]:
            with self._reading.connect() as connection:
                return sorted(tuple(row) for row in connection.execute(query))  # whatever the database's order of letters

        return next((language for _, language in or_unavailable(read)), None)

    def forget(self, person: str) -> None:
        self._write(focuses.delete().where(focuses.c.person == person))

    def _put(self, focus: Focus) -> Any:
        values = asdict(focus)
        others = {name: value for name, value in values.items() if name not in ("conversation", "person")}
        put = self._insert(focuses).values(**values)
        return put.on_conflict_do_update(index_elements=[focuses.c.conversation, focuses.c.person], set_=others)

    def _write(self, statement: Any) -> None:
        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(statement)

        or_unavailable(write)


def _of(conversation: str, person: str) -> Any:
    return (focuses.c.conversation == conversation) & (focuses.c.person == person)
