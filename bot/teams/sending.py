"""Sends what is in the outbox to Teams: within its limits, as late as it asks, and never in doubt without somebody knowing.

Teams cannot be asked whether it has a message. What may have arrived is therefore sent again if somebody waits for it: an
answer said twice is better than silence. A post that names its `owner`, such as a reminder, is not: it becomes ambiguous,
and its owner is told.
"""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.conversation.card import Card, private_with
from bot.conversation.catalogue import say
from bot.delivery.aside import Aside
from bot.delivery.outbox import Outbox
from bot.delivery.pace import Limit, Pace
from bot.delivery.post import Post
from bot.posting import card_of
from bot.store.conversation_record import ConversationRecord
from bot.teams.answering import reference_of
from bot.teams.bearer import NoBearer
from bot.teams.cards import card_activity
from bot.teams.connector import FAILURES, Connector
from bot.teams.handout import Handout
from bot.teams.offer import offer_posts
from bot.teams.references import References
from bot.teams.refusal import NOT_FOUND, Refusal
from bot.teams.replies import sentence_activity
from bot.teams.telling import to
from indexer.errors import BrokenSnapshot

log = logging.getLogger(__name__)

MAX_TRIES = 8
MAX_WAIT = 60.0
# Teams allows 7 in 1 s, 8 in 2 s, 60 in 30 s and 1,800 in 1 h. Some room is left: what we send evenly may arrive in a bunch.
LIMITS: tuple[Limit, ...] = (
    (5, timedelta(seconds=1)),
    (6, timedelta(seconds=2)),
    (48, timedelta(seconds=30)),
    (1_700, timedelta(hours=1)),
)


@dataclass(frozen=True)
class _Later:
    """To be tried again after so many seconds; `maybe` when Teams may have it all the same."""

    seconds: float
    maybe: bool


class Unreachable(Exception):
    """Give up: nobody has told us of this place, so there is no way to it."""


