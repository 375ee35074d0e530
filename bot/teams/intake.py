"""Takes in what happens in Teams: what is asked of the desk is stored before it is acknowledged, nothing else is written down."""

import hashlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.access.settings import Settings
from bot.conversation.addressed import meant_for_desk
from bot.delivery.aside import Aside
from bot.delivery.inbox import Arrival, Inbox
from bot.delivery.outbox import Outbox
from bot.errors import StoreUnavailable
from bot.teams.asked import Asked
from bot.teams.heard import Heard, part
from bot.teams.people import People
from bot.teams.references import References

log = logging.getLogger(__name__)

MEMBERSHIP = frozenset({"teamMemberAdded", "teamMemberRemoved", "channelShared", "channelUnshared", "channelMemberAdded"})


@dataclass(frozen=True)
class Desks:
    """What the intake works with; `unavailable` tells somebody that the store is out of reach, `queued` that they must wait."""

    inbox: Inbox
    outbox: Outbox
    people: People
    references: References
    settings: Settings
    aside: Aside
    clock: Callable[[], datetime]
    unavailable: Callable[[Heard], Coroutine[Any, Any, None]]
    queued: Callable[[Asked, str], Coroutine[Any, Any, None]]


class Intake:
    """`wake` is called when something was stored; `later` runs what must not hold up the acknowledgement."""

    def __init__(self, desks: Desks, wake: Callable[[], None], later: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self._desks = desks
        self._wake = wake
        self._later = later

    async def said(self, heard: Heard) -> None:
        """A message; in a chat of several it must be meant for the desk."""
        asked = Asked.of(heard, "message", heard.text)
        if not asked.text and not asked.files and heard.raw.get("attachments"):
            return  # a card that somebody inserted from the search is said to the others
        if await self._addressed(heard, asked.text):
            once = f"{heard.conversation}\n{heard.id}" if heard.id else f"{heard.conversation}\n{heard.raw.get('timestamp')}"
            await self.keep(heard, asked, hashed("activity", once))

    async def members_changed(self, heard: Heard) -> None:
        """Somebody came or went, perhaps the bot itself."""
        added, removed = _ids(heard, "membersAdded"), _ids(heard, "membersRemoved")
        if added or removed or part(heard.raw, "channelData", "eventType") in MEMBERSHIP:
            self._desks.people.changed()
        if heard.bot in removed:
            await self._left(heard)
        elif heard.bot in added:
            await self._joined(heard)
        elif added:
            await self._stored(lambda: self._desks.references.heard(heard), heard)

    async def installed(self, heard: Heard) -> None:
        """The app was added to a conversation, or taken away."""
        if str(heard.raw.get("action", "")).startswith("remove"):
            await self._left(heard)
        else:
            await self._joined(heard)

    async def heard(self, heard: Heard) -> None:
        """A button was pressed, on a card that may be the first thing heard of its conversation."""
        await self._stored(lambda: self._desks.references.heard(heard), heard)

    async def asked_about(self, heard: Heard, text: str) -> bool:
        """A message that somebody points to is answered in their private talk; False where there is none yet."""
        private = await self._stored(lambda: self._desks.references.private_with(heard.person), heard)
        if private is None:
            return False
        there = {name: getattr(private, name) for name in ("service", "bot", "kind")}
        asked = replace(Asked.of(heard, "message", text), conversation=private.name, identity=private.id, thread=None, **there)
        await self.keep(heard, asked, hashed("activity", f"{heard.conversation}\n{heard.id}"))
        return True

    async def keep(self, heard: Heard, asked: Asked, key: str, place: str | None = None) -> bool:
        """Stores what was asked; False when it is known. Who asks while the store is out of reach is told so."""
        in_turn = asked.surface != "welcome"
        arrival = Arrival(key, "teams", asked.as_json(), self._desks.clock(), place, asked.person, in_turn)
        kept = await self._stored(lambda: self._desks.inbox.accept(arrival), heard)
        self._wake()
        if kept is not None and kept.queued:
            self._later(self._desks.queued(asked, key))
        return kept is None or bool(kept)  # None: the store was out of reach, and the asker was told

    async def _addressed(self, heard: Heard, text: str) -> bool:
        if heard.kind == "personal" or heard.mentions_bot:
            return True
        if not meant_for_desk(text):
            return False
        here = self._desks.settings.channel(heard.conversation)
        begun = heard.thread in (None, heard.id)
        if begun:
            return here.auto_reply
        place = heard.place
        spoke = await self._stored(lambda: self._desks.outbox.spoke_in(place.conversation, place.thread or ""), heard)
        return here.follow_ups and spoke is True

    async def _joined(self, heard: Heard) -> None:
        """Teams tells of it in two ways; it is answered once a day."""
        today = self._desks.clock().date().isoformat()
        place = hashed("welcome", f"{heard.conversation}\n{today}")
        await self.keep(heard, Asked.of(heard, "welcome", ""), hashed("welcomed", f"{heard.conversation}\n{heard.id}"), place)

    async def _left(self, heard: Heard) -> None:
        await self._stored(lambda: self._desks.references.drop(heard.place.conversation), heard)

    async def _stored(self, work: Callable[[], Any], heard: Heard) -> Any:
        try:
            return await self._desks.aside(work)
        except (StoreUnavailable, TimeoutError) as error:
            log.error("not stored: %s", error, extra={"action": "arrival_unstored"})
            if heard.type == "invoke":
                raise  # it is told in the answer to the invoke
            if heard.type == "message":
                self._later(self._desks.unavailable(heard))
            return None


def hashed(kind: str, value: str) -> str:
    """A key of fixed length."""
    return f"{kind}/{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()}"


def _ids(heard: Heard, name: str) -> set[str]:
    found = heard.raw.get(name)
    listed = found if isinstance(found, list) else []
    return {account["id"] for account in listed if isinstance(account, dict) and isinstance(account.get("id"), str)}
