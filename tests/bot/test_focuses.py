from pathlib import Path

import pytest

from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store, remembering
from tests.bot.focus_contract import FocusRecordsContract


class TestRememberedFocuses(FocusRecordsContract):
    @pytest.fixture
    def store(self) -> Store:
        return remembering()


class TestStoredFocuses(FocusRecordsContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        engine = open_database(f"sqlite:///{tmp_path / 'focus.sqlite3'}")
        migrate(engine)
        return stored(engine)
