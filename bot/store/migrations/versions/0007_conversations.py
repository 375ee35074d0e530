"""Conversations that can be spoken to again, and what was lately sent to them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of conversations, of sends and of who counts them."""
    op.create_table(
        "conversations",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("bot", sa.String(200), nullable=False),
        sa.Column("person", sa.String(200), nullable=True),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel", "name", name="pk_conversations"),
    )
    op.create_index("ix_conversations_person", "conversations", ["person"])
    op.create_index("ix_conversations_channel_tenant_seen_at", "conversations", ["channel", "tenant", "seen_at"])
    op.create_table(
        "sends",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("sent_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sends"),
    )
    op.create_index("ix_sends_conversation_sent_at", "sends", ["conversation", "sent_at"])
    op.create_table(
        "pacers",
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("conversation", name="pk_pacers"),
    )
