"""The tables of the calendars that are published, and of what was published of them."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from bot.store.tables import metadata

audit_calendars = Table(
    "audit_calendars",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("whose", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

audit_calendar_events = Table(
    "audit_calendar_events",
    metadata,
    Column("calendar", String(32), ForeignKey("audit_calendars.id"), primary_key=True),
    Column("uid", String(200), primary_key=True),
    Column("day", String(10), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
)
