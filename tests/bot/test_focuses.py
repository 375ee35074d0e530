"""What people were last asked and where progress is shown: in memory, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store, remembering
from tests.bot.board_contract import BoardRecordsContract
from tests.bot.focus_contract import FocusRecordsContract
from tests.bot.postgresql import emptied, postgresql  # noqa: F401


class TestRemembered(FocusRecordsContract, BoardRecordsContract):
    @pytest.fixture
    def store(self) -> Store:
        return remembering()


class TestStored(FocusRecordsContract, BoardRecordsContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        engine = open_database(f"sqlite:///{tmp_path / 'focus.sqlite3'}")
        migrate(engine)
        return stored(engine)


class TestStoredOnPostgreSQL(FocusRecordsContract, BoardRecordsContract):
    @pytest.fixture
    def store(self, emptied: Engine) -> Store:  # noqa: F811
        return stored(emptied)
