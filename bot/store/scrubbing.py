"""Takes what was erased out of the database's files too, not only out of its tables."""

from sqlalchemy import Engine, text

from bot.errors import StoreUnavailable
from bot.store.rows import or_unavailable

# All in which a person can stand; the log of changes holds names of its own only.
REWRITTEN = (
    *("answers", "feedback", "tickets", "accounts", "link_codes", "link_tries", "inbox", "outbox"),
    *("log_names", "runs", "run_people", "run_actions", "suppliers", "focuses", "boards", "conversations", "sends", "pacers"),
    *("audit_plans", "audit_occurrences", "audit_log", "audit_digests", "audit_calendars"),
)


def scrub(engine: Engine, thorough: bool) -> None:
    """Empties SQLite's write-ahead log, whose freed space is zeroed as it is freed; `thorough` writes the tables anew."""
    if engine.dialect.name == "sqlite":
        or_unavailable(lambda: _scrub_sqlite(engine, thorough))
    elif thorough:
        or_unavailable(lambda: _rewrite(engine))


def _scrub_sqlite(engine: Engine, thorough: bool) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if thorough:
            cursor.execute("VACUUM")
        (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    if busy and thorough:
        raise StoreUnavailable("what was erased still stands in the database's log, which is in use; run the same command again")


def _rewrite(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in REWRITTEN:
            connection.execute(text(f"VACUUM FULL {table}"))
