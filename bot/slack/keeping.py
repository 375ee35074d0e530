"""Keeps what was asked in Slack before it is acknowledged, and says so to who has to wait for their turn."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.access.settings import Settings
from bot.delivery.aside import Aside
from bot.delivery.inbox import Arrival, Inbox
from bot.delivery.outbox import Outbox
from bot.errors import StoreUnavailable
from bot.slack.asked import Asked
from bot.slack.at_once import AtOnce
from bot.slack.people import People
from bot.slack.workspace import Workspace

log = logging.getLogger(__name__)

QUEUE_TOLD_AFTER = 1.5  # seconds


@dataclass(frozen=True)
class Desks:
    """What the intake works with."""

    workspace: Workspace
    people: People
    inbox: Inbox
    outbox: Outbox
    settings: Settings
    at_once: AtOnce
    aside: Aside
    clock: Callable[[], datetime]


class Keeping:
    """`wake` is called when something was stored; `later` runs what must not wait for the store nor hold up the ack."""

    def __init__(self, desks: Desks, wake: Callable[[], None], later: Callable[[Coroutine[Any, Any, None]], None]) -> None:
        self._desks = desks
        self._wake = wake
        self.later = later

    async def keep(self, asked: Asked, key: str, place: str | None = None) -> bool:
        """Stores what was asked before it is acknowledged; who asks while the store is out of reach is told so."""
        in_turn = asked.surface not in ("press", "share")
        arrival = Arrival(key, "slack", asked.as_json(), self._desks.clock(), place, asked.person, in_turn)
        try:
            kept = await self._desks.aside(lambda: self._desks.inbox.accept(arrival))
        except (StoreUnavailable, TimeoutError) as error:
            log.error("not stored: %s", error, extra={"action": "arrival_unstored"})
            self.later(self._desks.at_once.unavailable(asked))
            return True
        self._wake()
        if kept.queued:
            self.later(self._queued(asked))
        return bool(kept)

    async def _queued(self, asked: Asked) -> None:
        """Somebody asks faster than they are answered: told once, when most of it is in."""
        await asyncio.sleep(QUEUE_TOLD_AFTER)
        try:
            count = await self._desks.aside(lambda: self._desks.inbox.waiting_of(asked.person))
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("queue not told: %s", error, extra={"action": "queue_untold"})
            return
        if count:
            await self._desks.at_once.queued(asked, count)


def hashed(kind: str, value: str | None) -> str:
    """The key of a delivery that Slack names by a text of any length."""
    return f"{kind}/{hashlib.sha256((value or '').encode('utf-8', 'replace')).hexdigest()}"
