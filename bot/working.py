"""What `ipdesk worker` does: it goes round the audit programme and sends what that makes due, until it is told to end."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass

from bot.audits.worker import Worker


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
