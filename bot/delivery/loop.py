"""A Loop does its step as long as there is something to do, and looks again when it is woken or some time has passed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5


class Loop:
    """`step` does one thing and says whether there was one; a step that fails is logged and does not end the loop."""

    def __init__(self, step: Callable[[], Awaitable[bool]], poll: float = POLL_SECONDS) -> None:
        self._step = step
        self._poll = poll
        self._awake = asyncio.Event()
        self._ending = False

    def wake(self) -> None:
        """There is something to do."""
        self._awake.set()

    def end(self) -> None:
        """Finishes the step in hand and no other."""
        self._ending = True
        self._awake.set()

    async def run(self) -> None:
        """Until `end`."""
        while not self._ending:
            self._awake.clear()
            if not await self._stepped():
                await self._rested()

    async def _stepped(self) -> bool:
        try:
            return await self._step()
        except Exception:
            log.exception("step failed", extra={"action": "step_failed"})
            return False

    async def _rested(self) -> None:
        try:
            await asyncio.wait_for(self._awake.wait(), self._poll)
        except TimeoutError:
            return
