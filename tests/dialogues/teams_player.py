"""People in Teams: what they see are Adaptive Cards, what they do are signed activities."""

import json
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.teams.channel import Timing
from bot.teams.offer import CONSENT, INFO
from tests.dialogues.screen import Screen, Shown
from tests.dialogues.town import Town, number_of
from tests.fakes.teams_activities import CHANNEL, consent, mentioned, personal, pressed, room, said
from tests.fakes.teams_limits import refusal
from tests.fakes.teams_server import TeamsServer
from tests.fakes.teams_tokens import token

ADAPTIVE = "application/vnd.microsoft.card.adaptive"


class TeamsPlayer:
    channel = "teams"

    def __init__(self, town: Town, teams: TeamsServer, client: TestClient[web.Request, web.Application]) -> None:
        self._town, self.teams, self._client = town, teams, client
        self._reply: dict[str, Screen] = {}

    def screen(self, who: str) -> Screen:
        return self._reply[who]

    async def says(self, who: str, text: str, where: str | None = None, **more: Any) -> None:
        """In the private talk, or with a mention in a channel."""
        before, number = len(self.teams.sent), number_of(who)
        make = mentioned if where else said
        status, _ = await self.delivered(make(self.teams.service, text, number, **more))
        assert status == 202
        await self._town.settled(self.channel)
        self._reply[who] = self._best(who, before, where)

    async def presses(self, who: str, screen: Screen, label: str, filled: dict[str, tuple[Shown, tuple[str, ...]]]) -> None:
        action, before = screen.button(label), len(self.teams.sent)
        activity = self.press_of(who, action["data"], screen.origin, filled)
        status, body = await self.delivered(activity)
        assert status == 200
        if body["type"] == ADAPTIVE:
            _well(body["value"])
            self._reply[who] = screen_of(body["value"], screen.origin)
        elif body["value"]:
            self._reply[who] = Screen(body["value"], origin=screen.origin)
        else:
            await self._town.settled(self.channel)
            self._reply[who] = self._best(who, before, None)

    def press_of(self, who: str, data: dict[str, Any], message: dict[str, Any], filled: dict[str, Any]) -> dict[str, Any]:
        found = pressed(self.teams.service, data["verb"], data["value"], number_of(who), replyToId=message["_id"])
        values = {shown.name: ",".join(given) for shown, given in filled.values() if given}
        found["value"]["action"]["data"] = {**data, **values}
        if message["_to"].startswith(CHANNEL):
            found["conversation"] = {"id": message["_to"], "conversationType": "channel", "isGroup": True}
        return found

    def board(self, who: str) -> Screen:
        """The card in the private talk that shows the progress, as it was changed last."""
        first = next(one for one in self._sent(who, 0) if _is_board(screen_of_message(one)))
        changes = [found for found in self.teams.updated if found["_id"] == first["_id"]]
        return screen_of_message(changes[-1] | {"_to": first["_to"]} if changes else first)

    def told(self, who: str) -> Screen:
        """What came last without being asked for becomes what they look at."""
        shown = [screen for screen in map(screen_of_message, self._sent(who, 0)) if not _is_board(screen)]
        self._reply[who] = shown[-1]
        return self._reply[who]

    async def delivered(self, activity: dict[str, Any]) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token(self.teams.service)}"}
        response = await self._client.post("/api/messages", data=json.dumps(activity).encode(), headers=headers)
        body = await response.text()
        return response.status, json.loads(body) if body.startswith("{") else body

    async def accepts(self, who: str, name: str) -> bytes | None:
        """What lies in their OneDrive once the file of that name was accepted, as it was offered last; None for nothing."""
        offers = [
            one for found in self.teams.sent if found["_to"] == personal(number_of(who)) for one in found.get("attachments", ())
        ]
        context = [one for one in offers if one["contentType"] == CONSENT and one["name"] == name][-1]["content"]["acceptContext"]
        return await self.accepts_context(who, context)

    async def accepts_context(self, who: str, context: Any) -> bytes | None:
        """The same for a context, whoever it was meant for."""
        place, before = f"file-{len(self.teams.uploads)}", len(self.teams.uploads)
        await self.delivered(consent(self.teams.service, context, user=number_of(who), room=room(self.teams.address, place)))
        await self._town.settled(self.channel)
        return self.teams.uploads[-1][2] if len(self.teams.uploads) > before else None

    def _sent(self, who: str, after: int) -> list[dict[str, Any]]:
        """What they see and can read; files are a matter of their own."""
        return [found for found in self.teams.sent[after:] if found["_to"] == personal(number_of(who)) and not _is_file(found)]

    def _best(self, who: str, after: int, where: str | None) -> Screen:
        there = [found for found in self.teams.sent[after:] if where and found["_to"].startswith(where)]
        shown = [screen_of_message(found) for found in [*there, *self._sent(who, after)]]
        best = [screen for screen in shown if not _is_board(screen)] or shown
        assert best, "nothing was said back"
        return best[-1]


def _is_file(message: dict[str, Any]) -> bool:
    return any(found["contentType"] in (CONSENT, INFO) for found in message.get("attachments", ()))


def _is_board(screen: Screen) -> bool:
    return any("|board" in str(action.get("data")) for _, action in screen.buttons)


def _well(card: dict[str, Any]) -> None:
    assert refusal({"attachments": [{"content": card}]}) is None


def screen_of_message(message: dict[str, Any]) -> Screen:
    for attached in message.get("attachments", ()):
        _well(attached["content"])
        return screen_of(attached["content"], message)
    return Screen(message.get("text", ""), origin=message)


def screen_of(card: dict[str, Any], message: dict[str, Any]) -> Screen:
    texts, buttons, fields = [], [], {}
    for element in card["body"]:
        if element["type"] == "TextBlock":
            texts.append(element["text"].replace("\\", ""))
        elif element["type"] == "FactSet":
            texts += [f"{fact['title']} {fact['value']}".replace("\\", "") for fact in element["facts"]]
        elif element["type"] == "ActionSet":
            buttons += [(action["title"], action) for action in element["actions"]]
        elif element["type"].startswith("Input."):
            fields[element["label"]] = _field(element)
    return Screen("\n".join(texts), tuple(buttons), fields, message)


def _field(element: dict[str, Any]) -> Shown:
    options = {choice["title"]: choice["value"] for choice in element.get("choices", ())}
    filled = str(element["value"]) if "value" in element else ""
    several = element.get("isMultiSelect")
    return Shown(
        element["id"], element["type"], options, tuple(filled.split(",")) if several and filled else (filled,) if filled else ()
    )


async def open_teams(town: Town, teams: TeamsServer, aiohttp_client: Any, timing: Timing) -> TeamsPlayer:
    teams.enforced = False  # what Teams allows in a second is tested elsewhere
    channel = town.teams_channel(teams.address, timing)
    app = web.Application()
    app.router.add_routes(channel.routes())
    app.cleanup_ctx.append(channel.lifetime)
    return TeamsPlayer(town, teams, await aiohttp_client(app))
