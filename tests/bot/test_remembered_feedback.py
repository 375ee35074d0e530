import pytest

from bot.store.store import Store, remembering
from tests.bot.feedback_contract import FeedbackRecordsContract


class TestRememberedFeedback(FeedbackRecordsContract):
    @pytest.fixture
    def store(self) -> Store:
        return remembering()
