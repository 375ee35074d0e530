"""The Store is everything that is kept, by kind."""

from dataclasses import dataclass

from bot.store.answer_record import AnswerRecords, RememberedAnswers
from bot.store.feedback_record import FeedbackRecords, RememberedFeedback
from bot.store.ticket_record import RememberedTickets, TicketRecords


@dataclass(frozen=True)
class Store:
    """One place to keep each kind of record."""

    answers: AnswerRecords
    feedback: FeedbackRecords
    tickets: TicketRecords


def remembering(answers: AnswerRecords | None = None) -> Store:
    """A store in memory, which forgets when the process ends."""
    kept = RememberedAnswers() if answers is None else answers
    return Store(kept, RememberedFeedback(kept), RememberedTickets())
