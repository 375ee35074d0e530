"""A Leap is noticed when the clock was set: it then stands differently to a clock that nobody sets."""

from datetime import datetime, timedelta

_MOST_DRIFT = 5.0  # seconds between two looks; a clock that is corrected in passing drifts by less


class Leap:
    """`patience` is how long after one nothing may be concluded from moments that were written before."""

    def __init__(self, patience: timedelta) -> None:
        self._patience = patience.total_seconds()
        self._stood: float | None = None
        self._until = float("-inf")

    def lately(self, now: datetime, steady: float) -> bool:
        """True when the clock was set less than `patience` ago; `steady` is the steady clock, in seconds."""
        stands = now.timestamp() - steady
        if self._stood is not None and abs(stands - self._stood) > _MOST_DRIFT:
            self._until = steady + self._patience
        self._stood = stands
        return steady < self._until
