"""The senders of one channel: one looks every second, and calls the others when there was something to send."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.delivery.loop import Loop

LOOKING, CALLED = 1.0, 30.0  # seconds; four that each look twice a second would cost more than a hundredth of a core
PATIENCE = 30.0


class Senders:
    """`step` sends one post and says whether there was one."""

    def __init__(self, step: Callable[[], Awaitable[bool]], count: int = 4) -> None:
        self._send = step
        self._count = count
        self._looking = Loop(self._step, LOOKING)
        self._others = Loop(step, CALLED)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """As long as the context lasts; what is in hand at its end is finished."""
        running = [asyncio.create_task(self._looking.run())]
        running += [asyncio.create_task(self._others.run()) for _ in range(self._count - 1)]
        try:
            yield
        finally:
            self._looking.end()
            self._others.end()
            await asyncio.wait(running, timeout=PATIENCE)

    async def _step(self) -> bool:
        sent = await self._send()
        if sent:
            self._others.wake()
        return sent
