"""An Allowance says when it is somebody's turn: so many questions at once, then so many a minute; nothing is refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Allowance:
    """A token bucket that needs no bucket: the last turn of a person says all (the generic cell rate algorithm)."""

    a_minute: int = 20
    at_once: int = 10

    def turn(self, last: datetime | None, now: datetime) -> datetime:
        """The turn of something new, after the `last` turn of the same person; the earlier turn is worked on first."""
        return now if last is None else max(now, last + self._apart)

    def due(self, turn: datetime) -> datetime:
        """From when on it may be worked on."""
        return turn - self._apart * (self.at_once - 1)

    @property
    def _apart(self) -> timedelta:
        return timedelta(minutes=1) / self.a_minute
