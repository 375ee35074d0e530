import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bot.errors import StoreUnavailable
from bot.store.answer_record import AnswerRecords
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store
from bot.store.stored_answers import StoredAnswers
from bot.store.stored_feedback import StoredFeedback
from tests.bot.audit_contract import AuditRecordsContract
from tests.bot.feedback_contract import FeedbackRecordsContract, given
from tests.bot.link_contract import LinkRecordsContract
from tests.bot.store_contract import AnswerRecordsContract, record
from tests.bot.ticket_contract import TicketRecordsContract

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    migrate(engine)
    yield engine
    engine.dispose()


class TestStoredAnswersOnSqlite(AnswerRecordsContract):
    @pytest.fixture
    def records(self, engine: Engine) -> AnswerRecords:
        return StoredAnswers(engine)


class TestStoredFeedbackOnSqlite(FeedbackRecordsContract):
    @pytest.fixture
    def store(self, engine: Engine) -> Store:
        return stored(engine)


class TestStoredTicketsOnSqlite(TicketRecordsContract):
    @pytest.fixture
    def store(self, engine: Engine) -> Store:
        return stored(engine)


class TestStoredLinksOnSqlite(LinkRecordsContract):
    @pytest.fixture
    def store(self, engine: Engine) -> Store:
        return stored(engine)


class TestStoredAuditsOnSqlite(AuditRecordsContract):
    @pytest.fixture
    def store(self, engine: Engine) -> Store:
        return stored(engine)


def start_writer(url: str, prefix: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bot.store_writer", url, prefix, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_records_outlive_their_engine(url: str, engine: Engine) -> None:
    StoredAnswers(engine).add(record("a"))
    engine.dispose()
    assert StoredAnswers(open_database(url)).get("a") == record("a")


def test_four_processes_of_fifty_records_lose_none(url: str) -> None:
    writers = [start_writer(url, f"w{number}", 50) for number in range(4)]
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0] * 4
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        found = {identity for (identity,) in connection.execute("select id from answers")}
    connection.close()
    assert found == {f"w{writer}-{number}" for writer in range(4) for number in range(50)}


def test_kill_9_loses_no_acknowledged_record(url: str) -> None:
    acknowledged: list[str] = []
    for kill in range(5):
        writer = start_writer(url, f"k{kill}", 100_000)
        assert writer.stdout is not None
        seen = [writer.stdout.readline() for _ in range(5 + 9 * kill)]
        time.sleep(0.002 * kill)
        os.kill(writer.pid, signal.SIGKILL)
        seen += writer.stdout.read().splitlines(keepends=True)
        writer.stdout.close()
        assert writer.wait() == -signal.SIGKILL
        acknowledged += [line.strip() for line in seen if line.endswith("\n")]
    records = StoredAnswers(open_database(url))
    assert len(acknowledged) >= 5 * 5
    assert [identity for identity in acknowledged if records.get(identity) is None] == []


def test_a_full_disk_gives_store_unavailable_and_keeps_what_was_there(url: str, engine: Engine) -> None:
    StoredAnswers(engine).add(record("before"))
    full = open_database(url)
    event.listen(full, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1"))
    with pytest.raises(StoreUnavailable, match="full"):
        StoredAnswers(full).add(record("after", reply="x" * 100_000))
    full.dispose()
    assert StoredAnswers(engine).get("before") == record("before")
    assert StoredAnswers(engine).get("after") is None


def test_a_folder_that_cannot_be_made_gives_store_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreUnavailable, match=r"ipdesk\.sqlite3"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'ipdesk.sqlite3'}")


def test_a_database_that_is_a_folder_gives_store_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        migrate(open_database(f"sqlite:///{tmp_path}"))


def test_a_file_that_is_no_database_gives_store_unavailable(tmp_path: Path) -> None:
    (tmp_path / "damaged.sqlite3").write_bytes(b"this is no database at all, " * 200)
    with pytest.raises(StoreUnavailable):
        migrate(open_database(f"sqlite:///{tmp_path / 'damaged.sqlite3'}"))


def test_a_table_that_is_gone_gives_store_unavailable_on_reading_and_writing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE answers")
    records = StoredAnswers(engine)
    for attempt in (lambda: records.add(record("a")), lambda: records.get("a"), lambda: records.latest("x", 1)):
        with pytest.raises(StoreUnavailable):
            attempt()


def test_feedback_that_cannot_be_read_or_written_gives_store_unavailable(engine: Engine) -> None:
    StoredAnswers(engine).add(record("a"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE feedback")
    for attempt in (lambda: StoredFeedback(engine).put(given()), lambda: StoredFeedback(engine).of_answer("a")):
        with pytest.raises(StoreUnavailable):
            attempt()


def test_a_record_that_breaks_a_rule_of_the_table_is_not_taken_for_a_replay(engine: Engine) -> None:
    with pytest.raises(StoreUnavailable):
        StoredAnswers(engine).add(record("a", status=None))


def test_sqlite_waits_for_its_disk_and_for_other_writers(engine: Engine) -> None:
    with engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
        waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    assert settings == ["wal", 2, 1]
    assert waits >= 10_000
