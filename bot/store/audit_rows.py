"""Records of the audit programme as rows: what belongs to one change is written in one step, at the versions that were read."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import IntegrityError

from bot.store.audit_record import Change, DigestRecord, DrawRecord, LogRecord, OccurrenceRecord, PlanRecord
from bot.store.audit_tables import audit_digests, audit_draws, audit_log, audit_occurrences, audit_plans
from bot.store.rows import microseconds, moment
from bot.store.tables import outbox

_MOMENTS = ("wake_at", "due_at", "opened_at", "next_at", "acknowledged_at", "at")


class _Stale(Exception):
    """A record has changed since it was read."""


def written(connection: Connection, change: Change) -> bool:
    """False, and nothing of it, when a record has changed meanwhile, or a new one or a post is known."""
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


def from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record."""
    moments = {name: moment(row[name]) for name in _MOMENTS if name in row and row[name] is not None}
    return dict(row) | moments
