import pytest

from bot.store.store import Store, remembering
from tests.bot.link_contract import LinkRecordsContract


class TestRememberedLinks(LinkRecordsContract):
    @pytest.fixture
    def store(self) -> Store:
        return remembering()
