"""The tables of conversations that can be spoken to again, and of what was lately sent to them."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from bot.store.tables import metadata

conversations = Table(
    "conversations",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("id", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("tenant", String(100), nullable=False),
    Column("service", Text, nullable=False),
    Column("bot", String(200), nullable=False),
    Column("person", String(200), nullable=True),
    Column("seen_at", BigInteger, nullable=False),  # UTC, microseconds since 1970
    Index("ix_conversations_person", "person"),
    Index("ix_conversations_channel_tenant_seen_at", "channel", "tenant", "seen_at"),
)

# One row for everything sent to a conversation in the last hour: platforms count, and so do we, over all processes.
sends = Table(
    "sends",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(120), nullable=False),
    Column("sent_at", BigInteger, nullable=False),  # as seen_at above
    Index("ix_sends_conversation_sent_at", "conversation", "sent_at"),
)

# Held while a conversation's sends are counted; a row per conversation, so that others need not wait.
pacers = Table("pacers", metadata, Column("conversation", String(120), primary_key=True))
