"""Together lets threads share a transaction on SQLite, where each one by itself waits for the disk."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine

_T = TypeVar("_T")
_Work = Callable[[Connection], Any]


class Together:
    """Who comes while another one writes is written for by the next; elsewhere than on SQLite each goes alone."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._shared = engine.dialect.name == "sqlite"
        self._guard = threading.Lock()
        self._turn = threading.Lock()
        self._waiting: list[tuple[_Work, Future[Any]]] = []

    def __call__(self, work: Callable[[Connection], _T]) -> _T:
        """What `work` gives once it is on the disk; raises what it raises, and then nothing of it is kept."""
        if not self._shared:
            with self._engine.begin() as connection:
                return work(connection)
        mine: Future[Any] = Future()
        with self._guard:
            self._waiting.append((work, mine))
        with self._turn:
            if not mine.done():
                self._written()
        return cast(_T, mine.result())

    def _written(self) -> None:
        """All that wait, by one of them; a failure of the transaction is everybody's."""
        with self._guard:
            group, self._waiting = self._waiting, []
        done: list[tuple[Future[Any], Any, Exception | None]] = []
        try:
            with self._engine.begin() as connection:
                done = [(future, *_tried(connection, work)) for work, future in group]
        except Exception as error:  # noqa: BLE001  every one who waits must hear of it
            done = [(future, None, error) for _, future in group]
        for future, result, failure in done:
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)


def _tried(connection: Connection, work: _Work) -> tuple[Any, Exception | None]:
    try:
        with connection.begin_nested():
            return work(connection), None
    except Exception as error:  # noqa: BLE001  raised again where it belongs, by whoever brought the work
        return None, error
