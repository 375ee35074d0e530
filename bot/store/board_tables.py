"""The table of where the progress of checklist runs is shown."""

from sqlalchemy import Column, Integer, String, Table

from bot.store.tables import metadata

boards = Table(
    "boards",
    metadata,
    Column("run", String(32), primary_key=True),
    Column("place", String(400), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("conversation", String(200), nullable=False),
    Column("thread", String(100), nullable=True),
    Column("language", String(2), nullable=False),
    Column("key", String(220), nullable=False),
    Column("version", Integer, nullable=False),
)
