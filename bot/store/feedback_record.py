"""A FeedbackRecord is what one person thought of one answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
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


def nameless(number: int | str) -> str:
    """What stands in place of a person who was erased."""
    return f"erased/{number}"


class FeedbackRecords(Protocol):
    """Where feedback is kept; every method raises StoreUnavailable when the store is out of reach."""

    def put(self, record: FeedbackRecord, *, over_unhelpful: bool = True) -> bool:
        """Keeps a record in place of what the same person said before; False when there is no such answer any more.

        Without `over_unhelpful` what says that the answer did not help stays as it is.
        """

    def of_answer(self, answer: str) -> list[FeedbackRecord]:
        """What people thought of an answer, oldest first."""

    def of_person(self, person: str) -> list[FeedbackRecord]:
        """What a person thought, oldest first."""

    def remove_of_person(self, person: str) -> int:
        """Forgets what a person thought; how often that was."""

    def anonymise(self) -> None:
        """Leaves of the feedback on erased answers only verdicts and reasons: no comments, and numbers in place of persons."""


class RememberedFeedback:
    """The in-memory double; forgets when the process ends."""

    def __init__(self, answers: AnswerRecords) -> None:
        self._answers = answers
        self._records: dict[tuple[str, str], FeedbackRecord] = {}

    def put(self, record: FeedbackRecord, *, over_unhelpful: bool = True) -> bool:
        if not self._stands(record.answer):
            return False
        said = self._records.get((record.answer, record.person))
        if over_unhelpful or said is None or said.helpful:
            self._records[record.answer, record.person] = record
        return True

    def of_answer(self, answer: str) -> list[FeedbackRecord]:
        return self._where(lambda record: record.answer == answer)

    def of_person(self, person: str) -> list[FeedbackRecord]:
        return self._where(lambda record: record.person == person)

    def remove_of_person(self, person: str) -> int:
        found = self.of_person(person)
        for record in found:
            del self._records[record.answer, record.person]
        return len(found)

    def anonymise(self) -> None:
        for answer in {answer for answer, _ in self._records if not self._stands(answer)}:
            for number, record in enumerate(self.of_answer(answer)):
                del self._records[answer, record.person]
                self._records[answer, nameless(number)] = replace(record, person=nameless(number), comment="")

    def _stands(self, answer: str) -> bool:
        found = self._answers.get(answer)
        return found is not None and found.erased_at is None

    def _where(self, wanted: Callable[[FeedbackRecord], bool]) -> list[FeedbackRecord]:
        return sorted(filter(wanted, self._records.values()), key=lambda record: record.given_at)
