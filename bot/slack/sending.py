"""Sends what is in the outbox to Slack: looks up what may already be there, waits as long as Slack asks, gives up loudly."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

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
from bot.slack.places import channel_of
from bot.slack.posts import reference_of
from bot.slack.refusal import GONE, error_of, later, substitute
from bot.slack.responding import respond
from bot.slack.uploading import Uploads, file_posts, title_of
from indexer.errors import BrokenSnapshot

log = logging.getLogger(__name__)

EVENT_TYPE = "ipdesk_post"
MAX_TRIES = 8


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
        self._begun: set[str] = set()  # cards of which Slack has a part

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
        finally:
            self._begun.discard(post.key)
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
        channel = channel_of(post)
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
        channel = channel_of(post)
        for number, part in enumerate(before):
            await self._said_once(replace(post, key=f"{post.key}~{number}"), part, channel)
            self._begun.add(post.key)
        replaced = post.payload.get("replaces")
        earlier = await self._aside(lambda: self._outbox.posted_as(replaced)) if replaced else None
        if earlier is not None:
            place, _, ts = earlier.rpartition(":")
            if await self._updated(place or channel, ts, last):
                return earlier
        return await self._say(post, last, channel)

    async def _said_once(self, part: Post, message: SlackMessage, channel: str) -> None:
        """A part of a card that is tried again may be there already."""
        if not part.tries or await self._found(part) is None:
            await self._say(part, message, channel)

    async def _updated(self, channel: str, ts: str, message: SlackMessage) -> bool:
        """False when Slack does not have the message any more."""
        try:
            await self._client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
        except SlackApiError as error:
            if error_of(error) not in GONE:
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
            thread_ts=post.thread if channel == channel_of(post) else None,
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
            return await self._lookup.found(post, channel_of(post))
        except SlackApiError as error:
            if later(post, error) is not None:
                raise
            log.warning("could not look up: %s", error, extra={"action": "lookup_refused", "key": post.key})
            return None

    async def _failed(self, post: Post, error: Exception) -> None:
        again_in = later(post, error)
        if again_in is not None and post.tries < MAX_TRIES:
            until = self._clock() + timedelta(seconds=again_in.seconds)
            log.warning("post delayed: %s", error, extra={"action": "post_delayed", "key": post.key})
            again = replace(post, tries=max(post.tries, 1)) if post.key in self._begun else post
            await self._aside(lambda: self._outbox.put_back(again, until, again_in.maybe))
            return
        reference = reference_of(post.key)
        log.error("post refused, reference %s: %s", reference, error, extra={"action": "post_refused", "reference": reference})
        await self._aside(lambda: self._outbox.failed(post, self._clock()))
        instead = None if post.payload.get("substitute") else substitute(post, error, reference)
        if instead is not None:
            await self._aside(lambda: self._outbox.add_once(instead, self._clock()))
