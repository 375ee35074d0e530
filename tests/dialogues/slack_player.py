"""People in Slack: what they see is what was posted to them in Block Kit, what they do is signed and delivered."""

import copy
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.slack.channel import Timing
from tests.dialogues.screen import Screen, Shown
from tests.dialogues.town import Town, number_of
from tests.fakes.slack_requests import event, interaction, mention, said, signed
from tests.fakes.slack_server import BOT_USER, SlackServer

CHANNEL = "C1"


def talk(who: str) -> str:
    """The private talk with a person."""
    return f"DU{number_of(who)}"


class SlackPlayer:
    channel = "slack"

    def __init__(self, town: Town, slack: SlackServer, client: TestClient[web.Request, web.Application]) -> None:
        self._town, self.slack, self._client = town, slack, client
        self._seen: dict[str, dict[str, Any]] = {}
        self._reply: dict[str, Screen] = {}

    def screen(self, who: str) -> Screen:
        return self._reply[who]

    async def says(self, who: str, text: str, where: str | None = None, **more: Any) -> None:
        """In the private talk, or with a mention in a channel."""
        user = f"U{number_of(who)}"
        happened = mention(text, where, user, **more) if where else said(text, talk(who), user, **more)
        await self._does(who, event(happened), form=False)

    async def presses(self, who: str, screen: Screen, label: str, filled: dict[str, tuple[Shown, tuple[str, ...]]]) -> None:
        message, button = screen.origin, screen.button(label)
        await self._does(who, self.press_of(who, message, button, filled), form=True)

    def press_of(self, who: str, message: dict[str, Any], button: dict[str, Any], filled: dict[str, Any]) -> str:
        channel = f"D{message['channel']}" if message["channel"].startswith("U") else message["channel"]
        values = {f"field:{name}": {f"field:{name}": _state(shown, given)} for name, (shown, given) in filled.items()}
        payload: dict[str, Any] = {
            "type": "block_actions",
            "actions": [{"action_id": button["action_id"], "value": button["value"]}],
            "channel": {"id": channel},
            "state": {"values": values},
        }
        if "ts" in message:
            payload["message"] = {"ts": message["ts"], "thread_ts": message.get("thread_ts")}
        else:  # one that only this person sees
            payload |= {
                "container": {"is_ephemeral": True, "message_ts": "1.1"},
                "response_url": f"{self.slack.address}/respond/r",
            }
        return interaction(payload, f"U{number_of(who)}")

    def board(self, who: str) -> Screen:
        """The card in the private talk that shows the progress."""
        return [shown for shown in map(screen_of, self._mine(who)) if is_board(shown)][-1]

    def in_channel(self) -> list[Screen]:
        return [screen_of(found) for found in self.slack.posted if found["channel"] == CHANNEL]

    def told(self, who: str) -> Screen:
        """What came last without being asked for becomes what they look at."""
        sent = [found for found in self._mine(who) if found["channel"] == f"U{number_of(who)}" and not is_board(screen_of(found))]
        self._reply[who] = screen_of(sent[-1])
        return self._reply[who]

    def _mine(self, who: str) -> list[dict[str, Any]]:
        return [found for found in self.slack.posted if found["channel"] in (talk(who), f"U{number_of(who)}")]

    async def delivered(self, body: str, form: bool) -> None:
        response = await self._client.post("/slack/events", data=body.encode(), headers=signed(body, form=form))
        assert response.status == 200
        await self._town.settled(self.channel)

    async def _does(self, who: str, body: str, form: bool) -> None:
        before = {found["ts"]: copy.deepcopy(found["blocks"]) for found in self.slack.posted}
        whispered = len(self.slack.ephemeral)
        await self.delivered(body, form)
        assert self.slack.refused == []
        user = f"U{number_of(who)}"
        whispers = [found for found in self.slack.ephemeral[whispered:] if found.get("user", user) == user]
        changed = [found for found in self.slack.posted if before.get(found["ts"]) != found["blocks"]]
        mine = [found for found in changed if found in self._mine(who)]
        others = [found for found in changed if found["channel"] == CHANNEL]
        shown = [*map(screen_of, [*others, *whispers, *mine])]
        best = [screen for screen in shown if not is_board(screen)] or shown
        assert best, (
            "nothing was said back",
            [(name, one.get("channel"), one.get("ts"), one.get("text", "")[:90]) for name, one in self.slack.calls[-8:]],
        )
        self._reply[who] = best[-1]


def is_board(screen: Screen) -> bool:
    return any("|board" in button.get("value", "") for _, button in screen.buttons)


def screen_of(message: dict[str, Any]) -> Screen:
    texts, buttons, fields = [], [], {}
    for block in message["blocks"]:
        if block["type"] == "actions":
            buttons += [(element["text"]["text"], element) for element in block["elements"]]
        elif block["type"] == "input":
            fields[block["label"]["text"]] = _field(block["element"])
        else:
            texts += [part["text"] for part in (block.get("text"), *block.get("fields", ())) if part]
    return Screen("\n".join(texts), tuple(buttons), fields, message)


def _field(element: dict[str, Any]) -> Shown:
    options = {option["text"]["text"]: option["value"] for option in element.get("options", ())}
    chosen = element.get("initial_options") or [element[name] for name in ("initial_option",) if name in element]
    filled = tuple(option["value"] for option in chosen) or tuple(
        element[name] for name in ("initial_value", "initial_date") if name in element
    )
    return Shown(element["action_id"].removeprefix("field:"), element["type"], options, filled)


def _state(shown: Shown, given: tuple[str, ...]) -> dict[str, Any]:
    """What Slack tells of an element."""
    found: dict[str, Any] = {"type": shown.kind}
    if shown.kind == "multi_static_select":
        return found | {"selected_options": [{"value": value} for value in given]}
    first = given[0] if given else None
    if shown.kind == "static_select":
        return found | {"selected_option": {"value": first} if first else None}
    names = {"users_select": "selected_user", "datepicker": "selected_date"}
    return found | {names.get(shown.kind, "value"): first}


async def open_slack(town: Town, slack: SlackServer, aiohttp_client: Any, timing: Timing) -> SlackPlayer:
    for number in range(1, 5):
        slack.person(f"U{number}")
    slack.members = {CHANNEL: [f"U{number}" for number in range(1, 5)] + [BOT_USER]}
    channel = town.slack_channel(slack.address, timing)
    app = web.Application()
    app.router.add_routes(channel.routes())
    app.cleanup_ctx.append(channel.lifetime)
    return SlackPlayer(town, slack, await aiohttp_client(app))
