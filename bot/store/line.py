"""A Line is a lock that threads get in the order in which they came: Python's own may pass a waiting thread over for long."""

import threading
from collections import deque


class Line:
    """`leave` hands the turn to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    def enter(self, patience: float) -> bool:
        """True once it is this thread's turn; False after `patience` seconds."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(patience):
            return True
        with self._guard:
            if mine.is_set():  # the turn came in the last moment
                return True
            self._waiting.remove(mine)
            return False

    def leave(self) -> None:
        """The turn is over."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
