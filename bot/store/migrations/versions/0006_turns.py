"""Whose arrivals and posts those in the boxes are, and whose turn it is."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What waits already keeps its order."""
    for table in ("inbox", "outbox"):
        op.add_column(table, sa.Column("person", sa.String(200), nullable=True))
    op.create_index("ix_outbox_person", "outbox", ["person"])
    for column in ("turn_at", "due_at"):
        op.add_column("inbox", sa.Column(column, sa.BigInteger, nullable=False, server_default="0"))
    op.execute("UPDATE inbox SET turn_at = received_at, due_at = received_at")
    op.drop_index("ix_inbox_state_received_at", "inbox")
    op.create_index("ix_inbox_state_turn_at", "inbox", ["state", "turn_at"])
    op.create_index("ix_inbox_person_turn_at", "inbox", ["person", "turn_at"])
