"""A ConversationRecord is what a platform must be told to be spoken to again in a conversation, after any restart."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

ConversationKind = Literal["personal", "group", "channel"]
MAX_NAME = 100


@dataclass(frozen=True)
class ConversationRecord:
    """`name` is ours, `id` the platform's; `person` is the account whose private talk it is; `service` is where to send to."""

    channel: str
    name: str
    id: str
    kind: ConversationKind
    tenant: str
    service: str
    bot: str
    person: str | None
    seen_at: datetime


class ConversationRecords(Protocol):
    """Where they are kept; every method raises StoreUnavailable when the store is out of reach."""

    def keep(self, record: ConversationRecord) -> None:
        """Keeps a conversation in place of what was known of it."""

    def get(self, channel: str, name: str) -> ConversationRecord | None:
        """The conversation of a name."""

    def private_with(self, person: str) -> ConversationRecord | None:
        """The private talk with an account."""

    def newest(self, channel: str, tenant: str) -> ConversationRecord | None:
        """The conversation of a tenant that was heard of last."""

    def drop(self, channel: str, name: str) -> None:
        """Forgets a conversation in which we may not speak any longer."""

    def forget(self, person: str) -> None:
        """Forgets the private talks with an account."""


class RememberedConversations:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], ConversationRecord] = {}

    def keep(self, record: ConversationRecord) -> None:
        self._kept[record.channel, record.name] = record

    def get(self, channel: str, name: str) -> ConversationRecord | None:
        return self._kept.get((channel, name))

    def private_with(self, person: str) -> ConversationRecord | None:
        return _newest(record for record in self._kept.values() if record.person == person)

    def newest(self, channel: str, tenant: str) -> ConversationRecord | None:
        return _newest(r for r in self._kept.values() if (r.channel, r.tenant) == (channel, tenant))

    def drop(self, channel: str, name: str) -> None:
        self._kept.pop((channel, name), None)

    def forget(self, person: str) -> None:
        self._kept = {key: record for key, record in self._kept.items() if record.person != person}


def name_of(identity: str) -> str:
    """A platform's id of a conversation; by its hash where it is too long for the tables that name conversations."""
    return identity if len(identity) <= MAX_NAME else f"#{hashlib.sha256(identity.encode()).hexdigest()}"


def _newest(records: Iterable[ConversationRecord]) -> ConversationRecord | None:
    return max(records, key=lambda record: record.seen_at, default=None)
