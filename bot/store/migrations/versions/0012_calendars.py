"""Calendars of the audit programme, and what was published of them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the two tables."""
    op.create_table(
        "audit_calendars",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("whose", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_calendars"),
        sa.UniqueConstraint("digest", name="uq_audit_calendars_digest"),
    )
    op.create_table(
        "audit_calendar_events",
        sa.Column("calendar", sa.String(32), nullable=False),
        sa.Column("uid", sa.String(200), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("modified_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("calendar", "uid", name="pk_audit_calendar_events"),
        sa.ForeignKeyConstraint(["calendar"], ["audit_calendars.id"], name="fk_audit_calendar_events_calendar_audit_calendars"),
    )
