"""What somebody says to a file that they were offered: accepted, it is due to be uploaded; the first word counts."""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.conversation.card import private_with
from bot.conversation.catalogue import say
from bot.delivery.aside import Aside
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.teams.heard import Heard
from bot.teams.intake import hashed
from bot.teams.offer import Offer, offer_of, room_in
from bot.teams.replies import sentence_activity
from bot.teams.telling import to

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Consents:
    """`wake` is called when something is to be sent; raises StoreUnavailable, TimeoutError."""

    outbox: Outbox
    aside: Aside
    clock: Callable[[], datetime]
    wake: Callable[[], None]

    async def answered(self, heard: Heard) -> dict[str, Any]:
        """Teams shows nothing of what comes back: all is said in the talk."""
        offer = offer_of(heard.value.get("context"))
        post = await self._settled(heard, offer) if offer is not None else _gone(heard, "en")
        await self.aside(lambda: self.outbox.add_once(post, self.clock()))
        self.wake()
        return {}

    async def _settled(self, heard: Heard, offer: Offer) -> Post:
        """Only an offer that was made to this very person in their talk is settled; its context alone proves nothing."""
        key, place = offer.key(heard.person), heard.place
        talks = (place.conversation, private_with(heard.person).conversation)  # how it was known when the offer was made
        known = await self.aside(lambda: self.outbox.was_for(key, talks, heard.person))
        if not known or heard.kind != "personal":
            log.warning("no such offer: %s", key, extra={"action": "offer_unknown"})
            return _gone(heard, offer.language)
        once = f"consent/{key}"
        if heard.value.get("action") != "accept":
            told = sentence_activity(say("file.declined", offer.language, name=offer.file.name))
            return to(place, once, {"activity": told, "replaces": key}, heard.person)
        room = room_in(heard.value)
        if room is None:
            return _gone(heard, offer.language)
        return to(place, once, {**offer.as_json(), "room": asdict(room)}, heard.person)


def _gone(heard: Heard, language: str) -> Post:
    told = sentence_activity(say("file.gone", language))
    key = hashed("consent", f"{heard.conversation}\n{heard.id}")
    return to(heard.place, key, {"activity": told, "language": language}, heard.person)
