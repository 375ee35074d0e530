from pathlib import Path

import pytest

from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store, remembering
from tests.bot.conversation_contract import ConversationRecordsContract, test_a_name_fits_wherever_conversations_are_named

__all__ = ["test_a_name_fits_wherever_conversations_are_named"]


class TestRememberedConversations(ConversationRecordsContract):
    @pytest.fixture
    def store(self) -> Store:
        return remembering()


class TestStoredConversations(ConversationRecordsContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        engine = open_database(f"sqlite:///{tmp_path / 'c.sqlite3'}")
        migrate(engine)
        return stored(engine)
