"""The table of what people were last asked."""

from sqlalchemy import Column, Integer, String, Table

from bot.store.tables import metadata

focuses = Table(
    "focuses",
    metadata,
    Column("conversation", String(400), primary_key=True),
    Column("person", String(200), primary_key=True),
    Column("run", String(32), nullable=False),
    Column("item", String(100), nullable=False),
    Column("language", String(2), nullable=False),
    Column("times", Integer, nullable=False),
)
