"""Where the bot may speak: conversations that were heard of, kept in the store, dropped when the app is removed or blocked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.store.conversation_record import ConversationKind, ConversationRecord, ConversationRecords, name_of
from bot.teams.asked import Asked
from bot.teams.heard import Heard

FRESH = timedelta(hours=1)
MAX_REMEMBERED = 10_000
_CHANNEL_ENDS = ("@thread.tacv2", "@thread.skype")


class References:
    """`tenant` is the one whose people are spoken to where nobody of it was named; every method may raise StoreUnavailable."""

    def __init__(self, conversations: ConversationRecords, tenant: str, clock: Callable[[], datetime]) -> None:
        self._conversations = conversations
        self._tenant = tenant
        self._clock = clock
        self._known: dict[str, ConversationRecord] = {}

    def heard(self, heard: Heard) -> None:
        """Keeps what an activity says of its conversation."""
        self.keep(Asked.of(heard, "message", "").reached(self._clock()))

    def keep(self, record: ConversationRecord) -> None:
        """Keeps a conversation; what is known and fresh is not written again."""
        known = self._known.get(record.name)
        if known is not None and replace(record, seen_at=known.seen_at) == known and record.seen_at - known.seen_at < FRESH:
            return
        self._conversations.keep(record)
        if len(self._known) >= MAX_REMEMBERED:
            self._known.clear()
        self._known[record.name] = record

    def drop(self, name: str) -> None:
        """There the bot may not speak any longer."""
        self._known.pop(name, None)
        self._conversations.drop("teams", name)

    def known(self, name: str) -> ConversationRecord | None:
        """A conversation that was heard of itself."""
        return self._conversations.get("teams", name)

    def get(self, name: str) -> ConversationRecord | None:
        """The conversation of a name, also one of a team of which only other channels were heard."""
        found = self._conversations.get("teams", name)
        near = None if found is not None or not name.startswith("19:") else self.near(self._tenant)
        return found if near is None else replace(near, name=name, id=name, kind=_kind(name), person=None)

    def private_with(self, person: str) -> ConversationRecord | None:
        """The private talk with an account."""
        return self._conversations.private_with(person)

    def near(self, tenant: str) -> ConversationRecord | None:
        """A conversation of the tenant, by which its service is known."""
        return self._conversations.newest("teams", tenant)

    def opened(self, near: ConversationRecord, person: str, identity: str) -> ConversationRecord:
        """Keeps a private talk that the bot has begun itself."""
        seen_at = self._clock()
        record = replace(near, name=name_of(identity), id=identity, kind="personal", person=person, seen_at=seen_at)
        self._conversations.keep(record)
        return record


def _kind(identity: str) -> ConversationKind:
    return "channel" if identity.endswith(_CHANNEL_ENDS) else "group"
