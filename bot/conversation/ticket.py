"""A ticket is a question on its way to an expert and back; the TicketDesk decides who may move it, and from where to where."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.access.actor import Actor
from bot.conversation.feedback import MAX_PERSON, UnknownAnswer
from bot.conversation.message import ConversationRef, Person
from bot.store.answer_record import AnswerRecords
from bot.store.ticket_record import WAITING, TicketRecord, TicketRecords

ANSWER_WITHIN = timedelta(days=2)
NUDGE_EVERY = timedelta(days=1)
MAX_REPLY = 3_000
_TRIES = 5


class UnknownTicket(LookupError):
    """Tell the person: there is no such ticket."""


class NotAllowed(PermissionError):
    """Tell the person, in private: that is for experts."""


class UnreadableReply(ValueError):
    """Tell the expert: that is no answer."""


@dataclass(frozen=True)
class Moved:
    """A ticket as it stands now; `changed` is False when it had moved on, or stood there already."""

    ticket: TicketRecord
    changed: bool


class TicketDesk:
    """Takes questions for experts and brings their answers back; the clock and the ids are given from outside."""

    def __init__(
        self, tickets: TicketRecords, answers: AnswerRecords, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._tickets = tickets
        self._answers = answers
        self._clock = clock
        self._new_id = new_id

    def open(self, answer: str, asker: Person, where: ConversationRef) -> Moved:
        """The ticket of an answer, opened unless somebody did so before; raises UnknownAnswer."""
        record = self._answers.get(answer)
        if record is None or record.erased_at is not None:
            raise UnknownAnswer("there is no such answer")
        now = self._clock()
        due = now + ANSWER_WITHIN
        ticket = TicketRecord(
            id=self._new_id(),
            answer=answer,
            asker=asker.id[:MAX_PERSON],
            channel=where.channel,
            conversation=where.conversation,
            thread=where.thread,
            language=record.language,
            question=record.question,
            state="open",
            assignee=None,
            reply="",
            opened_at=now,
            due_at=due,
            nudge_at=due,
            changed_at=now,
        )
        kept = self._tickets.add(ticket)
        return Moved(kept, kept.id == ticket.id)

    def assign(self, identity: str, actor: Actor, assignee: Actor | None = None) -> Moved:
        """An expert takes a ticket or gives it to another; who has it may hand it on, nobody else may take it away."""
        to = assignee or actor
        _only_experts(actor, to)

        def assigned(ticket: TicketRecord) -> TicketRecord | None:
            mine = ticket.state == "open" or (ticket.state == "assigned" and ticket.assignee == actor.id)
            if not mine or ticket.assignee == to.id:
                return None
            return replace(ticket, state="assigned", assignee=to.id)

        return self._move(identity, assigned)

    def answer(self, identity: str, actor: Actor, text: str) -> Moved:
        """An expert's answer, once; raises UnreadableReply when it is empty or too long."""
        _only_experts(actor)
        words = text.encode("utf-8", "replace").decode().replace("\x00", "").strip()
        if not 0 < len(words) <= MAX_REPLY:
            raise UnreadableReply(f"an answer has 1 to {MAX_REPLY} characters")

        def answered(ticket: TicketRecord) -> TicketRecord | None:
            waiting = ticket.state in WAITING
            return replace(ticket, state="answered", assignee=actor.id, reply=words) if waiting else None

        return self._move(identity, answered)

    def close(self, identity: str, actor: Actor) -> Moved:
        """Who asked is content, or an expert ends it."""
        ticket = self._get(identity)
        if ticket.asker != actor.id:
            _only_experts(actor)
        return self._move(identity, lambda found: None if found.state == "closed" else replace(found, state="closed"))

    def get(self, identity: str) -> TicketRecord | None:
        """The ticket of an id."""
        return self._tickets.get(identity)

    def to_nudge(self, count: int) -> list[TicketRecord]:
        """The tickets that wait for longer than promised, each given out once a day, whoever asks."""
        now = self._clock()
        late = self._tickets.overdue(now, count)
        return [ticket for ticket in late if self._tickets.replace(replace(ticket, nudge_at=now + NUDGE_EVERY))]

    def _get(self, identity: str) -> TicketRecord:
        found = self._tickets.get(identity)
        if found is None:
            raise UnknownTicket("there is no such ticket")
        return found

    def _move(self, identity: str, change: Callable[[TicketRecord], TicketRecord | None]) -> Moved:
        """Whoever loses a race decides again on what the winner left."""
        for _ in range(_TRIES):
            ticket = self._get(identity)
            changed = change(ticket)
            if changed is None:
                return Moved(ticket, changed=False)
            changed = replace(changed, changed_at=self._clock())
            if self._tickets.replace(changed):
                return Moved(replace(changed, version=changed.version + 1), changed=True)
        return Moved(self._get(identity), changed=False)


def place_of(ticket: TicketRecord) -> ConversationRef:
    """Where the question was asked, and where its answer belongs."""
    return ConversationRef(ticket.channel, ticket.conversation, ticket.thread)


def _only_experts(*actors: Actor) -> None:
    if not all(actor.is_expert for actor in actors):
        raise NotAllowed("that is for experts")
