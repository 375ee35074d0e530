"""Checklist runs, and the log of their changes, which nobody can rewrite."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_REFUSAL = "the log is append-only"


def upgrade() -> None:
    """Creates the tables, and the triggers that keep change_log as it was written."""
    op.create_table(
        "change_log",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("key", sa.String(300), nullable=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_change_log"),
        sa.UniqueConstraint("key", name="uq_change_log_key"),
        sa.UniqueConstraint("run", "step", name="uq_change_log_run_step"),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
    )
    op.create_table(
        "checklist_definitions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_checklist_definitions"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("checklist", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("supplier", sa.String(32), nullable=True),
        sa.Column("site", sa.String(32), nullable=True),
        sa.Column("lead", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.ForeignKeyConstraint(["digest"], ["checklist_definitions.digest"], name="fk_runs_digest_checklist_definitions"),
    )
    op.create_index("ix_runs_supplier", "runs", ["supplier"])
    op.create_table(
        "run_people",
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("run", "person", name="pk_run_people"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_run_people_run_runs"),
    )
    op.create_index("ix_run_people_person", "run_people", ["person"])
    op.create_table(
        "run_actions",
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("finding", sa.String(32), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("due_on", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("run", "finding", name="pk_run_actions"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_run_actions_run_runs"),
    )
    op.create_index("ix_run_actions_due_on", "run_actions", ["due_on"])
    for statement in _ON_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _ON_SQLITE:
        op.execute(statement)


_ON_SQLITE = [
    f"CREATE TRIGGER change_log_no_{event.lower()} BEFORE {event} ON change_log BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for event in ("UPDATE", "DELETE")
]
_ON_POSTGRESQL = [
    f"CREATE FUNCTION change_log_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE TRIGGER change_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON change_log "
    "FOR EACH STATEMENT EXECUTE FUNCTION change_log_refuses()",
]
