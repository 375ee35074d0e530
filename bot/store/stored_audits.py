"""The audit programme kept in the database; a change and the posts that it makes due stand or fall together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import JSON, ColumnElement, Connection, Engine, RowMapping, Select, String, Table, cast, or_, select
from sqlalchemy.exc import IntegrityError

from bot.store.audit_people import naming, renamed, talk_with
from bot.store.audit_record import Change, DigestRecord, DrawRecord, Due, LogRecord, OccurrenceRecord, PlanRecord
from bot.store.audit_tables import audit_digests, audit_draws, audit_log, audit_occurrences, audit_plans
from bot.store.database import reading
from bot.store.rows import microseconds, moment, or_unavailable
from bot.store.tables import outbox

_T = TypeVar("_T")
_MOMENTS = ("wake_at", "due_at", "opened_at", "next_at", "acknowledged_at", "at")
_LOGGED = tuple(column for column in audit_log.c if column.name != "id")
_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


class _Stale(Exception):
    """A record has changed since it was read."""


class StoredAudits:
    """AuditRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = reading(engine)

    def commit(self, change: Change) -> bool:
        return self.commit_each([change])[0]

    def commit_each(self, changes: Sequence[Change]) -> list[bool]:
        def write() -> list[bool]:
            with self._engine.begin() as connection:
                return [_written(connection, change) for change in changes]

        return or_unavailable(write)

    def plan(self, identity: str) -> PlanRecord | None:
        return self._one(select(audit_plans).where(audit_plans.c.id == identity), PlanRecord)

    def plans(self) -> list[PlanRecord]:
        return self._all(select(audit_plans).order_by(audit_plans.c.id), PlanRecord)

    def occurrence(self, identity: str) -> OccurrenceRecord | None:
        return self._one(select(audit_occurrences).where(audit_occurrences.c.id == identity), OccurrenceRecord)

    def occurrences(self, plan: str | None = None) -> list[OccurrenceRecord]:
        table = audit_occurrences
        wanted = table.c.state == "open" if plan is None else table.c.plan == plan
        return self._all(select(table).where(wanted).order_by(table.c.due_at, table.c.id), OccurrenceRecord)

    def since(self, day: str) -> list[tuple[OccurrenceRecord, bool]]:
        ones = audit_occurrences
        drawn = select(audit_draws.c.occurrence).where(audit_draws.c.occurrence == ones.c.id).exists().label("drawn")
        query = select(ones, drawn).where(ones.c.due_on >= day).order_by(ones.c.due_at, ones.c.id)
        return [(_occurrence(row), bool(row["drawn"])) for row in self._rows(query)]

    def draw(self, occurrence: str) -> DrawRecord | None:
        return self._one(select(audit_draws).where(audit_draws.c.occurrence == occurrence), DrawRecord)

    def sealed_draws(self) -> list[DrawRecord]:
        sealed = select(audit_draws).where(audit_draws.c.state == "sealed")
        return self._all(sealed.order_by(audit_draws.c.occurrence), DrawRecord)

    def digest(self, channel: str) -> DigestRecord | None:
        return self._one(select(audit_digests).where(audit_digests.c.channel == channel), DigestRecord)

    def due(self, now: datetime, count: int) -> list[Due]:
        at = microseconds(now)
        plans, ones, digests = audit_plans, audit_occurrences, audit_digests
        waking = select(plans).where(plans.c.state == "active", plans.c.wake_at <= at).order_by(plans.c.wake_at)
        reminding = select(ones).where(ones.c.state == "open", ones.c.next_at <= at).order_by(ones.c.next_at)
        telling = select(digests).where(digests.c.next_at <= at).order_by(digests.c.next_at)
        return [
            *self._all(waking.limit(count), PlanRecord),
            *self._all(reminding.limit(count), OccurrenceRecord),
            *self._all(telling.limit(count), DigestRecord),
        ]

    def undelivered(self, prefix: str, count: int) -> list[tuple[str, str]]:
        told = outbox.alias("told")
        failed = outbox.c.key.like(f"{prefix.translate(_LIKE)}%", escape="\\") & (outbox.c.state == "failed")
        query = (
            select(outbox.c.key, outbox.c.conversation)
            .where(failed, ~outbox.c.key.like("%/undelivered"))
            .where(~select(told.c.key).where(told.c.key == outbox.c.key + "/undelivered").exists())
        )
        return [(str(row["key"]), str(row["conversation"])) for row in self._rows(query.order_by(outbox.c.key).limit(count))]

    def began(self, conversation: str, thread: str) -> list[str]:
        """What a direct message is called begins with its channel, which is not the conversation that it was posted to."""
        here = (outbox.c.conversation == conversation) & (outbox.c.posted_as == thread)
        named = or_(here, outbox.c.posted_as == f"{conversation}:{thread}")
        query = select(outbox.c.key).where(outbox.c.key.like("audit/%"), named).order_by(outbox.c.created_at.desc())
        return [str(row["key"]) for row in self._rows(query)]

    def log(self, plan: str | None = None) -> list[LogRecord]:
        query = select(*_LOGGED).order_by(audit_log.c.id)
        return self._all(query if plan is None else query.where(audit_log.c.plan == plan), LogRecord)

    def naming(self, person: str) -> tuple[list[PlanRecord], list[OccurrenceRecord], list[LogRecord]]:
        plans = select(audit_plans).where(_may_name(audit_plans, person)).order_by(audit_plans.c.id)
        ones = select(audit_occurrences).where(_may_name(audit_occurrences, person)).order_by(audit_occurrences.c.id)
        lines = select(*_LOGGED).where(_may_name(audit_log, person)).order_by(audit_log.c.id)
        return (
            naming(self._all(plans, PlanRecord), person),
            naming(self._all(ones, OccurrenceRecord), person),
            naming(self._all(lines, LogRecord), person),
        )

    def forget(self, person: str, pseudonym: str) -> int:
        def write() -> int:
            with self._engine.begin() as connection:
                tables = (audit_plans, audit_occurrences, audit_log)
                _unnamed_posts(connection, person, pseudonym)
                connection.execute(audit_digests.delete().where(audit_digests.c.channel == talk_with(person)))
                return sum(_forgotten(connection, table, person, pseudonym) for table in tables)

        return or_unavailable(write)

    def _one(self, query: Select[Any], kind: Callable[..., _T]) -> _T | None:
        found = self._all(query, kind)
        return found[0] if found else None

    def _all(self, query: Select[Any], kind: Callable[..., _T]) -> list[_T]:
        return [kind(**_from_row(dict(row))) for row in self._rows(query)]

    def _rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        def read() -> Sequence[RowMapping]:
            with self._reading.connect() as connection:
                return connection.execute(query).mappings().all()

        return or_unavailable(read)


