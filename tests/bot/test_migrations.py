import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, text

import bot.store
from bot.errors import StoreUnavailable
from bot.store import database, tables
from bot.store.database import migrate, open_database
from bot.store.rows import microseconds
from bot.store.stored_answers import StoredAnswers
from bot.store.stored_feedback import StoredFeedback
from bot.store.stored_tickets import StoredTickets
from tests.bot.feedback_contract import given
from tests.bot.store_contract import record
from tests.bot.ticket_contract import ticket

ROOT = Path(__file__).parents[2]
MIGRATIONS = Path(bot.store.__file__).with_name("migrations")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    yield engine
    engine.dispose()


def script_head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def test_an_empty_database_becomes_what_the_tables_say(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_head_in_the_code_is_the_head_of_the_scripts() -> None:
    assert script_head() == database.HEAD


def test_the_first_migration_says_that_something_changed_and_the_second_that_nothing_did(engine: Engine) -> None:
    assert migrate(engine) is True
    assert migrate(engine) is False


def test_migrating_twice_keeps_what_is_stored(engine: Engine) -> None:
    migrate(engine)
    StoredAnswers(engine).add(record("a"))
    migrate(engine)
    assert StoredAnswers(engine).get("a") == record("a")


def test_answers_of_the_first_schema_outlive_all_later_ones(engine: Engine) -> None:
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        row = asdict(record("a")) | {"asked_at": microseconds(record("a").asked_at)}
        columns = [column for column in tables.answers.c if column.name != "erased_at"]
        connection.execute(insert(tables.answers).values({column: row[column.name] for column in columns}))
    assert migrate(engine) is True
    assert StoredAnswers(engine).get("a") == record("a")
    assert StoredFeedback(engine).put(given("a"))
    assert StoredTickets(engine).add(ticket()) == ticket()


def test_processes_that_migrate_at_the_same_time_all_succeed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}"
    program = [sys.executable, "-m", "tests.bot.store_writer", url]
    started = [
        subprocess.Popen([*program, f"p{number}", "1"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for number in range(3)
    ]
    errors = [process.communicate(timeout=60)[1].decode() for process in started]
    assert errors == ["", "", ""]


def test_a_database_of_a_newer_version_is_refused_and_not_touched(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreUnavailable):
        migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("select version_num from alembic_version")).scalar() == "9999"


class Busy:
    """A connection to a database that another process sets up meanwhile: SQLite refuses the first tries without waiting."""

    def __init__(self, times: int) -> None:
        self.refusals = times
        self.said: list[str] = []
        self.isolation_level: str | None = ""

    def execute(self, statement: str) -> None:
        if "journal_mode" in statement and self.refusals:
            self.refusals -= 1
            raise database._sqlite_module().OperationalError("database is locked")
        self.said.append(statement)


def test_a_database_that_another_process_sets_up_meanwhile_is_asked_again() -> None:
    connection = Busy(times=3)
    database._prepare_sqlite(connection, None)
    assert connection.said[0] == "PRAGMA journal_mode=WAL"
    assert "PRAGMA foreign_keys=ON" in connection.said
