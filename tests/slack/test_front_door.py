"""What Slack did not sign is refused; what it signed is never answered by a failure."""

import asyncio
import json
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack.front_door import Signature
from tests.fakes.slack_requests import SECRET, command, event, interaction, mention, signed
from tests.scale import SCALE
from tests.slack.conftest import RECORDAL, House

BODY = event(mention(RECORDAL), "Ev1")


@pytest.mark.parametrize(
    "change",
    [
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0="},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": "v1=" + "0" * 64},
        {"X-Slack-Signature": "ü"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "yesterday"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": str(int(time.time()) - 1)},
    ],
)
async def test_a_request_with_a_wrong_signature_is_refused(house: House, change: dict[str, str]) -> None:
    assert (await house.send(BODY, headers=change))[0] == 401


@pytest.mark.parametrize("age", [301, 3_600, -301, -3_600])
async def test_a_request_of_another_time_is_refused(house: House, age: int) -> None:
    assert (await house.send(BODY, headers=signed(BODY, at=time.time() - age)))[0] == 401


async def test_none_of_many_forged_stale_and_tampered_requests_is_accepted(house: House) -> None:
    rng = random.Random(3)
    for number in range(250 * SCALE):
        body = event(mention(RECORDAL), f"EvF{number}")
        at = time.time() - rng.choice([0, 0, 400, -400, 86_400])
        secret = rng.choice([SECRET + "x", SECRET[:-1], SECRET.upper(), "x"])
        forged = signed(body, secret if abs(at - time.time()) < 300 else SECRET, at)
        assert (await house.send(body, headers=forged))[0] == 401
        tampered = signed(body)
        assert (await house.send(body.replace("C1", "C2"), headers=tampered))[0] == 401
    await house.quiet(0.3)
    assert house.slack.posted == []


async def test_a_replayed_request_is_accepted_once(house: House) -> None:
    headers = signed(BODY)
    for _ in range(20):
        assert (await house.send(BODY, headers=headers))[0] == 200
    await house.posted()
    await house.quiet()
    assert len(house.slack.posted) == 1


def test_a_signature_holds_for_five_minutes() -> None:
    headers = signed("{}", at=1_000.0)
    stamp, signature = headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"]
    signs = Signature(SECRET).signs
    assert [signs(stamp, signature, b"{}", now) for now in (1_000, 1_300, 1_301, 700, 699)] == [True, True, False, True, False]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
TEAMED = {"team_id": st.sampled_from(["T0OWN"]) | ANYTHING}
FIELDS = dict.fromkeys(("user", "channel", "ts", "text", "thread_ts", "subtype", "channel_type", "tab"), ANYTHING)
EVENTS = st.fixed_dictionaries(
    {"type": st.just("event_callback"), **TEAMED},
    optional={
        "event_id": ANYTHING,
        "event": ANYTHING
        | st.fixed_dictionaries({"type": st.sampled_from(["message", "app_mention", "app_home_opened"])}, optional=FIELDS),
    },
)
PRESSES = st.fixed_dictionaries(
    {"type": st.sampled_from(["block_actions", "message_action", "view_submission", "shortcut"]) | ANYTHING},
    optional={
        "actions": ANYTHING | st.lists(st.fixed_dictionaries({"action_id": st.sampled_from(["share", "open:1", "helpful"])})),
        "channel": ANYTHING,
        "message": ANYTHING,
        "view": ANYTHING,
        "user": ANYTHING,
        "callback_id": st.sampled_from(["ask_about_message"]) | ANYTHING,
    },
)


MANY = settings(max_examples=200 * SCALE, deadline=None, database=None, suppress_health_check=list(HealthCheck))


async def test_none_of_many_malformed_payloads_ends_in_a_failure(house: House) -> None:
    loop = asyncio.get_running_loop()
    bodies: list[tuple[str, bool]] = []

    @MANY
    @given(found=EVENTS, pressed=PRESSES, text=st.text(max_size=60))
    def collect(found: object, pressed: dict[str, object], text: str) -> None:
        bodies.append((json.dumps(found), False))
        bodies.append((interaction(pressed), True))
        bodies.append((command(text), True))
        bodies.append((text, False))

    await loop.run_in_executor(None, collect)
    for body, form in bodies:
        status, said = await house.send(body.encode("utf-8", "replace").decode(), form=form)
        assert status in (200, 400, 403), body
        assert "Reference" not in said, body
