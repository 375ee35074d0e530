from pathlib import Path

import pytest

from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store, remembering
from tests.bot.calendar_contract import CalendarRecordsContract


class TestRememberedCalendars(CalendarRecordsContract):
    @pytest.fixture
    def store(self) -> Store:
        return remembering()


class TestStoredCalendars(CalendarRecordsContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        engine = open_database(f"sqlite:///{tmp_path / 'calendars.sqlite3'}")
        migrate(engine)
        return stored(engine)
