"""A Focus is what a person was last asked in a conversation: a plain sentence there is the answer to it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Focus:
    """`conversation` is the key of a ConversationRef, `language` the one in which the item was asked."""

    conversation: str
    person: str
    run: str
    item: str
    language: str


class FocusRecords(Protocol):
    """Where focuses are kept; every method raises StoreUnavailable when the store is out of reach."""

    def keep(self, focus: Focus) -> None:
        """In place of what the person was asked there before."""

    def get(self, conversation: str, person: str) -> Focus | None:
        """What the person was last asked there."""

    def drop(self, conversation: str, person: str) -> None:
        """Nothing is asked any more."""

    def forget(self, person: str) -> None:
        """All of a person."""


class RememberedFocuses:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Focus] = {}

    def keep(self, focus: Focus) -> None:
        self._kept[(focus.conversation, focus.person)] = focus

    def get(self, conversation: str, person: str) -> Focus | None:
        return self._kept.get((conversation, person))

    def drop(self, conversation: str, person: str) -> None:
        self._kept.pop((conversation, person), None)

    def forget(self, person: str) -> None:
        self._kept = {key: focus for key, focus in self._kept.items() if focus.person != person}
