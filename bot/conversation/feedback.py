"""Feedback is what a person says about an answer, in neutral terms; the FeedbackDesk decides whether it is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from bot.conversation.message import Person
from bot.store.feedback_record import FeedbackRecord, FeedbackRecords

Reason = Literal["wrong", "outdated", "wrong_country", "unclear", "missing"]
REASONS: tuple[Reason, ...] = get_args(Reason)
MAX_COMMENT = 1_000
MAX_PERSON = 200


class UnknownAnswer(LookupError):
    """Tell the person: there is no such answer."""


class UnreadableFeedback(ValueError):
    """Tell the person: that is no feedback."""


@dataclass(frozen=True)
class Feedback:
    """Whether an answer helped; a `reason` and a `comment` where a person gives them. Raises UnreadableFeedback."""

    answer: str
    person: Person
    helpful: bool
    reason: str | None = None
    comment: str = ""

    def __post_init__(self) -> None:
        if self.reason is not None and self.reason not in REASONS:
            raise UnreadableFeedback(f"the reason is none of {', '.join(REASONS)}")
        if len(self.comment) > MAX_COMMENT:
            raise UnreadableFeedback(f"the comment is longer than {MAX_COMMENT} characters")


class FeedbackDesk:
    """Takes feedback on answers that were given; the clock is given from outside."""

    def __init__(self, records: FeedbackRecords, clock: Callable[[], datetime]) -> None:
        self._records = records
        self._clock = clock

    def take(self, feedback: Feedback) -> FeedbackRecord:
        """Keeps what a person thinks now, in place of what they said before; raises UnknownAnswer."""
        return self._kept(feedback)

    def press(self, feedback: Feedback) -> FeedbackRecord:
        """Keeps a bare yes or no, whose reason follows in a form: it may be worked on after the form, and leaves that alone."""
        return self._kept(feedback, over_unhelpful=feedback.helpful)

    def _kept(self, feedback: Feedback, *, over_unhelpful: bool = True) -> FeedbackRecord:
        record = FeedbackRecord(
            answer=_clean(feedback.answer),
            person=feedback.person.id[:MAX_PERSON],
            helpful=feedback.helpful,
            reason=None if feedback.helpful else feedback.reason,  # an answer that helped has no fault to name
            comment=_clean(feedback.comment),
            given_at=self._clock(),
        )
        if not self._records.put(record, over_unhelpful=over_unhelpful):
            raise UnknownAnswer("there is no such answer")
        return record

    def of_answer(self, answer: str) -> list[FeedbackRecord]:
        """What people thought of an answer, oldest first."""
        return self._records.of_answer(answer)

    def by_person(self, answer: str, person: Person) -> FeedbackRecord | None:
        """What one person thought of an answer."""
        given = [record for record in self.of_answer(answer) if record.person == person.id[:MAX_PERSON]]
        return given[0] if given else None


def _clean(text: str) -> str:
    """Without lone surrogates and NUL, which databases refuse."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "").strip()
