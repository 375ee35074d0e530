"""The tables of checklist runs; triggers let nobody change or delete a row of change_log."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.store.tables import metadata

change_log = Table(
    "change_log",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("run", String(32), nullable=False),
    Column("step", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),  # UTC, microseconds since 1970
    Column("key", String(300), nullable=True, unique=True),
    Column("body", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("run", "step", name="uq_change_log_run_step"),
)

# One row: where the log ended when its last row was written.
log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

checklist_definitions = Table(
    "checklist_definitions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("checklist", String(100), nullable=False),
    Column("digest", String(64), ForeignKey("checklist_definitions.digest"), nullable=False),
    Column("supplier", String(32), nullable=True),
    Column("site", String(32), nullable=True),
    Column("lead", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index("ix_runs_supplier", "supplier"),
)

run_people = Table(
    "run_people",
    metadata,
    Column("run", String(32), ForeignKey("runs.id"), primary_key=True),
    Column("person", String(200), primary_key=True),
    Index("ix_run_people_person", "person"),
)

run_actions = Table(
    "run_actions",
    metadata,
    Column("run", String(32), ForeignKey("runs.id"), primary_key=True),
    Column("finding", String(32), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("due_on", String(10), nullable=False),  # an ISO day
    Index("ix_run_actions_due_on", "due_on"),
)
