"""What `ipdesk worker` does: it goes round the audit programme and sends what that makes due, until it is told to end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.audits.worker import Worker
from bot.delivery.aside import Aside
from bot.delivery.loop import Loop

FEED_SECONDS = 600.0
_PATIENCE = 30.0


@asynccontextmanager
async def feeding(step: Callable[[], bool], every: float = FEED_SECONDS) -> AsyncIterator[None]:
    """Every ten minutes, beside everything else: plans that follow from other records are brought up to date."""
    aside = Aside(1, "feeding", None)

    async def fed() -> bool:
        await aside(step)
        return False

    loop = Loop(fed, every)
    running = asyncio.create_task(loop.run())
    try:
        yield
    finally:
        loop.end()
        await asyncio.wait([running], timeout=_PATIENCE)
        aside.close()


@dataclass(frozen=True)
class Working:
    """A worker, and what works as long as it does: the senders of the channels that are configured."""

    worker: Worker
    beside: Sequence[AbstractAsyncContextManager[None]] = ()

    async def until_stopped(self) -> None:
        """Until SIGTERM or Ctrl-C; what is in hand is finished."""
        async with AsyncExitStack() as stack:
            for one in self.beside:
                await stack.enter_async_context(one)
            await self.worker.until_stopped()
