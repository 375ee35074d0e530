"""The sending half of a channel alone, for a process that reminds people and answers nobody."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp

from bot.delivery.aside import Aside
from bot.delivery.senders import Senders

TIMEOUT, STORE_THREADS = 10, 2
# Sends one post of the outbox, and says whether there was one.
Step = Callable[[], Awaitable[bool]]


@asynccontextmanager
async def outgoing(sender: Callable[[aiohttp.ClientSession, Aside], Step]) -> AsyncIterator[None]:
    """Sends what the outbox holds for a channel, as long as the context lasts; any number may do so over one database.

    `sender` makes the channel's own step from a session and from threads for the store.
    """
    aside = Aside(STORE_THREADS, "sending", None)
    try:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout) as session, Senders(sender(session, aside)).working():
            yield
    finally:
        aside.close()
