"""The Store is everything that is kept, by kind."""

from dataclasses import dataclass, field
from typing import Protocol

from bot.store.answer_record import AnswerRecords, RememberedAnswers
from bot.store.audit_record import AuditRecords
from bot.store.board_record import BoardRecords, RememberedBoards
from bot.store.calendar_record import CalendarRecords, RememberedCalendars
from bot.store.conversation_record import ConversationRecords, RememberedConversations
from bot.store.feedback_record import FeedbackRecords, RememberedFeedback
from bot.store.focus_record import FocusRecords, RememberedFocuses
from bot.store.link_record import LinkRecords, RememberedLinks
from bot.store.remembered_audits import RememberedAudits
from bot.store.run_record import RememberedRuns, RunRecords
from bot.store.supplier_record import RememberedSuppliers, SupplierRecords
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
    suppliers: SupplierRecords
    runs: RunRecords
    audits: AuditRecords
    scrub: Scrub
    conversations: ConversationRecords = field(default_factory=RememberedConversations)
    waiting: Waiting = field(default_factory=NothingWaiting)
    focuses: FocusRecords = field(default_factory=RememberedFocuses)
    calendars: CalendarRecords = field(default_factory=RememberedCalendars)
    boards: BoardRecords = field(default_factory=RememberedBoards)


def remembering(answers: AnswerRecords | None = None) -> Store:
    """A store in memory, which forgets when the process ends."""
    kept = RememberedAnswers() if answers is None else answers
    return Store(
        answers=kept,
        feedback=RememberedFeedback(kept),
        tickets=RememberedTickets(),
        links=RememberedLinks(),
        suppliers=RememberedSuppliers(),
        runs=RememberedRuns(),
        audits=RememberedAudits(),
        scrub=_nothing_to_scrub,
    )


def _nothing_to_scrub(*, thorough: bool) -> None:
    """A memory has no files."""
