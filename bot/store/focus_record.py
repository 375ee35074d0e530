"""A Focus is what a person was last asked in a conversation: a plain sentence there is the answer to it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Focus:
    """`conversation` is the key of a ConversationRef, `language` the one in which the item was asked.

    `times` is how often the item had been answered by then. Without an item nothing is asked any more.
    """

    conversation: str
    person: str
    run: str
    item: str
    language: str
    times: int = 0


class FocusRecords(Protocol):
    """Where focuses are kept; every method raises StoreUnavailable when the store is out of reach."""

    def keep(self, *focuses: Focus) -> None:
        """Each in place of what its person was asked there before."""

    def get(self, conversation: str, person: str) -> Focus | None:
        """What the person was last asked there."""

    def drop(self, run: str, person: str) -> None:
        """Nothing of a run is asked of a person any more, anywhere."""

    def language_of(self, person: str) -> str | None:
        """The language in which a person is spoken to, the first by the name of the conversation."""

    def forget(self, person: str) -> None:
        """All of a person."""


class RememberedFocuses:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Focus] = {}

    def keep(self, *focuses: Focus) -> None:
        self._kept |= {(focus.conversation, focus.person): focus for focus in focuses}

    def get(self, conversation: str, person: str) -> Focus | None:
        found = self._kept.get((conversation, person))
        return found if found is not None and found.item else None

    def drop(self, run: str, person: str) -> None:
        self._kept = {key: focus for key, focus in self._kept.items() if (focus.run, focus.person) != (run, person)}

    def language_of(self, person: str) -> str | None:
        return next((focus.language for (_, whose), focus in sorted(self._kept.items()) if whose == person), None)

    def forget(self, person: str) -> None:
        self._kept = {key: focus for key, focus in self._kept.items() if focus.person != person}