class Sender:
    """One `step` sends one post; where there is no `handout`, files are left to a process that can make them."""

    def __init__(
        self,
        connector: Connector,
        references: References,
        outbox: Outbox,
        pace: Pace,
        aside: Aside,
        clock: Callable[[], datetime],
        handout: Handout | None = None,
    ) -> None:
        self._handout = handout
        self._connector = connector
        self._references = references
        self._outbox = outbox
        self._pace = pace
        self._aside = aside
        self._clock = clock
        self._refused: Counter[str] = Counter()

    async def step(self) -> bool:
        """False when there was nothing to send."""
        steady = asyncio.get_running_loop().time()
        without = "" if self._handout else "file"
        post = await self._aside(lambda: self._outbox.claim(self._clock(), steady, without))
        if post is None:
            return False
        if post.tries and post.payload.get("owner"):
            await self._doubted(post)
            return True
        until = await self._aside(lambda: self._pace.take(f"teams/{post.conversation}", self._clock()))
        if until is not None:
            await self._aside(lambda: self._outbox.put_back(post, until, posted_maybe=False))
            return True
        try:
            posted_as = await self._posted(post)
        except (Unreachable, BrokenSnapshot, *FAILURES) as error:
            await self._failed(post, error)
        else:
            self._refused.pop(post.key, None)
            await self._aside(lambda: self._outbox.sent(post, posted_as and posted_as[:100], self._clock()))
        return True

    async def _posted(self, post: Post) -> str | None:
        if self._handout is not None and "room" in post.payload:
            await self._handout.upload(post)
            return None
        place = await self._place(post)
        offered = self._handout if "file" in post.payload else None
        activity = await offered.asking(post) if offered else _activity(post.payload, self._clock())
        posted_as = await self._said(post, place, activity)
        await self._offered(post, place)
        return posted_as

    async def _offered(self, post: Post, place: ConversationRecord) -> None:
        """The files of a card, each a post of its own; where several read, they are offered to the one whom the card is for."""
        card = Card.from_json(post.payload["card"]) if "card" in post.payload else None
        person = post.person or place.person
        if card is None or person is None:
            return
        offers = list(offer_posts(post, card, person, alone=place.kind == "personal"))
        await self._aside(lambda: [self._outbox.add_once(offer, self._clock()) for offer in offers])

    async def _said(self, post: Post, place: ConversationRecord, activity: dict[str, Any]) -> str | None:
        """In place of an earlier message if there is one."""
        earlier = await self._earlier(post)
        if earlier is None:
            return await self._connector.send(place, post.thread, activity)
        try:
            await self._connector.update(place, post.thread, earlier, activity)
        except Refusal as error:
            if error.status != NOT_FOUND or error.is_gone:
                raise
            return await self._connector.send(place, post.thread, activity)
        return earlier

    async def _place(self, post: Post) -> ConversationRecord:
        """Where a post goes; a private talk is opened if it has to be."""
        name = post.conversation
        if not name.startswith("@"):
            found = await self._aside(lambda: self._references.get(name))
            if found is None:
                raise Unreachable(f"no conversation {name}")
            return found
        person = name.removeprefix("@")
        private = await self._aside(lambda: self._references.private_with(person))
        return private or await self._opened(person)

    async def _opened(self, person: str) -> ConversationRecord:
        _, tenant, account = person.split(":", 2)
        near = await self._aside(lambda: self._references.near(tenant))
        if near is None:
            raise Unreachable(f"nothing was ever heard from tenant {tenant}")
        identity = await self._connector.open_private(near, account)
        return await self._aside(lambda: self._references.opened(near, person, identity))

    async def _earlier(self, post: Post) -> str | None:
        """Teams' name for the message whose place this one takes."""
        if post.payload.get("update"):
            return str(post.payload["update"])
        replaced = post.payload.get("replaces")
        return await self._aside(lambda: self._outbox.posted_as(replaced)) if replaced else None

    async def _failed(self, post: Post, error: Exception) -> None:
        if isinstance(error, Refusal) and error.is_gone:
            await self._aside(lambda: self._references.drop(post.conversation))
        later = self._later(post, error)
        if later is not None:
            until = self._clock() + timedelta(seconds=later.seconds)
            log.warning("post delayed: %s", error, extra={"action": "post_delayed", "key": post.key})
            await self._aside(lambda: self._outbox.put_back(post, until, later.maybe))
            return
        self._refused.pop(post.key, None)
        reference = reference_of(post.key)
        log.error("post refused, reference %s: %s", reference, error, extra={"action": "post_refused", "reference": reference})
        await self._aside(lambda: self._outbox.failed(post, self._clock()))
        if "asked_in" in post.payload:
            await self._aside(lambda: self._outbox.add_once(_no_private(post), self._clock()))
        elif _may_be_told(post, error):
            await self._aside(lambda: self._outbox.add_once(_substitute(post, reference), self._clock()))

    async def _doubted(self, post: Post) -> None:
        log.error("post in doubt: %s", post.key, extra={"action": "post_ambiguous", "key": post.key})
        await self._aside(lambda: self._outbox.ambiguous(post, self._clock()))
        await self._aside(lambda: self._outbox.add_once(_doubt(post), self._clock()))

    def _later(self, post: Post, error: Exception) -> _Later | None:
        """None when trying again is of no use."""
        self._refused[post.key] += 1
        tries = max(post.tries + 1, self._refused[post.key])
        backoff = min(MAX_WAIT, 2.0 ** (tries - 1)) * (0.75 + secrets.randbelow(50) / 100)
        if isinstance(error, Refusal):
            if not error.is_passing or (tries > MAX_TRIES and error.retry_after is None):
                return None
            return _Later(max(backoff, error.retry_after or 0.0), maybe=not error.is_certain)
        if isinstance(error, Unreachable) or tries > MAX_TRIES:
            return None
        unsent = isinstance(error, (aiohttp.ClientConnectorError, NoBearer))
        return _Later(backoff, maybe=not unsent)


def _activity(payload: dict[str, Any], now: datetime) -> dict[str, Any]:
    if "card" in payload:
        return card_activity(card_of(payload, now))
    found: dict[str, Any] = payload["activity"]
    return found


def _may_be_told(post: Post, error: Exception) -> bool:
    """True when a plain sentence may still be said in place of what was refused."""
    gone = isinstance(error, Unreachable) or (isinstance(error, Refusal) and error.is_gone)
    return not (gone or post.payload.get("substitute") or post.payload.get("update"))


def _substitute(post: Post, reference: str) -> Post:
    language = post.payload.get("language") or post.payload.get("card", {}).get("language", "en")
    activity = sentence_activity(say("error.reference", language, reference=reference))
    return Post(f"{post.key}!"[:220], "teams", post.conversation, post.thread, {"activity": activity, "substitute": True})


def _no_private(post: Post) -> Post:
    """Where the file was asked for: its reader must write to the bot before there is a talk to offer it in."""
    conversation, thread = post.payload["asked_in"]
    activity = sentence_activity(say("teams.no_private", post.payload["language"]))
    return Post(f"{post.key}!", "teams", conversation, thread, {"activity": activity, "substitute": True})


def _doubt(post: Post) -> Post:
    """Word to the owner, on their own platform, that a post may or may not be there."""
    card = post.payload.get("card", {})
    language, title = str(card.get("language", "en")), str(card.get("title") or post.key)
    told = Card(title="", text=say("teams.in_doubt", language, title=title), language=language)
    return to(private_with(post.payload["owner"]), f"{post.key}?", {"card": told.as_json(), "replaces": None})
