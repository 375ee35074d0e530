"""An AnswerRecord is everything needed to show again what was answered and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class AnswerRecord:
    """`reply` is the JSON as it was given; `trace` what was weighed; `turn` how a follow-up understands it.

    `erased_at` is when text and person were erased.
    """

    id: str
    asked_at: datetime
    conversation: str
    person: str
    question: str
    language: str
    status: str
    index_version: str
    code_version: str
    turn: dict[str, Any]
    trace: dict[str, Any]
    reply: str
    erased_at: datetime | None = None


class AnswerRecords(Protocol):
    """Where answers are kept; every method raises StoreUnavailable when the store is out of reach."""

    def add(self, record: AnswerRecord) -> None:
        """Keeps a record; a second record of the same id changes nothing."""

    def get(self, identity: str) -> AnswerRecord | None:
        """The record of an id."""

    def latest(self, conversation: str, count: int) -> list[AnswerRecord]:
        """The last `count` records of a conversation, oldest first."""

    def unanswered(self, count: int) -> list[AnswerRecord]:
        """The last `count` questions that got no answer and were not erased, newest first."""

    def of_person(self, person: str) -> list[AnswerRecord]:
        """What a person asked, oldest first."""

    def expired(self, before: datetime, count: int) -> list[AnswerRecord]:
        """The first `count` records that were asked before a moment and not erased, oldest first."""

    def rewrite(self, records: Sequence[AnswerRecord]) -> None:
        """Puts records in the place of those of the same ids, all or none."""


class RememberedAnswers:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self._records: dict[str, AnswerRecord] = {}

    def add(self, record: AnswerRecord) -> None:
        self._records.setdefault(record.id, record)

    def get(self, identity: str) -> AnswerRecord | None:
        return self._records.get(identity)

    def latest(self, conversation: str, count: int) -> list[AnswerRecord]:
        found = [record for record in self._records.values() if record.conversation == conversation]
        return sorted(found, key=lambda record: record.asked_at)[-count:]

    def unanswered(self, count: int) -> list[AnswerRecord]:
        found = [record for record in self._kept() if record.status == "no_answer"]
        return found[::-1][:count]

    def of_person(self, person: str) -> list[AnswerRecord]:
        return [record for record in self._kept() if record.person == person]

    def expired(self, before: datetime, count: int) -> list[AnswerRecord]:
        return [record for record in self._kept() if record.asked_at < before][:count]

    def rewrite(self, records: Sequence[AnswerRecord]) -> None:
        self._records.update({record.id: record for record in records if record.id in self._records})

    def _kept(self) -> list[AnswerRecord]:
        """Those that were not erased, oldest first."""
        found = [record for record in self._records.values() if record.erased_at is None]
        return sorted(found, key=lambda record: record.asked_at)
