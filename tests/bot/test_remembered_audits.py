import pytest

from bot.store.store import Store, remembering
from tests.bot.audit_contract import AuditRecordsContract


class TestRememberedAudits(AuditRecordsContract):
    @pytest.fixture
    def store(self) -> Store:
        return remembering()
