"""The audit programme kept in the database; a change and the posts that it makes due stand or fall together."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine, RowMapping, Select, or_, select

from bot.store.audit_people import naming
from bot.store.audit_record import Change, DigestRecord, DrawRecord, Due, LogRecord, OccurrenceRecord, PlanRecord
from bot.store.audit_rows import from_row, written
from bot.store.audit_tables import audit_digests, audit_draws, audit_log, audit_occurrences, audit_plans
from bot.store.database import reading
from bot.store.forgotten_audits import forget, like, may_name
from bot.store.rows import microseconds, or_unavailable
from bot.store.tables import outbox

_T = TypeVar("_T")
_LOGGED = tuple(column for column in audit_log.c if column.name != "id")


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
                return [written(connection, change) for change in changes]

        return or_unavailable(write)

    def plan(self, identity: str) -> PlanRecord | None:
        return self._one(select(audit_plans).where(audit_plans.c.id == identity), PlanRecord)

    def plans(self, channel: str | None = None) -> list[PlanRecord]:
        query = select(audit_plans).order_by(audit_plans.c.id)
        return self._all(query if channel is None else query.where(audit_plans.c.channel == channel), PlanRecord)

    def audited(self, kind: str) -> set[str]:
        supplier, ones = audit_plans.c.body["supplier"].as_string(), audit_occurrences.c
        done = select(ones.plan).where(ones.state == "done")
        of_kind = (audit_plans.c.body["kind"].as_string() == kind) & (supplier != "")
        query = select(supplier.label("supplier")).where(of_kind, audit_plans.c.id.in_(done))
        return {str(row["supplier"]) for row in self._rows(query)}

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
        failed = outbox.c.key.like(f"{like(prefix)}%", escape="\\") & (outbox.c.state == "failed")
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
        plans = select(audit_plans).where(may_name(audit_plans, person)).order_by(audit_plans.c.id)
        ones = select(audit_occurrences).where(may_name(audit_occurrences, person)).order_by(audit_occurrences.c.id)
        lines = select(*_LOGGED).where(may_name(audit_log, person)).order_by(audit_log.c.id)
        return (
            naming(self._all(plans, PlanRecord), person),
            naming(self._all(ones, OccurrenceRecord), person),
            naming(self._all(lines, LogRecord), person),
        )

    def forget(self, person: str, pseudonym: str) -> int:
        def write() -> int:
            with self._engine.begin() as connection:
                return forget(connection, person, pseudonym)

        return or_unavailable(write)

    def _one(self, query: Select[Any], kind: Callable[..., _T]) -> _T | None:
        found = self._all(query, kind)
        return found[0] if found else None

    def _all(self, query: Select[Any], kind: Callable[..., _T]) -> list[_T]:
        return [kind(**from_row(dict(row))) for row in self._rows(query)]

    def _rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        def read() -> Sequence[RowMapping]:
            with self._reading.connect() as connection:
                return connection.execute(query).mappings().all()

        return or_unavailable(read)


def _occurrence(row: RowMapping) -> OccurrenceRecord:
    return OccurrenceRecord(**from_row({name: value for name, value in row.items() if name != "drawn"}))
