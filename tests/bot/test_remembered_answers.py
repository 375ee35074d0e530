import pytest

from bot.store.answer_record import AnswerRecords, RememberedAnswers
from tests.bot.store_contract import AnswerRecordsContract


class TestRememberedAnswers(AnswerRecordsContract):
    @pytest.fixture
    def records(self) -> AnswerRecords:
        return RememberedAnswers()
