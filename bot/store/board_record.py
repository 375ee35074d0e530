"""A Board is where the progress of a run is shown: one post in a place, which is changed as the run goes on."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Board:
    """`place` names a channel, or the private talk with a person ("@slack:T1:U2"), which have one board a run.

    `key` is that of the post that shows it, `version` the version of the run that it shows.
    """

    run: str
    place: str
    channel: str
    conversation: str
    thread: str | None
    language: str
    key: str
    version: int


class BoardRecords(Protocol):
    """Where boards are kept; every method raises StoreUnavailable when the store is out of reach."""

    def keep(self, board: Board) -> None:
        """In place of the one that the place had of this run."""

    def of_run(self, run: str) -> list[Board]:
        """All of a run, by their places."""

    def forget(self, person: str) -> None:
        """Those in the private talk with a person."""


class RememberedBoards:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Board] = {}

    def keep(self, board: Board) -> None:
        self._kept[(board.run, board.place)] = board

    def of_run(self, run: str) -> list[Board]:
        return sorted((board for board in self._kept.values() if board.run == run), key=lambda board: board.place)

    def forget(self, person: str) -> None:
        self._kept = {key: board for key, board in self._kept.items() if board.place != f"@{person}"}
