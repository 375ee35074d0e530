"""The PrivacyDesk keeps what people asked no longer than is allowed, gives a person what is kept of them, and forgets them."""

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import asdict, astuple, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.changes import changes_of
from bot.conversation.erasing import cleansed
from bot.conversation.feedback import MAX_PERSON
from bot.store.answer_record import AnswerRecord
from bot.store.audit_people import told_of
from bot.store.name_record import PREFIX
from bot.store.store import Store
from bot.store.supplier_record import Supplier
from bot.store.ticket_record import WAITING, TicketRecord

WHOLE_THREAD = 1_000_000
_AT_ONCE = 500
# So long a delivery that comes again is known; of what was done with only keys and places are left anyway.
KEYS_KEPT = timedelta(days=14)


def _drawn() -> str:
    """A name that nobody can compute from a person."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class Erased:
    """How many of each kind were erased."""

    answers: int
    feedback: int
    tickets: int
    waiting: int = 0
    runs: int = 0
    suppliers: int = 0
    audits: int = 0

    def __bool__(self) -> bool:
        """True when there was anything."""
        return any(astuple(self))


class PrivacyDesk:
    """Erases and exports; the clock is given from outside, and the name under which somebody forgotten stands in the audits."""

    def __init__(self, store: Store, clock: Callable[[], datetime], new_name: Callable[[], str] = _drawn) -> None:
        self._store = store
        self._clock = clock
        self._new_name = new_name

    def tidy(self, retention: timedelta) -> Erased:
        """Erases the text and the person of whatever is older than `retention`; to be called at least once a day."""
        now = self._clock()
        before = now - retention
        answers = 0
        while expired := self._store.answers.expired(before, _AT_ONCE):
            answers += self._erase(expired, lambda record: record.asked_at < before, now)
        tickets = self._store.tickets.opened_before(before)
        for ticket in tickets:
            self._change(ticket, _emptied)
        self._store.waiting.tidy(now - KEYS_KEPT)
        if answers or tickets:
            self._store.scrub(thorough=False)
        return Erased(answers, 0, len(tickets))

    def forget(self, person: str) -> Erased:
        """Erases what one person asked, said and was sent on all their accounts, and every copy of it in their threads."""
        if not person:
            return Erased(0, 0, 0)  # what was erased before belongs to nobody
        accounts = sorted(self._store.links.accounts_with(person[:MAX_PERSON]))
        # As in the log of checklists, if they have a name there.
        named = next(iter(self._store.runs.names.of(accounts).values()), PREFIX + self._new_name())
        erased = [self._forget(account, named) for account in accounts]
        self._store.scrub(thorough=True)
        return Erased(*(sum(kind) for kind in zip(*map(astuple, erased), strict=True)))

    def _forget(self, known: str, name: str) -> Erased:
        waiting = self._store.waiting.forget(known)  # first, so that nothing of it is answered meanwhile
        answers = self._store.answers.of_person(known)
        feedback = self._store.feedback.remove_of_person(known)
        tickets = self._store.tickets.of_person(known)
        for ticket in tickets:
            if ticket.asker == known:
                self._store.tickets.remove(ticket.id)
            else:
                self._change(ticket, _nameless)
        erased = self._erase(answers, lambda record: record.person == known, self._clock())
        self._store.links.forget(known)
        self._store.conversations.forget(known)
        self._store.focuses.forget(known)
        runs, suppliers = self._store.runs.forget(known), self._store.suppliers.forget(known)
        self._store.boards.forget(known)
        audits = self._store.audits.forget(known, name) + self._store.calendars.forget(known, name)
        return Erased(erased, feedback, len(tickets), waiting, runs, suppliers, audits)

    def export(self, person: str) -> dict[str, Any]:
        """All that is kept of one person on all their accounts, as JSON values."""
        accounts = sorted(self._store.links.accounts_with(person[:MAX_PERSON]))
        return {
            "person": person,
            "accounts": accounts,
            "exported_at": self._clock().isoformat(),
            "questions": [_told(record) for account in accounts for record in self._store.answers.of_person(account)],
            "feedback": [_plain(asdict(r)) for account in accounts for r in self._store.feedback.of_person(account)],
            "tickets": [_plain(asdict(r)) for account in accounts for r in self._store.tickets.of_person(account)],
            "checklists": [change for account in accounts for change in changes_of(self._store.runs, account)],
            "suppliers": [_named(s) for account in accounts for s in self._store.suppliers.owned_by(account)],
            "audits": [told for account in accounts for told in told_of(self._store.audits.naming(account), account)],
            "calendars": [
                {"id": one.id, "name": one.name, "made_at": one.created_at.isoformat()}
                for one in self._store.calendars.every()
                if one.whose in accounts
            ],
        }

    def _erase(self, records: Iterable[AnswerRecord], gone: Callable[[AnswerRecord], bool], now: datetime) -> int:
        erased = 0
        for conversation in dict.fromkeys(record.conversation for record in records):
            thread = self._store.answers.latest(conversation, WHOLE_THREAD)
            changed = list(cleansed(thread, gone, now))
            self._store.answers.rewrite(changed)
            erased += sum(record.erased_at is not None for record in changed)
        self._store.feedback.anonymise()
        return erased

    def _change(self, ticket: TicketRecord, change: Callable[[TicketRecord], TicketRecord]) -> None:
        """Until the change is kept, whoever else moves the ticket meanwhile."""
        found: TicketRecord | None = ticket
        while found is not None and not self._store.tickets.replace(change(found)):
            found = self._store.tickets.get(ticket.id)


def _named(supplier: Supplier) -> dict[str, Any]:
    return {"id": supplier.id, "name": supplier.name, "looked_after_since": supplier.created_at.isoformat()}


def _emptied(ticket: TicketRecord) -> TicketRecord:
    return replace(ticket, state="closed", asker="", assignee=None, question="", reply="", conversation="", thread=None)


def _nameless(ticket: TicketRecord) -> TicketRecord:
    """The colleague who had the question goes; the question and what was answered belong to who asked."""
    return replace(ticket, assignee=None, state="open" if ticket.state in WAITING else ticket.state)


def _told(record: AnswerRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "asked_at": record.asked_at.isoformat(),
        "conversation": record.conversation,
        "question": record.question,
        "understood": record.trace.get("understood"),
        "language": record.language,
        "status": record.status,
        "reply": json.loads(record.reply),
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
