"""Takes in the buttons of messages: what changes something or has an answer is kept, what opens a form is done at once."""

from dataclasses import replace
from typing import Any

from bot.slack.answering import VERDICTS
from bot.slack.asked import Asked, Surface, identity, part, stamp, text_of
from bot.slack.cards import PREFIX, filled_in, language_of_card, verb_of
from bot.slack.experts import VERBS
from bot.slack.keeping import Desks, Keeping, hashed

# What opens a modal, for which Slack leaves three seconds.
MODALS = frozenset({"open", "not_helpful", "reply"})


class Presses:
    """One delivery may tell of several buttons."""

    def __init__(self, desks: Desks, keeping: Keeping) -> None:
        self._desks = desks
        self._keeping = keeping

    async def take(self, payload: dict[str, Any]) -> None:
        """Everything that was pressed."""
        actions = payload.get("actions")
        for action in actions if isinstance(actions, list) else ():
            await self._pressed(payload, action)

    async def _pressed(self, payload: dict[str, Any], action: object) -> None:
        name, value = text_of(part(action, "action_id")) or "", text_of(part(action, "value")) or ""
        verb = name.partition(":")[0]
        if name.startswith(PREFIX):
            await self._acted(payload, verb_of(name), value, language_of_card(name))
        elif verb in ("choose", "related", "share"):
            await self._continued(payload, verb, value)
        else:
            if verb in VERDICTS or verb in VERBS:
                await self._acted(payload, verb, value)
            if verb in MODALS:
                self._keeping.later(self._desks.at_once.pressed(verb, value, payload))

    async def _acted(self, payload: dict[str, Any], verb: str, value: str, language: str = "") -> None:
        """A press that changes something: kept before it is acknowledged. Pressed twice, the desk says where things stand."""
        asked = await self._press_of(payload, "press", verb, value)
        if asked is not None:
            fields = filled_in(payload.get("state"), (await self._desks.workspace.own()).person)
            await self._keeping.keep(replace(asked, fields=fields, language=language), hashed("press", _trigger(payload, asked)))

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
        if not await self._keeping.keep(asked, hashed(verb, text_of(payload.get("trigger_id"))), hashed(verb, once)):
            self._keeping.later(self._desks.at_once.already(asked.respond_to, asked.user, asked.channel))

    async def _press_of(self, payload: dict[str, Any], surface: Surface, verb: str, value: str) -> Asked | None:
        user, channel = identity(part(payload, "user", "id")), identity(part(payload, "channel", "id"))
        if user is None or channel is None:
            return None
        ts = stamp(part(payload, "message", "ts")) or stamp(part(payload, "container", "message_ts"))
        private = part(payload, "container", "is_ephemeral") is True or part(payload, "message") is None
        thread = None if private else stamp(part(payload, "message", "thread_ts")) or ts
        person = (await self._desks.workspace.own()).person(user)
        respond_to = text_of(payload.get("response_url"))
        return Asked(surface, user, channel, thread, verb[:200], respond_to, value[:2_000], person, ts)


def _trigger(payload: dict[str, Any], asked: Asked) -> str:
    """What is the same when one press is delivered twice."""
    return text_of(payload.get("trigger_id")) or f"{asked.channel}/{asked.pressed}/{asked.user}/{asked.text}/{asked.answer}"
