"""The audit programme: plans, what came due of them, sealed dates, digests, and the log."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the five tables."""
    _plans()
    _occurrences()
    _draws()
    _digests()
    _log()


def _plans() -> None:
    op.create_table(
        "audit_plans",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(100), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("cursor", sa.String(10), nullable=False),
        sa.Column("wake_at", sa.BigInteger, nullable=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_plans"),
    )
    op.create_index("ix_audit_plans_state_wake_at", "audit_plans", ["state", "wake_at"])


def _occurrences() -> None:
    op.create_table(
        "audit_occurrences",
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("plan", sa.String(80), nullable=False),
        sa.Column("due_on", sa.String(10), nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=True),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("assignee", sa.String(200), nullable=False),
        sa.Column("acknowledged_by", sa.String(200), nullable=False),
        sa.Column("acknowledged_at", sa.BigInteger, nullable=True),
        sa.Column("outcome", sa.JSON, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_occurrences"),
        sa.ForeignKeyConstraint(["plan"], ["audit_plans.id"], name="fk_audit_occurrences_plan_audit_plans"),
    )
    op.create_index("ix_audit_occurrences_state_next_at", "audit_occurrences", ["state", "next_at"])
    op.create_index("ix_audit_occurrences_plan", "audit_occurrences", ["plan"])


def _draws() -> None:
    op.create_table(
        "audit_draws",
        sa.Column("occurrence", sa.String(100), nullable=False),
        sa.Column("plan", sa.String(80), nullable=False),
        sa.Column("commitment", sa.String(64), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("acknowledged", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("occurrence", name="pk_audit_draws"),
        sa.ForeignKeyConstraint(["occurrence"], ["audit_occurrences.id"], name="fk_audit_draws_occurrence_audit_occurrences"),
    )
    op.create_index("ix_audit_draws_state", "audit_draws", ["state"])


def _digests() -> None:
    op.create_table(
        "audit_digests",
        sa.Column("channel", sa.String(100), nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_audit_digests"),
    )
    op.create_index("ix_audit_digests_next_at", "audit_digests", ["next_at"])


def _log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("plan", sa.String(80), nullable=False),
        sa.Column("occurrence", sa.String(100), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_plan", "audit_log", ["plan"])
