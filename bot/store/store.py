"""The Store is everything that is kept, by kind."""

from dataclasses import dataclass, field
from typing import Protocol

from bot.store.answer_record import AnswerRecords, RememberedAnswers
from bot.store.feedback_record import FeedbackRecords, RememberedFeedback
from bot.store.link_record import LinkRecords, RememberedLinks
from bot.store.ticket_record import RememberedTickets, TicketRecords
from bot.store.waiting_record import NothingWaiting, Waiting


class Scrub(Protocol):
    """Takes what was erased out of the files as well; raises StoreUnavailable."""

    def __call__(self, *, thorough: bool) -> None:
        """`thorough` costs a rewrite of what is kept."""


@dataclass(frozen=True)
class Store:
    """One place to keep each kind of record."""

    answers: AnswerRecords
    feedback: FeedbackRecords
    tickets: TicketRecords
    links: LinkRecords
    scrub: Scrub
    waiting: Waiting = field(default_factory=NothingWaiting)


def remembering(answers: AnswerRecords | None = None) -> Store:
    """A store in memory, which forgets when the process ends."""
    kept = RememberedAnswers() if answers is None else answers
    return Store(kept, RememberedFeedback(kept), RememberedTickets(), RememberedLinks(), _nothing_to_scrub)


def _nothing_to_scrub(*, thorough: bool) -> None:
    """A memory has no files."""
