"""Whose the names in the log are, kept in the database."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.database import reading
from bot.store.name_record import PREFIX
from bot.store.name_tables import log_names
from bot.store.rows import or_unavailable


class StoredNames:
    """LogNames over SQLAlchemy; names are drawn, not derived: nobody can compute them from a person."""

    def __init__(self, engine: Engine, new_name: Callable[[], str]) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._new_name = new_name
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def given(self, people: Iterable[str]) -> dict[str, str]:
        wanted = sorted(set(people))
        known = self.of(wanted)
        new = [{"person": person, "name": PREFIX + self._new_name()} for person in wanted if person not in known]
        if not new:
            return known

        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(self._insert(log_names).values(new).on_conflict_do_nothing())

        or_unavailable(write)
        return self.of(wanted)

    def behind(self, names: Iterable[str]) -> dict[str, str]:
        wanted = set(names)
        return {name: person for person, name in self._read(log_names.c.name.in_(wanted)).items()} if wanted else {}

    def of(self, people: Iterable[str]) -> dict[str, str]:
        wanted = set(people)
        return self._read(log_names.c.person.in_(wanted)) if wanted else {}

    def _read(self, which: ColumnElement[bool]) -> dict[str, str]:
        def read() -> dict[str, str]:
            with self._reading.connect() as connection:
                return {row.person: row.name for row in connection.execute(select(log_names).where(which))}

        return or_unavailable(read)


def dropped(connection: Connection, person: str) -> str | None:
    """Forgets whose a name is, within a transaction; the name that stays in the log."""
    mine = log_names.c.person == person
    found = connection.execute(select(log_names.c.name).where(mine)).scalar()
    connection.execute(log_names.delete().where(mine))
    return None if found is None else str(found)


def still(connection: Connection, names: Mapping[str, str]) -> bool:
    """Whether all of these are still the names of these people, within a transaction."""
    if not names:
        return True
    query = select(log_names).where(log_names.c.person.in_(names))
    return {row.person: row.name for row in connection.execute(query)} == dict(names)
