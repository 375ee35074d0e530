"""The Handout offers files and uploads those that were accepted, each made for its reader by the rights that they have then."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from bot.conversation.assistant import Assistant
from bot.conversation.card import MadeFile
from bot.conversation.catalogue import say
from bot.delivery.aside import Aside
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.teams.files import is_store
from bot.teams.offer import Offer, Room, consent_activity, info_activity, offer_of
from bot.teams.people import People
from bot.teams.refusal import PASSING, refusal
from bot.teams.replies import Activity, sentence_activity
from bot.teams.signing_keys import Session

log = logging.getLogger(__name__)

TIMEOUT = 25.0  # seconds: less than a post is leased for, lest another process begins as well
TAKEN = (200, 201)


class NotTaken(Exception):
    """Offer it again: the address has expired, or the file lies there already."""


@dataclass(frozen=True)
class Handout:
    """`local` lets files go to this machine, as in tests.

    Methods raise the connector's FAILURES, StoreUnavailable, BrokenSnapshot.
    """

    assistant: Assistant
    people: People
    outbox: Outbox
    aside: Aside
    session: Session
    clock: Callable[[], datetime]
    local: bool

    async def asking(self, post: Post) -> Activity:
        """The card that offers the file of a post, or word that it is not there for them."""
        offer, made = await self._made(post)
        if made is None:
            return sentence_activity(say("file.gone", offer.language))
        return consent_activity(offer, len(made.content))

    async def upload(self, post: Post) -> None:
        """Puts an accepted file where Teams wants it; what then is to be said becomes posts."""
        room = Room(**post.payload["room"])
        offer, made = await self._made(post)
        if made is None or not made.content:
            return await self._say(post, offer, "file.gone")
        if not all(is_store(address, local=self.local) for address in (room.upload, room.content)):
            log.warning("not a store of Microsoft's", extra={"action": "upload_refused"})
            return await self._say(post, offer, "file.not_microsoft")
        try:
            await self._put(room.upload, made.content)
        except NotTaken as error:
            log.warning("not taken: %s", error, extra={"action": "upload_not_taken"})
            await self._say(post, offer, "file.not_taken")
            return await self._offer_again(post, offer)
        await self._say(post, offer, "file.sent")
        await self._add(post, "info", {"activity": info_activity(made.name, room)})
        return None

    async def _made(self, post: Post) -> tuple[Offer, MadeFile | None]:
        offer = offer_of(post.payload)
        if offer is None:
            raise ValueError("a post without the file that it offers")
        reader = await self.people.someone(post.person)
        return offer, await self.aside(lambda: self.assistant.made(offer.file.verb, offer.file.value, reader))

    async def _put(self, address: str, content: bytes) -> None:
        """In one go: https://learn.microsoft.com/onedrive/developer/rest-api/api/driveitem_createuploadsession."""
        last = len(content) - 1
        headers = {"Content-Range": f"bytes 0-{last}/{last + 1}", "Content-Type": "application/octet-stream"}
        limit = aiohttp.ClientTimeout(total=TIMEOUT)
        putting = self.session().put(address, data=content, headers=headers, timeout=limit, allow_redirects=False)
        async with asyncio.timeout(TIMEOUT), putting as answer:
            if answer.status in PASSING:
                raise refusal(answer.status, answer.headers, b"")
            if answer.status not in TAKEN:
                raise NotTaken(f"status {answer.status}")

    async def _offer_again(self, post: Post, offer: Offer) -> None:
        again = Offer(offer.file, post.key, offer.language)
        fresh = Post(again.key(post.person), "teams", post.conversation, post.thread, again.as_json(), person=post.person)
        await self.aside(lambda: self.outbox.add_once(fresh, self.clock()))

    async def _say(self, post: Post, offer: Offer, text: str) -> None:
        """In place of the card that asked, which is settled now."""
        said = sentence_activity(say(text, offer.language, name=offer.file.name))
        await self._add(post, "said", {"activity": said, "replaces": offer.key(post.person)})

    async def _add(self, post: Post, name: str, payload: dict[str, object]) -> None:
        told = Post(f"{post.key}/{name}", "teams", post.conversation, post.thread, payload, person=post.person)
        await self.aside(lambda: self.outbox.add_once(told, self.clock()))
