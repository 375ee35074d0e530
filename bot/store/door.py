"""A Door lets one process in at a time: SQLite asks up to a tenth of a second apart, so that who writes much is first."""

import os
import time

try:
    import fcntl
except ImportError:  # no such locks there: SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]

_ASKED_EVERY = 0.001  # seconds


class Door:
    """A lock on a file beside the database, which the kernel opens when its holder dies; used by one thread at a time."""

    def __init__(self, database: str | None) -> None:
        known = database and database != ":memory:" and not database.startswith("file:")
        self._path = f"{database}-turn" if known and fcntl is not None else None
        self._held: int | None = None

    def enter(self, patience: float) -> bool:
        """True once nobody else is inside; False after `patience` seconds, or where there is no door."""
        if self._path is None:
            return False
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return False  # whoever may only read has no need of it
        until = time.monotonic() + patience
        while not _locked(file):
            if time.monotonic() > until:
                os.close(file)
                return False
            time.sleep(_ASKED_EVERY)
        self._held = file
        return True

    def leave(self) -> None:
        """The next may enter."""
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
