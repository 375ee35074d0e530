"""Takes in what Slack delivers, by HTTP or socket: what is asked of the desk is stored, nothing else is ever written down."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.access.settings import Settings
from bot.conversation.addressed import meant_for_desk, takes_files
from bot.delivery.aside import Aside
from bot.delivery.inbox import Arrival, Inbox
from bot.delivery.outbox import Outbox
from bot.errors import StoreUnavailable
from bot.slack.answering import VERDICTS
from bot.slack.asked import Asked, Said, Surface, identity, part, read_said, spoken, stamp, text_in
from bot.slack.at_once import AtOnce
from bot.slack.cards import PREFIX, filled_in, language_of_card, verb_of
from bot.slack.experts import VERBS
from bot.slack.files import files_in
from bot.slack.people import People
from bot.slack.workspace import Own, Workspace

log = logging.getLogger(__name__)

SHORTCUT = "ask_about_message"
QUEUE_TOLD_AFTER = 1.5  # seconds
# What opens a modal, for which Slack leaves three seconds.
MODALS = frozenset({"open", "not_helpful", "reply"})
Answer = dict[str, Any] | None


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


class ForeignTeam(PermissionError):
    """Refuse: the delivery is for a workspace whose people may not ask."""


class Intake:
    """`wake` is called when something was stored; `later` runs what must not wait for the store nor hold up the ack."""

    def __init__(self, desks: Desks, wake: Callable[[], None], later: Callable[[Coroutine[Any, Any, None]], None]) -> None:
        self._desks = desks
        self._wake = wake
        self._later = later

    async def event(self, body: dict[str, Any]) -> Answer:
        """A delivery of the Events API."""
        await self._known(body.get("team_id"))
        event = body.get("event")
        if not isinstance(event, dict):
            return None
        self._desks.people.changed(event)
        if event.get("type") == "app_home_opened":
            self._later(self._desks.at_once.home_opened(event))
        said = read_said(event)
        if said is None:
            return None
        own = await self._desks.workspace.own()
        if said.user != own.user:
            await self._said(said, own, _text(body.get("event_id")) or said.place)
        return None

    async def command(self, fields: dict[str, Any]) -> Answer:
        """/ipdesk with what was typed after it; the answer goes to the asker alone."""
        await self._known(fields.get("team_id"))
        user, channel = identity(fields.get("user_id")), identity(fields.get("channel_id"))
        if user is None or channel is None:
            return None
        own = await self._desks.workspace.own()
        first, _, rest = text_in(fields).strip().partition(" ")
        if first.lower() in ("", "help"):
            return self._desks.at_once.help()
        text = rest if first.lower() == "ask" and rest.strip() else text_in(fields)
        respond_to = _text(fields.get("response_url"))
        asked = Asked("command", user, channel, None, spoken(text, own), respond_to, person=own.person(user))
        await self._keep(asked, _hashed("command", _text(fields.get("trigger_id"))))
        return None

    async def pressed(self, payload: dict[str, Any]) -> Answer:
        """Buttons of a message."""
        await self._known(_team_of(payload))
        actions = payload.get("actions")
        for action in actions if isinstance(actions, list) else ():
            await self._pressed(payload, action)
        return None

    async def submitted(self, payload: dict[str, Any]) -> Answer:
        """A modal that somebody sent off."""
        await self._known(_team_of(payload))
        return await self._desks.at_once.submitted(payload)

    async def shortcut(self, payload: dict[str, Any]) -> Answer:
        """The entry in the menu of a message."""
        await self._known(_team_of(payload))
        await self._about_message(payload)
        return None

    async def _known(self, team: object) -> None:
        if not await self._desks.workspace.serves(team):
            raise ForeignTeam("this workspace is not served")

    async def _said(self, said: Said, own: Own, key: str) -> None:
        surface = await self._addressed(said, own.user)
        if surface is not None:
            await self._keep(said.asked(surface, own), f"event/{key}"[:200], said.place)

    async def _addressed(self, said: Said, bot_user: str) -> Any:
        """How a message is meant for the desk; None leaves it alone."""
        if said.direct or said.mention:
            return "direct" if said.direct else "mention"
        if f"<@{bot_user}>" in said.text:
            return None  # what mentions the bot arrives as a mention, too
        if said.files and said.thread is not None:
            keys = await self._desks.aside(lambda: self._desks.outbox.keys_of(said.channel, said.thread or ""))
            if takes_files(keys):
                return "follow_up"
        if not meant_for_desk(said.text):
            return None
        here = self._desks.settings.channel(said.channel)
        if said.thread is None:
            return "channel" if here.auto_reply else None
        if here.follow_ups and await self._desks.aside(lambda: self._desks.outbox.spoke_in(said.channel, said.thread or "")):
            return "follow_up"
        return None

    async def _about_message(self, payload: dict[str, Any]) -> None:
        user, channel = identity(part(payload, "user", "id")), identity(part(payload, "channel", "id"))
        message = payload.get("message")
        if user is None or channel is None or not isinstance(message, dict):
            return
        own = await self._desks.workspace.own()
        text, respond_to = spoken(text_in(message), own), _text(payload.get("response_url"))
        asked = Asked("shortcut", user, channel, None, text, respond_to, person=own.person(user), files=list(files_in(message)))
        await self._keep(asked, _hashed("shortcut", _text(payload.get("trigger_id"))))

    async def _pressed(self, payload: dict[str, Any], action: object) -> None:
        name, value = _text(part(action, "action_id")) or "", _text(part(action, "value")) or ""
        verb = name.partition(":")[0]
        if name.startswith(PREFIX):
            await self._acted(payload, verb_of(name), value, language_of_card(name))
        elif verb in ("choose", "related", "share"):
            await self._continued(payload, verb, value)
        else:
            if verb in VERDICTS or verb in VERBS:
                await self._acted(payload, verb, value)
            if verb in MODALS:
                self._later(self._desks.at_once.pressed(verb, value, payload))

    async def _acted(self, payload: dict[str, Any], verb: str, value: str, language: str = "") -> None:
        """A press that changes something: kept before it is acknowledged. Pressed twice, the desk says where things stand."""
        asked = await self._press_of(payload, "press", verb, value)
        if asked is not None:
            fields = filled_in(payload.get("state"), (await self._desks.workspace.own()).person)
            await self._keep(replace(asked, fields=fields, language=language), _hashed("press", _trigger(payload, asked)))

    async def _continued(self, payload: dict[str, Any], verb: str, value: str) -> None:
        """A press that has an answer; pressed twice, it has one."""
        asked = await self._press_of(payload, "share" if verb == "share" else "choice", verb, value[:200])
        if asked is None:
            return
        once = (
            f"{verb}/{asked.channel}/{value}"
            if verb == "share"
            else f"{verb}/{asked.channel}/{asked.pressed}/{asked.user}/{value}"
        )
        if not await self._keep(asked, _hashed(verb, _text(payload.get("trigger_id"))), _hashed(verb, once)):
            self._later(self._desks.at_once.already(asked.respond_to, asked.user, asked.channel))

    async def _press_of(self, payload: dict[str, Any], surface: Surface, verb: str, value: str) -> Asked | None:
        user, channel = identity(part(payload, "user", "id")), identity(part(payload, "channel", "id"))
        if user is None or channel is None:
            return None
        ts = stamp(part(payload, "message", "ts")) or stamp(part(payload, "container", "message_ts"))
        private = part(payload, "container", "is_ephemeral") is True or part(payload, "message") is None
        thread = None if private else stamp(part(payload, "message", "thread_ts")) or ts
        person = (await self._desks.workspace.own()).person(user)
        respond_to = _text(payload.get("response_url"))
        return Asked(surface, user, channel, thread, verb[:200], respond_to, value[:2_000], person, ts)

    async def _keep(self, asked: Asked, key: str, place: str | None = None) -> bool:
        """Stores what was asked before it is acknowledged; who asks while the store is out of reach is told so."""
        in_turn = asked.surface not in ("press", "share")
        arrival = Arrival(key, "slack", asked.as_json(), self._desks.clock(), place, asked.person, in_turn)
        try:
            kept = await self._desks.aside(lambda: self._desks.inbox.accept(arrival))
        except (StoreUnavailable, TimeoutError) as error:
            log.error("not stored: %s", error, extra={"action": "arrival_unstored"})
            self._later(self._desks.at_once.unavailable(asked))
            return True
        self._wake()
        if kept.queued:
            self._later(self._queued(asked))
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


def _trigger(payload: dict[str, Any], asked: Asked) -> str:
    """What is the same when one press is delivered twice."""
    return _text(payload.get("trigger_id")) or f"{asked.channel}/{asked.pressed}/{asked.user}/{asked.text}/{asked.answer}"


def _team_of(payload: dict[str, Any]) -> object:
    return part(payload, "team", "id") or part(payload, "user", "team_id")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _hashed(kind: str, value: str | None) -> str:
    return f"{kind}/{hashlib.sha256((value or '').encode('utf-8', 'replace')).hexdigest()}"
