"""Opens the database the way that was measured safe, and brings its schema up to date."""

import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import BadConfiguration, StoreUnavailable
from bot.store.door import Door
from bot.store.line import Line

HEAD = "0015"
_PATIENCE, _ASKED_EVERY = 30.0, 0.01  # seconds
_MIGRATIONS = Path(__file__).with_name("migrations")


def open_database(url: str) -> Engine:
    """An engine, of which nothing is read or written yet; SQLite syncs fully, begins IMMEDIATE and zeroes what it frees."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadConfiguration("DATABASE_URL is no address of a database, such as sqlite:///var/ipdesk.sqlite3") from None
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"{parsed.database} cannot be created: {error.strerror}") from None
    engine = create_engine(parsed, module=_sqlite_module(), connect_args={"timeout": 30})
    # SQLAlchemy's default mode loses updates: a deferred read that turns into a write does not wait.
    event.listen(engine, "connect", _prepare_sqlite)
    _take_turns(engine)  # first: listeners of "begin" are called in the order in which they came, whatever `insert` says
    event.listen(engine, "begin", _begin_immediate)
    return engine


def migrate(engine: Engine) -> bool:
    """Applies the migrations that are missing; True when there were any. Raises StoreUnavailable."""
    try:
        revision = _revision(engine)
        if revision == HEAD:
            return False
        if revision is not None and revision > HEAD:
            raise StoreUnavailable(f"the database belongs to a newer version (schema {revision}); update this program")
        _upgrade(engine)
    except DBAPIError as error:
        raise StoreUnavailable(f"the database {engine.url!r} cannot be used: {error.orig}") from None
    return True


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("select version_num from alembic_version")).scalar()
        return str(found) if found else None


def _upgrade(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _sqlite_module() -> Any:
    """The bundled SQLite where there is one: 3.7.0 to 3.51.2 can corrupt a WAL with several connections."""
    try:
        import pysqlite3
    except ImportError:
        import sqlite3

        return sqlite3
    return pysqlite3


def sqlite_version() -> str:
    """The version of the SQLite in use."""
    return str(_sqlite_module().sqlite_version)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """SQLite itself waits for nobody here: of processes that open a new database at the same time, one would fail."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except _sqlite_module().OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(_ASKED_EVERY)


def reading(engine: Engine) -> Engine:
    """The same database for single queries: on SQLite they wait for nobody who writes, and nobody waits for them."""
    return engine.execution_options(reading=True)


def pressing(engine: Engine) -> Engine:
    """The same database for what somebody waits for this moment: it goes ahead of what else this process has to write."""
    return engine.execution_options(pressing=True)


def _take_turns(engine: Engine) -> None:
    """Threads wait in line, and processes at a door: SQLite's own waiting let a writer starve for two seconds."""
    line, door = Line(), Door(engine.url.database)

    def begin(connection: Connection) -> None:
        found = connection.info
        options = connection.get_execution_options()
        if not options.get("reading") and "turn" not in found:
            found["turn"] = line.enter(_PATIENCE, pressing=bool(options.get("pressing")))
            found["door"] = door.enter(_PATIENCE) if found["turn"] else False

    def checkin(_connection: Any, record: ConnectionPoolEntry) -> None:
        if record.info.pop("door", False):
            door.leave()
        if record.info.pop("turn", False):
            line.leave()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", checkin)


def _begin_immediate(connection: Connection) -> None:
    if connection.get_execution_options().get("reading"):
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
