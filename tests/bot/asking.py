"""A desk over the small index, with a clock and ids that count, and a person who asks it."""

import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from bot.answering.confidence import QUESTION_FEATURES, SECTION_FEATURES, Confidence
from bot.answering.guidance import LiveGuidance
from bot.assembly import Assembly
from bot.config import Config
from bot.conversation.desk import Desk
from bot.conversation.feedback import FeedbackDesk
from bot.conversation.message import ConversationRef, Message, Person
from bot.conversation.privacy import PrivacyDesk
from bot.conversation.reply import Reply
from bot.conversation.ticket import TicketDesk
from bot.errors import StoreUnavailable
from bot.guided_desks import Outside, guided_desks
from bot.store.answer_record import AnswerRecord, AnswerRecords, RememberedAnswers
from bot.store.store import remembering

EMPLOYEE = Person("alice", frozenset({"public", "employees"}))
STRANGER = Person("charlie", frozenset({"public"}))

_SECTION = dict.fromkeys(SECTION_FEATURES, 3.0) | {"missing": -3.0}
_QUESTION = dict.fromkeys(QUESTION_FEATURES, 0.0) | {
    "bias": -4.0,
    "asked": 3.0,
    "told": 2.0,
    "whole": 1.0,
    "coverage": 4.0,
    "unknown": -2.0,
    "missing": -2.0,
}
GENEROUS = Confidence(_SECTION, _QUESTION, {"en": 0.5, "vi": 0.5})


class Asker:
    """One person in one conversation; `new_thread` begins another."""

    def __init__(
        self,
        guidance: LiveGuidance,
        records: AnswerRecords | None = None,
        person: Person = EMPLOYEE,
        started: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    ) -> None:
        self.records = RememberedAnswers() if records is None else records
        self.person = person
        self._guidance = guidance
        self._started = started
        self._threads = itertools.count(1)
        self._ids = itertools.count(1)
        self._minutes = itertools.count()
        self.desk = Desk(guidance, self.records, self._clock, lambda: f"id{next(self._ids)}", "test")
        self.store = remembering(self.records)
        self.feedback = FeedbackDesk(self.store.feedback, self._clock)
        self.tickets = TicketDesk(self.store.tickets, self.records, self._clock, lambda: f"ticket{next(self._ids)}")
        self.privacy = PrivacyDesk(self.store, self._clock)
        self.new_thread()

    def _clock(self) -> datetime:
        return self._started + timedelta(minutes=next(self._minutes))

    def assembly(self, config: Config, clock: Callable[[], datetime]) -> Assembly:
        """The assistant around this desk, for a server."""
        guided = tuple(guided_desks(config, self.store, self._guidance, Outside(clock, lambda: f"guided{next(self._ids)}")))
        return Assembly(config, self._guidance, self.desk, self.feedback, self.tickets, self.privacy, clock, guided=guided)

    def new_thread(self) -> None:
        self._conversation = ConversationRef("terminal", f"thread-{next(self._threads)}")

    def ask(self, text: str, language: str | None = None) -> Reply:
        return self.desk.reply(Message(text, self.person, self._conversation, language))

    def thread(self, texts: Iterable[str]) -> Reply:
        """The reply to the last message of a new thread."""
        self.new_thread()
        return [self.ask(text) for text in texts][-1]


class BrokenRecords:
    """A store that fails when it is read, written, or both."""

    def __init__(self, reading: bool, writing: bool) -> None:
        self._reading = reading
        self._writing = writing
        self._kept = RememberedAnswers()

    def add(self, record: AnswerRecord) -> None:
        if self._writing:
            raise StoreUnavailable("the disk is full")
        self._kept.add(record)

    def get(self, identity: str) -> AnswerRecord | None:
        return self._kept.get(identity)

    def latest(self, conversation: str, count: int) -> list[AnswerRecord]:
        if self._reading:
            raise StoreUnavailable("the disk cannot be read")
        return self._kept.latest(conversation, count)

    def unanswered(self, count: int) -> list[AnswerRecord]:
        return self._kept.unanswered(count)


def sections_of(reply: Reply) -> list[str]:
    """The sections that a reply cites, in order, each once."""
    return list(dict.fromkeys(f"{citation.guide}#{citation.anchor}" for citation in reply.citations))