def _occurrence(row: RowMapping) -> OccurrenceRecord:
    return OccurrenceRecord(**_from_row({name: value for name, value in row.items() if name != "drawn"}))


def _written(connection: Connection, change: Change) -> bool:
    try:
        with connection.begin_nested():
            _write(connection, change)
    except (_Stale, IntegrityError):
        return False
    return True


def _write(connection: Connection, change: Change) -> None:
    for plan in change.plans:
        _put(connection, audit_plans, {"id": plan.id}, _row(plan))
    for occurrence in change.occurrences:
        _put(connection, audit_occurrences, {"id": occurrence.id}, _row(occurrence))
    for draw in change.draws:
        _put(connection, audit_draws, {"occurrence": draw.occurrence}, _row(draw))
    for digest in change.digests:
        _put(connection, audit_digests, {"channel": digest.channel}, _row(digest))
    if change.posts:
        connection.execute(outbox.insert(), list(change.posts))
    if change.log:
        connection.execute(audit_log.insert(), [_row(line) for line in change.log])


def _may_name(table: Table, person: str) -> ColumnElement[bool]:
    """True of every row that names a person, and of few others: which they are is seen in the record."""
    texts = [cast(column, String) for column in table.c if isinstance(column.type, String | JSON)]
    return or_(*(text.like(f"%{person.translate(_LIKE)}%", escape="\\") for text in texts))


def _forgotten(connection: Connection, table: Table, person: str, pseudonym: str) -> int:
    """A record that is changed has another version: whoever is at work on it begins anew."""
    changed = 0
    for row in connection.execute(select(table).where(_may_name(table, person))).mappings().all():
        values = {name: renamed(value, person, pseudonym) for name, value in row.items() if isinstance(value, str | dict)}
        if all(row[name] == value for name, value in values.items()):
            continue
        values |= {"version": row["version"] + 1} if "version" in row else {}
        connection.execute(table.update().where(table.c.id == row["id"]).values(**values))
        changed += 1
    return changed


def _unnamed_posts(connection: Connection, person: str, pseudonym: str) -> None:
    """What is still to be said to channels says it without them."""
    waiting = outbox.c.key.like("audit/%") & outbox.c.payload.is_not(None)
    named = cast(outbox.c.payload, String).like(f"%{person.translate(_LIKE)}%", escape="\\")
    for row in connection.execute(select(outbox.c.key, outbox.c.payload).where(waiting, named)).all():
        payload = renamed(row.payload, person, pseudonym)
        connection.execute(outbox.update().where(outbox.c.key == row.key).values(payload=payload))


def _put(connection: Connection, table: Table, key: dict[str, str], row: dict[str, Any]) -> None:
    """Inserts a record of version 0, replaces any other that still has the version that was read; raises _Stale."""
    version = row["version"]
    values = row | {"version": version + 1}
    if version == 0:
        connection.execute(table.insert().values(**values))
        return
    (name, identity), *_ = key.items()
    same = (table.c[name] == identity) & (table.c.version == version)
    if connection.execute(table.update().where(same).values(**values)).rowcount != 1:
        raise _Stale


def _row(record: PlanRecord | OccurrenceRecord | DrawRecord | DigestRecord | LogRecord) -> dict[str, Any]:
    found = asdict(record)
    return {name: microseconds(value) if isinstance(value, datetime) else value for name, value in found.items()}


def _from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: moment(row[name]) for name in _MOMENTS if name in row and row[name] is not None}
    return dict(row) | moments
