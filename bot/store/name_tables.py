"""The table that says whose the names in the log are."""

from sqlalchemy import Column, String, Table, UniqueConstraint

from bot.store.tables import metadata

log_names = Table(
    "log_names",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("person", String(200), nullable=False),
    UniqueConstraint("person", name="uq_log_names_person"),
)
