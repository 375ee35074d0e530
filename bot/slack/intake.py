"""Takes in what Slack delivers, by HTTP or socket: what is asked of the desk is stored, nothing else is ever written down."""

from collections.abc import Callable, Coroutine
from typing import Any

from bot.conversation.addressed import meant_for_desk, takes_files
from bot.slack.asked import Asked, Said, identity, part, read_said, spoken, text_in, text_of
from bot.slack.files import files_in
from bot.slack.keeping import Desks, Keeping, hashed
from bot.slack.presses import Presses
from bot.slack.workspace import Own

SHORTCUT = "ask_about_message"
Answer = dict[str, Any] | None


class ForeignTeam(PermissionError):
    """Refuse: the delivery is for a workspace whose people may not ask."""


class Intake:
    """`wake` is called when something was stored; `later` runs what must not wait for the store nor hold up the ack."""

    def __init__(self, desks: Desks, wake: Callable[[], None], later: Callable[[Coroutine[Any, Any, None]], None]) -> None:
        self._desks = desks
        self._keeping = Keeping(desks, wake, later)
        self._presses = Presses(desks, self._keeping)

    async def event(self, body: dict[str, Any]) -> Answer:
        """A delivery of the Events API."""
        await self._known(body.get("team_id"))
        event = body.get("event")
        if not isinstance(event, dict):
            return None
        self._desks.people.changed(event)
        if event.get("type") == "app_home_opened":
            self._keeping.later(self._desks.at_once.home_opened(event))
        said = read_said(event)
        if said is None:
            return None
        own = await self._desks.workspace.own()
        if said.user != own.user:
            await self._said(said, own, text_of(body.get("event_id")) or said.place)
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
        respond_to = text_of(fields.get("response_url"))
        asked = Asked("command", user, channel, None, spoken(text, own), respond_to, person=own.person(user))
        await self._keeping.keep(asked, hashed("command", text_of(fields.get("trigger_id"))))
        return None

    async def pressed(self, payload: dict[str, Any]) -> Answer:
        """Buttons of a message."""
        await self._known(_team_of(payload))
        await self._presses.take(payload)
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
            await self._keeping.keep(said.asked(surface, own), f"event/{key}"[:200], said.place)

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
        text, respond_to = spoken(text_in(message), own), text_of(payload.get("response_url"))
        asked = Asked("shortcut", user, channel, None, text, respond_to, person=own.person(user), files=list(files_in(message)))
        await self._keeping.keep(asked, hashed("shortcut", text_of(payload.get("trigger_id"))))


def _team_of(payload: dict[str, Any]) -> object:
    return part(payload, "team", "id") or part(payload, "user", "team_id")
