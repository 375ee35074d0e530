"""What still waits in the boxes of the channels, and the keys by which a duplicate is known afterwards."""

from datetime import datetime
from typing import Protocol


class Waiting(Protocol):
    """What erasing needs to know of the boxes; every method raises StoreUnavailable when the store is out of reach."""

    def forget(self, person: str) -> int:
        """Empties what a person asked or is to be sent, and unnames what was; how many waited."""

    def tidy(self, before: datetime) -> int:
        """Removes what was done with before a moment; how many there were."""


class NothingWaiting:
    """Where no channel keeps anything."""

    def forget(self, _person: str) -> int:
        return 0

    def tidy(self, _before: datetime) -> int:
        return 0
