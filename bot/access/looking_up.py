"""Look-ups on a platform, each done once at a time, kept for a while and bounded in time: who is not known by then is unknown."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

MAX_KEPT = 5_000
_T = TypeVar("_T")


@dataclass
class _Kept(Generic[_T]):
    """Something looked up, by the moment until which it is good."""

    until: float
    looking: "asyncio.Task[_T]"


class LookUps(Generic[_T]):
    """A look-up that takes longer than `patience` goes on, and its result is there for the next one; `clock` counts seconds."""

    def __init__(
        self,
        look_up: Callable[[str], Awaitable[_T]],
        failures: tuple[type[Exception], ...],
        clock: Callable[[], float],
        *,
        patience: float,
        kept_for: float,
    ) -> None:
        self._look_up = look_up
        self._failures: tuple[type[Exception], ...] = (*failures, TimeoutError)
        self._clock = clock
        self._patience = patience
        self._kept_for = kept_for
        self._kept: dict[str, _Kept[_T]] = {}

    async def get(self, key: str) -> _T | None:
        """What was found; None when it failed or took too long."""
        kept = self._kept.get(key)
        if kept is None or kept.until < self._clock() or _failed(kept.looking):
            kept = self._begun(key)
        try:
            return await asyncio.wait_for(asyncio.shield(kept.looking), self._patience)
        except self._failures as error:
            log.warning("not known in time: %s", error, extra={"action": "reader_unknown"})
            return None

    def known(self) -> list[_T]:
        """All that was found and is still good; nothing is looked up."""
        now = self._clock()
        kept = [one.looking for one in self._kept.values() if one.until >= now and one.looking.done()]
        return [looking.result() for looking in kept if not _failed(looking)]

    def forget(self, key: str | None = None) -> None:
        """Looks up anew next time: one key, or all."""
        if key is None:
            self._kept.clear()
        else:
            self._kept.pop(key, None)

    def _begun(self, key: str) -> _Kept[_T]:
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        kept = _Kept(self._clock() + self._kept_for, asyncio.create_task(self._found(key)))
        self._kept[key] = kept
        return kept

    async def _found(self, key: str) -> _T:
        return await self._look_up(key)


def _failed(task: "asyncio.Task[_T]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
