"""The tables of the audit programme; moments are microseconds since 1970 in UTC, as everywhere."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.store.tables import metadata

audit_plans = Table(
    "audit_plans",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("body", JSON(none_as_null=True), nullable=False),
    Column("cursor", String(10), nullable=False),
    Column("wake_at", BigInteger, nullable=True),
    Column("tries", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_audit_plans_state_wake_at", "state", "wake_at"),
)

# The primary key is plan and day: a day can come due only once.
audit_occurrences = Table(
    "audit_occurrences",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("plan", String(80), ForeignKey("audit_plans.id"), nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("next_at", BigInteger, nullable=True),
    Column("step", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("assignee", String(200), nullable=False),
    Column("acknowledged_by", String(200), nullable=False),
    Column("acknowledged_at", BigInteger, nullable=True),
    Column("outcome", JSON(none_as_null=True), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_audit_occurrences_state_next_at", "state", "next_at"),
    Index("ix_audit_occurrences_plan", "plan"),
)

# Nothing here changes between planning and the lead time, every ciphertext has the same length, and no moment is kept.
audit_draws = Table(
    "audit_draws",
    metadata,
    Column("occurrence", String(100), ForeignKey("audit_occurrences.id"), primary_key=True),
    Column("plan", String(80), nullable=False),
    Column("commitment", String(64), nullable=False),
    Column("sealed", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("told", Integer, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_audit_draws_state", "state"),
)

audit_digests = Table(
    "audit_digests",
    metadata,
    Column("channel", String(100), primary_key=True),
    Column("next_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_audit_digests_next_at", "next_at"),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("plan", String(80), nullable=False),
    Column("occurrence", String(100), nullable=False),
    Column("action", String(32), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("details", JSON(none_as_null=True), nullable=False),
    Index("ix_audit_log_plan", "plan"),
)
