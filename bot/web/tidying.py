"""While the server runs, what may no longer be kept is erased every hour."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

from aiohttp import web

from bot.conversation.privacy import PrivacyDesk

log = logging.getLogger(__name__)

EVERY_SECONDS = 3_600.0
FIRST_AFTER_SECONDS = 60.0


def tidying(
    privacy: PrivacyDesk, retention: timedelta, first: float = FIRST_AFTER_SECONDS, every: float = EVERY_SECONDS
) -> Callable[[web.Application], AsyncIterator[None]]:
    """A part of the application's life; several servers on one database may do the same."""

    async def run() -> None:
        await asyncio.sleep(first)
        while True:
            try:
                erased = await asyncio.to_thread(privacy.tidy, retention)
                if erased:
                    log.info("erased %s questions and %s tickets", erased.answers, erased.tickets, extra={"action": "tidied"})
            except Exception:
                log.exception("not tidied; it is tried again", extra={"action": "tidy_failed"})
            await asyncio.sleep(every)

    async def alive(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(run())
        yield
        task.cancel()

    return alive
