"""A Line is a lock that threads get in the order in which they came, the pressing ones first; Python's own may pass one over."""

import threading
from collections import deque

_AHEAD = 4  # so many pressing ones in a row, then one of the others, so that nobody waits for ever


class Line:
    """`leave` hands the turn to whoever has waited longest among the pressing, else among the others."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._pressing: deque[threading.Event] = deque()
        self._others: deque[threading.Event] = deque()
        self._ahead = 0
        self._taken = False

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._pressing) + len(self._others)

    def enter(self, patience: float, pressing: bool = False) -> bool:
        """True once it is this thread's turn; False after `patience` seconds."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine, queue = threading.Event(), self._pressing if pressing else self._others
            queue.append(mine)
        if mine.wait(patience):
            return True
        with self._guard:
            if mine.is_set():  # the turn came in the last moment
                return True
            queue.remove(mine)
            return False

    def leave(self) -> None:
        """The turn is over."""
        with self._guard:
            next_ = self._next()
            if next_ is None:
                self._taken = False
            else:
                next_.set()

    def _next(self) -> threading.Event | None:
        if self._pressing and (self._ahead < _AHEAD or not self._others):
            self._ahead += 1
            return self._pressing.popleft()
        self._ahead = 0
        return self._others.popleft() if self._others else None
