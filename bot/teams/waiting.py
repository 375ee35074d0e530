"""Waiting is made bearable: a sign that somebody is at it, word when that takes long, and when many questions queue."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.catalogue import say
from bot.delivery.aside import Aside
from bot.delivery.inbox import Inbox
from bot.delivery.outbox import Outbox
from bot.delivery.pace import Pace
from bot.delivery.post import Post
from bot.errors import StoreUnavailable
from bot.teams.answering import language_in
from bot.teams.asked import Asked
from bot.teams.connector import FAILURES, Connector
from bot.teams.references import References
from bot.teams.replies import sentence_activity
from bot.teams.telling import interim_key, to

log = logging.getLogger(__name__)

TYPING = {"type": "typing"}
TYPING_PATIENCE = 2.0
QUICK = 0.3  # seconds: an answer that comes as fast needs no announcement
TYPING_AFTER = timedelta(seconds=3)
SLOW = 5.0  # seconds: Teams' people are told before ten have passed
QUEUE_TOLD_AFTER = 1.5


@dataclass(frozen=True)
class Waiting:
    """What may fail here never costs an answer; `wake` is called when something was put into the outbox."""

    connector: Connector
    references: References
    inbox: Inbox
    outbox: Outbox
    pace: Pace
    aside: Aside
    clock: Callable[[], datetime]
    wake: Callable[[], None]

    async def typing(self, asked: Asked) -> None:
        """Shows that somebody is at it, unless something was said a moment ago: it gives way to answers."""
        await asyncio.sleep(QUICK)
        try:
            await asyncio.wait_for(self._typed(asked), TYPING_PATIENCE)
        except (StoreUnavailable, *FAILURES) as error:
            log.info("no typing indicator: %s", error, extra={"action": "typing_failed"})

    async def interim(self, asked: Asked, key: str, answered: asyncio.Event) -> bool:
        """Says so when an answer takes long, in a message whose place the answer takes; True when it was said."""
        try:
            await asyncio.wait_for(answered.wait(), SLOW)
        except TimeoutError:
            return await self._put(_sentence(asked, interim_key(key), "web.thinking"))
        return False

    async def queued(self, asked: Asked, key: str) -> None:
        """Somebody asks faster than they are answered: told once, when most of it is in."""
        await asyncio.sleep(QUEUE_TOLD_AFTER)
        try:
            count = await self.aside(lambda: self.inbox.waiting_of(asked.person))
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("queue not told: %s", error, extra={"action": "queue_untold"})
            return
        if count:
            await self._put(_sentence(asked, f"{key}#queued", "slack.queued", count=str(count)))

    async def _typed(self, asked: Asked) -> None:
        name = asked.conversation
        record = await self.aside(lambda: self.references.get(name))
        if record is None:
            return
        busy = await self.aside(lambda: self.pace.take(f"teams/{name}", self.clock(), TYPING_AFTER))
        if busy is None:
            await self.connector.send(record, asked.thread, TYPING)

    async def _put(self, post: Post) -> bool:
        try:
            await self.aside(lambda: self.outbox.add_once(post, self.clock()))
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("not told: %s", error, extra={"action": "waiting_untold"})
            return False
        self.wake()
        return True


def _sentence(asked: Asked, key: str, text: str, **values: str) -> Post:
    language = language_in(asked.text)
    activity = sentence_activity(say(text, language, **values))
    return to(asked.place, key, {"activity": activity, "language": language}, asked.person)
