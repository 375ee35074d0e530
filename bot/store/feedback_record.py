"""A FeedbackRecord is what one person thought of one answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.store.answer_record import AnswerRecords


@dataclass(frozen=True)
class FeedbackRecord:
    """`answer` is the id of an AnswerRecord; `reason` says why it did not help, where that was said."""

    answer: str
    person: str
    helpful: bool
    reason: str | None
    comment: str
    given_at: datetime


class FeedbackRecords(Protocol):
    """Where feedback is kept; every method raises StoreUnavailable when the store is out of reach."""

    def put(self, record: FeedbackRecord) -> bool:
        """Keeps a record in place of what the same person said before; False when there is no such answer."""

    def of_answer(self, answer: str) -> list[FeedbackRecord]:
        """What people thought of an answer, oldest first."""


class RememberedFeedback:
    """The in-memory double; forgets when the process ends."""

    def __init__(self, answers: AnswerRecords) -> None:
        self._answers = answers
        self._records: dict[tuple[str, str], FeedbackRecord] = {}

    def put(self, record: FeedbackRecord) -> bool:
        if self._answers.get(record.answer) is None:
            return False
        self._records[record.answer, record.person] = record
        return True

    def of_answer(self, answer: str) -> list[FeedbackRecord]:
        found = [record for record in self._records.values() if record.answer == answer]
        return sorted(found, key=lambda record: record.given_at)
