"""Sends what is in the outbox to Slack: looks up what may already be there, waits as long as Slack asks, gives up loudly."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.card import Card
from bot.conversation.catalogue import say
from bot.delivery.aside import Aside
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.errors import StoreUnavailable
from bot.posting import card_of
from bot.slack.blocks import SlackMessage, sentence
from bot.slack.cards import card_messages
from bot.slack.lookup import Lookup
from bot.slack.posts import reference_of
from bot.slack.responding import respond
from bot.slack.uploading import Uploads, file_posts, title_of
from indexer.errors import BrokenSnapshot

log = logging.getLogger(__name__)

EVENT_TYPE = "ipdesk_post"
TOO_MANY, SERVER_ERROR = 429, 500
MAX_TRIES = 8
MAX_WAIT, MAX_RETRY_AFTER = 60, 3_600.0  # seconds
# Slack's way of saying "not now"; everything else that it answers is final.
PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "rollup_error"})
# The blocks are at fault, not the place: a plain sentence can still be said there.
UNREADABLE = frozenset({"invalid_blocks", "msg_blocks_too_long", "msg_too_long", "invalid_blocks_format", "invalid_arguments"})

# A message that cannot be changed any longer is said anew.
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})


@dataclass(frozen=True)
class _Later:
    """To be tried again after so many seconds; `maybe` when Slack may have it all the same."""

    seconds: float
    maybe: bool


class Sender:
    """One `step` sends one post; where there are no `uploads`, files are left to a process that can make them."""

    def __init__(
        self,
        client: AsyncWebClient,
        outbox: Outbox,
        aside: Aside,
        clock: Callable[[], datetime],
        uploads: Uploads | None = None,
    ) -> None:
        self._client = client
        self._outbox = outbox
        self._uploads = uploads
        self._aside = aside
        self._clock = clock
        self._lookup = Lookup(client, clock)

    async def step(self) -> bool:
        """False when there was nothing to send."""
        steady = asyncio.get_running_loop().time()
        without = "" if self._uploads else "file"
        post = await self._aside(lambda: self._outbox.claim(self._clock(), steady, without))
        if post is None:
            return False
        try:
            ts = await self._found(post) if post.tries else None
            ts = ts or await self._posted(post)
            await self._filed(post, ts)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, StoreUnavailable, BrokenSnapshot) as error:
            await self._failed(post, error)
        else:
            await self._aside(lambda: self._outbox.sent(post, ts, self._clock()))
        return True

    async def _posted(self, post: Post) -> str | None:
        payload = post.payload
        if "file" in payload:
            return await self._uploaded(post)
        if "card" in payload:
            return await self._said(post, card_of(payload, self._clock()))
        message = SlackMessage(payload["text"], payload["blocks"])
        if payload["respond_to"] and await respond(self._client, payload["respond_to"], message, payload.get("replace", False)):
            return None
        channel = _channel_of(post)
        if payload.get("update") and await self._updated(channel, payload["update"], message):
            return str(payload["update"])
        if payload["private"] and payload["respond_to"]:
            return await self._say(post, message, payload["user"])  # the address has expired
        if payload["private"] and channel.startswith(("C", "G")):
            await self._whispered(post, message, channel)
            return None
        return await self._say(post, message, channel)

    async def _uploaded(self, post: Post) -> str | None:
        """A file, if its reader may still have it; one plain sentence instead if not."""
        made = await self._uploads.made(post) if self._uploads else None
        if made is None or self._uploads is None:
            return await self._say(post, sentence(say("file.gone", post.payload["language"])), post.conversation)
        await self._uploads.upload(made, title_of(post, reference_of(post.key)), post.conversation, post.thread)
        return None

    async def _filed(self, post: Post, said: str | None) -> None:
        """The files of a card, in the talk in which it stands now; they are posts of their own."""
        if "card" not in post.payload:
            return
        place, _, ts = (said or "").rpartition(":")
        card = Card.from_json(post.payload["card"])
        files = file_posts(post.key, place or post.conversation, post.thread or ts or None, post.person, card)
        await self._aside(lambda: [self._outbox.add_once(file, self._clock()) for file in files])

    async def _said(self, post: Post, card: Card) -> str | None:
        """A card, in place of the earlier one that it replaces if that is still there."""
        *before, last = card_messages(card)
        channel = _channel_of(post)
        for number, part in enumerate(before):
            await self._say(replace(post, key=f"{post.key}~{number}"), part, channel)
        replaced = post.payload.get("replaces")
        earlier = await self._aside(lambda: self._outbox.posted_as(replaced)) if replaced else None
        if earlier is not None:
            place, _, ts = earlier.rpartition(":")
            if await self._updated(place or channel, ts, last):
                return earlier
        return await self._say(post, last, channel)

    async def _updated(self, channel: str, ts: str, message: SlackMessage) -> bool:
        """False when Slack does not have the message any more."""
        try:
            await self._client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
        except SlackApiError as error:
            if _error_of(error) not in GONE:
                raise
            return False
        return True

    async def _whispered(self, post: Post, message: SlackMessage, channel: str) -> None:
        await self._client.chat_postEphemeral(
            channel=channel,
            user=post.payload["user"],
            thread_ts=post.thread,
            text=message.text,
            blocks=message.blocks,
        )

    async def _say(self, post: Post, message: SlackMessage, channel: str) -> str | None:
        answer = await self._client.chat_postMessage(
            channel=channel,
            thread_ts=post.thread if channel == _channel_of(post) else None,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": post.key}},
        )
        ts, there = answer.get("ts"), answer.get("channel")
        if not isinstance(ts, str):
            return None
        # A direct message is posted to a person, but can be changed only in the channel that it came to be in.
        return ts if there in (None, post.conversation) else f"{there}:{ts}"

    async def _found(self, post: Post) -> str | None:
        """A post of this key that Slack already has; where it cannot be looked up, saying it twice is better than not at all."""
        try:
            return await self._lookup.found(post, _channel_of(post))
        except SlackApiError as error:
            if _later(post, error) is not None:
                raise
            log.warning("could not look up: %s", error, extra={"action": "lookup_refused", "key": post.key})
            return None

    async def _failed(self, post: Post, error: Exception) -> None:
        later = _later(post, error)
        if later is not None and post.tries < MAX_TRIES:
            until = self._clock() + timedelta(seconds=later.seconds)
            log.warning("post delayed: %s", error, extra={"action": "post_delayed", "key": post.key})
            await self._aside(lambda: self._outbox.put_back(post, until, later.maybe))
            return
        reference = reference_of(post.key)
        log.error("post refused, reference %s: %s", reference, error, extra={"action": "post_refused", "reference": reference})
        await self._aside(lambda: self._outbox.failed(post, self._clock()))
        instead = None if post.payload.get("substitute") else _substitute(post, error, reference)
        if instead is not None:
            await self._aside(lambda: self._outbox.add_once(instead, self._clock()))


def _later(post: Post, error: Exception) -> _Later | None:
    """None when trying again is of no use."""
    backoff = min(MAX_WAIT, 2.0**post.tries) * (0.75 + secrets.randbelow(50) / 100)
    if not isinstance(error, SlackApiError):
        return _Later(backoff, maybe=True)
    response: Any = error.response
    status: int = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    if status == TOO_MANY:
        return _Later(_retry_after(response.headers), maybe=False)
    if status >= SERVER_ERROR or not _error_of(error):
        return _Later(backoff, maybe=True)
    return _Later(backoff, maybe=False) if _error_of(error) in PASSING else None


def _error_of(error: Exception) -> str:
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _retry_after(headers: Any) -> float:
    value = str(headers.get("Retry-After", headers.get("retry-after", "1")))
    return min(MAX_RETRY_AFTER, float(value)) if value.isdecimal() and value.isascii() else 1.0


def _substitute(post: Post, error: Exception, reference: str) -> Post | None:
    """One plain sentence in place of what could not be posted: there if the blocks were refused, else to the person alone."""
    payload, user = post.payload, post.payload.get("user") or _person_of(post)
    language = payload["card"]["language"] if "card" in payload else payload["language"]
    told = sentence(say("error.reference", language, reference=reference))
    instead = {"text": told.text, "blocks": told.blocks, "user": user, "language": language, "substitute": True}
    if _error_of(error) in UNREADABLE:
        same = {"respond_to": payload.get("respond_to"), "private": payload.get("private", False)}
        return replace(post, key=f"{post.key}!", conversation=_channel_of(post), payload=instead | same, tries=0)
    if user is None:
        return None  # it was for a channel, and nobody asked for it: the log has it
    direct = {"respond_to": None, "private": False}
    return Post(f"{post.key}!", post.channel, user, None, instead | direct, person=post.person)


def _channel_of(post: Post) -> str:
    """The channel, in which one person may have a lane of their own, or the person with whom the talk is private."""
    return _person_of(post) or post.conversation.partition(":")[0]


def _person_of(post: Post) -> str | None:
    return post.conversation.rpartition(":")[2] if post.conversation.startswith("@") else None
