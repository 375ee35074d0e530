"""Checklist runs kept in the database: change, log row and summary in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RowMapping, Select, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.change_record import START, Change, Head, Logged, sealed
from bot.store.database import reading
from bot.store.name_record import LogNames
from bot.store.rows import microseconds, moment, or_unavailable
from bot.store.run_record import NOBODY, Definition, Kept, OpenAction, RunSummary
from bot.store.run_tables import change_log, checklist_definitions, log_head, run_actions, run_people, runs
from bot.store.stored_names import StoredNames, dropped, still

_T = TypeVar("_T")
_HEAD_ROW = 1
# Any number of our own: whoever appends on PostgreSQL holds this lock, so that the chain has one end.
_LOCK = 7_041_959


class StoredRuns:
    """RunRecords over SQLAlchemy."""

    def __init__(self, engine: Engine, names: StoredNames) -> None:
        self._engine = engine
        self._names = names
        self._reading = reading(engine)
        self._is_postgresql = engine.dialect.name == "postgresql"
        self._insert: Any = postgresql.insert if self._is_postgresql else sqlite.insert

    @property
    def names(self) -> LogNames:
        return self._names

    def forget(self, person: str) -> int:
        def write() -> int:
            with self._engine.begin() as connection:
                self._alone(connection)
                name = dropped(connection, person)
                return _rename(connection, person, name) if name is not None else 0

        return or_unavailable(write)

    def append(
        self, change: Change, after: RunSummary, definition: Definition | None = None, names: Mapping[str, str] = NOBODY
    ) -> Kept:
        def write() -> Kept:
            with self._engine.begin() as connection:
                self._alone(connection)
                if not still(connection, names):
                    return "stale"
                return self._append(connection, change, after, definition)

        return or_unavailable(write)

    def _alone(self, connection: Connection) -> None:
        """Nobody else appends or forgets meanwhile; on SQLite a transaction that writes is alone anyway."""
        if self._is_postgresql:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")

    def _append(self, connection: Connection, change: Change, after: RunSummary, definition: Definition | None) -> Kept:
        if change.key is not None and _run_with(connection, change.key) is not None:
            return "known"
        version = connection.execute(select(runs.c.version).where(runs.c.id == change.run)).scalar() or 0
        if version != change.step - 1:
            return "stale"
        row = sealed(change, _head(connection))
        connection.execute(change_log.insert().values(**asdict(row)))
        end = {"number": row.number, "hash": row.hash}
        self._put(connection, log_head, {"id": _HEAD_ROW} | end)
        if definition is not None:
            values = self._insert(checklist_definitions).values(**asdict(definition))
            connection.execute(values.on_conflict_do_nothing())
        self._summarise(connection, after, change.step)
        return "kept"

    def _summarise(self, connection: Connection, after: RunSummary, version: int) -> None:
        self._put(connection, runs, _values(after) | {"version": version})
        for table, rows in (
            (run_people, [{"run": after.id, "person": person} for person in sorted(after.people)]),
            (run_actions, [asdict(action) | {"due_on": action.due_on.isoformat()} for action in after.actions]),
        ):
            connection.execute(table.delete().where(table.c.run == after.id))
            if rows:
                connection.execute(table.insert(), rows)

    def _put(self, connection: Connection, table: Any, values: dict[str, Any]) -> None:
        insert = self._insert(table).values(**values)
        others = {name: value for name, value in values.items() if name != "id"}
        connection.execute(insert.on_conflict_do_update(index_elements=[table.c.id], set_=others))

    def run_with(self, key: str) -> str | None:
        return self._read(lambda connection: _run_with(connection, key))

    def changes_of(self, run: str) -> list[Logged]:
        return self._logged(select(change_log).where(change_log.c.run == run).order_by(change_log.c.step))

    def definition(self, digest: str) -> Definition | None:
        query = select(checklist_definitions).where(checklist_definitions.c.digest == digest)
        found = self._read(lambda connection: connection.execute(query).mappings().first())
        return Definition(**found) if found else None

    def summary(self, run: str) -> RunSummary | None:
        found = self._summaries(select(runs).where(runs.c.id == run))
        return found[0] if found else None

    def of_supplier(self, supplier: str) -> list[RunSummary]:
        return self._summaries(select(runs).where(runs.c.supplier == supplier).order_by(runs.c.started_at.desc()))

    def of_person(self, person: str) -> list[RunSummary]:
        mine = select(run_people.c.run).where(run_people.c.person == person)
        return self._summaries(select(runs).where(runs.c.id.in_(mine)).order_by(runs.c.changed_at.desc()))

    def every(self) -> list[RunSummary]:
        return self._summaries(select(runs).order_by(runs.c.started_at.desc()))

    def open_actions(self) -> list[OpenAction]:
        query = select(run_actions).order_by(run_actions.c.due_on, run_actions.c.run, run_actions.c.finding)
        return [_action(row) for row in self._read(lambda connection: connection.execute(query).mappings().all())]

    def log(self, after: int, count: int) -> list[Logged]:
        return self._logged(select(change_log).where(change_log.c.number > after).order_by(change_log.c.number).limit(count))

    def head(self) -> Head:
        return self._read(_head)

    def _logged(self, query: Select[Any]) -> list[Logged]:
        return [Logged(**row) for row in self._read(lambda connection: connection.execute(query).mappings().all())]

    def _summaries(self, query: Select[Any]) -> list[RunSummary]:
        def read(connection: Connection) -> list[RunSummary]:
            return [_summary(connection, row) for row in connection.execute(query).mappings().all()]

        return self._read(read)

    def _read(self, work: Callable[[Connection], _T]) -> _T:
        def run() -> _T:
            with self._reading.connect() as connection:
                return work(connection)

        return or_unavailable(run)


def _head(connection: Connection) -> Head:
    found = connection.execute(select(log_head.c.number, log_head.c.hash).where(log_head.c.id == _HEAD_ROW)).first()
    return Head(found.number, found.hash) if found else START


def _run_with(connection: Connection, key: str) -> str | None:
    found = connection.execute(select(change_log.c.run).where(change_log.c.key == key)).scalar()
    return None if found is None else str(found)


def _rename(connection: Connection, person: str, name: str) -> int:
    """In the summaries; the log has the name already."""
    connection.execute(runs.update().where(runs.c.lead == person).values(lead=name))
    connection.execute(run_actions.update().where(run_actions.c.owner == person).values(owner=name))
    return max(1, connection.execute(run_people.update().where(run_people.c.person == person).values(person=name)).rowcount)


def _values(summary: RunSummary) -> dict[str, Any]:
    values = {name: value for name, value in asdict(summary).items() if name not in ("people", "actions")}
    return values | {name: microseconds(getattr(summary, name)) for name in ("started_at", "changed_at")}


def _summary(connection: Connection, row: RowMapping) -> RunSummary:
    people = connection.execute(select(run_people.c.person).where(run_people.c.run == row["id"])).scalars()
    query = select(run_actions).where(run_actions.c.run == row["id"]).order_by(run_actions.c.finding)
    actions = tuple(_action(action) for action in connection.execute(query).mappings())
    moments = {name: moment(row[name]) for name in ("started_at", "changed_at")}
    return RunSummary(**(dict(row) | moments), people=frozenset(people), actions=actions)


def _action(row: RowMapping) -> OpenAction:
    return OpenAction(row["run"], row["finding"], row["owner"], date.fromisoformat(row["due_on"]))
