"""A TicketRecord is a question on its way to an expert and back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

TicketState = Literal["open", "assigned", "answered", "closed"]
WAITING: tuple[TicketState, ...] = ("open", "assigned")


@dataclass(frozen=True)
class TicketRecord:
    """`answer` is the id of an AnswerRecord; channel, conversation and thread are where it was asked; `reply` the expert's words.

    `nudge_at` is when the experts are to be reminded next; `version` counts the changes.
    """

    id: str
    answer: str
    asker: str
    channel: str
    conversation: str
    thread: str | None
    language: str
    question: str
    state: TicketState
    assignee: str | None
    reply: str
    opened_at: datetime
    due_at: datetime
    nudge_at: datetime
    changed_at: datetime
    version: int = 0


class TicketRecords(Protocol):
    """Where tickets are kept; every method raises StoreUnavailable when the store is out of reach."""

    def add(self, record: TicketRecord) -> TicketRecord:
        """Keeps a ticket of an answer that exists; gives the one that is kept, which may be an earlier one of the same answer."""

    def get(self, identity: str) -> TicketRecord | None:
        """The ticket of an id."""

    def replace(self, record: TicketRecord) -> bool:
        """Keeps a changed ticket under the next version; False when it has changed or gone since this version was read."""

    def overdue(self, now: datetime, count: int) -> list[TicketRecord]:
        """The waiting tickets whose `nudge_at` has come, oldest first."""

    def of_person(self, person: str) -> list[TicketRecord]:
        """The tickets that a person asked or was assigned, oldest first."""

    def opened_before(self, moment: datetime) -> list[TicketRecord]:
        """The tickets opened before a moment that still say who asked, oldest first."""

    def remove(self, identity: str) -> None:
        """Forgets a ticket."""


class RememberedTickets:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self._records: dict[str, TicketRecord] = {}

    def add(self, record: TicketRecord) -> TicketRecord:
        kept = [known for known in self._records.values() if known.answer == record.answer]
        return kept[0] if kept else self._records.setdefault(record.id, record)

    def get(self, identity: str) -> TicketRecord | None:
        return self._records.get(identity)

    def replace(self, record: TicketRecord) -> bool:
        known = self._records.get(record.id)
        if known is None or known.version != record.version:
            return False
        self._records[record.id] = replace(record, version=record.version + 1)
        return True

    def overdue(self, now: datetime, count: int) -> list[TicketRecord]:
        found = [record for record in self._records.values() if record.state in WAITING and record.nudge_at <= now]
        return sorted(found, key=lambda record: record.nudge_at)[:count]

    def of_person(self, person: str) -> list[TicketRecord]:
        return self._oldest_first([record for record in self._records.values() if person in (record.asker, record.assignee)])

    def opened_before(self, moment: datetime) -> list[TicketRecord]:
        return self._oldest_first([record for record in self._records.values() if record.asker and record.opened_at < moment])

    def remove(self, identity: str) -> None:
        self._records.pop(identity, None)

    def _oldest_first(self, found: list[TicketRecord]) -> list[TicketRecord]:
        return sorted(found, key=lambda record: record.opened_at)
