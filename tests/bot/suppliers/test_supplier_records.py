from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store, remembering
from tests.bot.postgresql import emptied, postgresql  # noqa: F401
from tests.bot.supplier_contract import SupplierRecordsContract


class TestRememberedSuppliers(SupplierRecordsContract):
    @pytest.fixture
    def store(self) -> Store:
        return remembering()


class TestStoredSuppliersOnSqlite(SupplierRecordsContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
        migrate(engine)
        yield stored(engine)
        engine.dispose()


class TestStoredSuppliersOnPostgresql(SupplierRecordsContract):
    @pytest.fixture
    def store(self, emptied: Engine) -> Store:  # noqa: F811
        return stored(emptied)
