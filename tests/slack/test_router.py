"""Bolt routes what the door let in: nothing is acknowledged before it was taken, and Slack is asked nothing on the way."""

import contextlib
import json
import sys
from collections.abc import Awaitable, Callable
from subprocess import run
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bot.slack.intake import ForeignTeam
from bot.slack.router import Router, Unreadable
from tests.fakes.slack_requests import command, event, interaction, mention, pressed, said
from tests.slack.conftest import House

NOWHERE = "http://127.0.0.1:1/api/"


class Listening:
    """An intake that notes what reaches it by which entry."""

    def __init__(self, answer: dict[str, Any] | None = None, failure: Exception | None = None) -> None:
        self.reached: list[str] = []
        self._answer = answer
        self._failure = failure

    def __getattr__(self, entry: str) -> Callable[[dict[str, Any]], Awaitable[Any]]:
        async def take(_body: dict[str, Any]) -> Any:
            self.reached.append(entry)
            if self._failure is not None:
                raise self._failure
            return self._answer

        return take


def router(intake: Listening) -> Router:
    return Router("xoxb-1", NOWHERE, intake)  # type: ignore[arg-type]


def form(body: str) -> dict[str, Any]:
    fields = dict(parse_qsl(body, keep_blank_values=True))
    return json.loads(fields["payload"]) if "payload" in fields else fields


MESSAGE = {"channel": "C1", "ts": "1700000000.000001"}
SHORTCUT = interaction({"type": "message_action", "callback_id": "ask_about_message"})
SUBMITTED = interaction({"type": "view_submission", "view": {"type": "modal", "callback_id": "verdict"}})


@pytest.mark.parametrize(
    ("body", "entry"),
    [
        (json.loads(event(mention("How long?"))), "event"),
        (json.loads(event(said("How long?", channel="D1"))), "event"),
        (json.loads(event({"type": "app_home_opened", "user": "U1"})), "event"),
        (json.loads(event({"type": "member_joined_channel", "user": "U1", "channel": "C1"})), "event"),
        (json.loads(event({"type": "subteam_members_changed"})), "event"),
        (form(command("How long?")), "command"),
        (form(pressed("open:1", "a|1", MESSAGE)), "pressed"),
        (form(SHORTCUT), "shortcut"),
        (form(SUBMITTED), "submitted"),
    ],
)
async def test_each_kind_of_delivery_reaches_its_entry(body: dict[str, Any], entry: str) -> None:
    intake = Listening()
    assert await router(intake).route(body) is None
    assert intake.reached == [entry]


async def test_what_nobody_listens_for_is_acknowledged() -> None:
    intake = Listening()
    for unknown in (json.loads(event({"type": "reaction_added"})), form(command("x", command="/other"))):
        assert await router(intake).route(unknown) is None
    assert intake.reached == []


async def test_what_the_intake_answers_is_answered() -> None:
    answer = {"response_type": "ephemeral", "text": "Khuôn", "blocks": [{"type": "divider"}]}
    assert await router(Listening(answer)).route(form(command("help"))) == answer


@pytest.mark.parametrize("failure", [ForeignTeam("not ours"), TimeoutError(), ZeroDivisionError(), KeyError("x")])
async def test_a_failure_of_the_intake_reaches_the_door_and_nothing_is_acknowledged(failure: Exception) -> None:
    with pytest.raises(type(failure)):
        await router(Listening(failure=failure)).route(json.loads(event(mention("How long?"))))


@pytest.mark.parametrize(
    "body", [{"type": "event_callback", "event": None}, {"authorizations": 5}, {"actions": [None], "type": "x"}]
)
async def test_what_is_not_built_as_slack_builds_it_is_refused_or_left_alone(body: dict[str, Any]) -> None:
    intake = Listening()
    with contextlib.suppress(Unreadable):
        assert await router(intake).route(body) is None
    assert intake.reached == []


async def test_slack_is_not_asked_anything_for_a_delivery(house: House) -> None:
    await house.until(lambda: house.slack.called("users.list"))
    before = len(house.slack.called("auth.test"))
    for _ in range(5):
        await house.deliver(said("nothing for the desk"))
    assert len(house.slack.called("auth.test")) == before == 1


def test_without_slack_bolt_is_not_imported() -> None:
    code = (
        "import sys, bot.web.server, bot.terminal.commands; sys.exit('slack_bolt' in sys.modules or 'slack_sdk' in sys.modules)"
    )
    assert run([sys.executable, "-c", code], timeout=120, check=False).returncode == 0
