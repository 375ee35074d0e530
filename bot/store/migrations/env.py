"""Runs the migrations on the connection that `bot.store.database` hands over."""

from alembic import context

from bot.store import (  # noqa: F401 - they register their tables
    audit_tables,
    board_tables,
    calendar_tables,
    conversation_tables,
    focus_tables,
    name_tables,
    run_tables,
    supplier_tables,
)
from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
