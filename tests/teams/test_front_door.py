"""Who cannot prove to be the Bot Framework is refused; what it brings is never answered by a failure."""

import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import TeamsCredentials
from bot.teams.services import Services
from tests.fakes.teams_activities import activity, invoke, pressed, said
from tests.fakes.teams_server import TENANT
from tests.fakes.teams_tokens import ATTACKS, forgeries, token
from tests.scale import SCALE
from tests.soak.teams_malformed import malformed
from tests.teams.conftest import RECORDAL, House

OTHER_TENANT = "44444444-4444-4444-8444-444444444444"


@pytest.mark.parametrize("attack", ATTACKS)
async def test_a_forged_token_is_refused(house: House, attack: str) -> None:
    status, _ = await house.deliver(said(house.service, RECORDAL), ATTACKS[attack](house.service))
    assert status in (401, 403)
    await house.quiet(0.2)
    assert house.teams.sent == []


async def test_none_of_many_forged_tokens_is_accepted(house: House) -> None:
    body = json.dumps(said(house.service, RECORDAL)).encode()
    for header in forgeries(house.service, 200 * SCALE):
        assert (await house.post(body, header))[0] in (401, 403), header
    await house.quiet(0.3)
    assert house.teams.sent == []
    assert house.teams.metadata_reads == 1


async def test_a_token_of_another_channel_is_refused(house: House) -> None:
    assert (await house.deliver(said(house.service, RECORDAL, channelId="webchat")))[0] == 403


async def test_people_of_other_tenants_are_refused(house: House) -> None:
    asked = said(house.service, RECORDAL)
    asked["conversation"]["tenantId"] = OTHER_TENANT
    assert (await house.deliver(asked | {"channelData": {"tenant": {"id": OTHER_TENANT}}}))[0] == 403
    assert (await house.deliver(asked | {"channelData": {"tenant": {"id": TENANT}}}))[0] == 403  # two tenants at once
    asked["conversation"].pop("tenantId")
    assert (await house.deliver(asked | {"channelData": {}}))[0] == 403


async def test_our_token_goes_to_microsoft_alone(house: House) -> None:
    for address in ("https://evil.test/", "https://smba.trafficmanager.net.evil.test/", "https://mine.trafficmanager.net/"):
        assert (await house.deliver(said(address, RECORDAL), f"Bearer {token(address)}"))[0] == 403


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://smba.trafficmanager.net/emea/", True),
        ("https://api.botframework.com", True),
        ("https://smba.infra.gcc.teams.microsoft.com/teams", True),
        ("http://smba.trafficmanager.net/emea/", False),
        ("https://other.trafficmanager.net/", False),
        ("https://botframework.com.evil.test/", False),
        ("https://evilbotframework.com/", False),
        ("https://smba.trafficmanager.net@evil.test/", False),
        ("https://x:y@smba.trafficmanager.net/", False),
        ("http://127.0.0.1:8080/", False),
        ("https://[::1]/", False),
        ("https://smba.trafficmanager.net:port/", False),
        ("", False),
    ],
)
def test_a_service_is_known_by_its_host(address: str, allowed: bool) -> None:
    assert Services(TeamsCredentials("a", "b")).allows(address) is allowed


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{}", "", 415),
        (b"{}", "text/plain", 415),
        (b"", "application/json", 400),
        (b"no json", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"null", "application/json", 400),
        (b'"message"', "application/json", 400),
        (b'{"type": "message"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b" " * 300_000, "application/json", 413),
    ],
)
async def test_a_malformed_body_is_named_as_such(house: House, body: bytes, media: str, status: int) -> None:
    assert (await house.post(body, media=media))[0] == status


@pytest.mark.parametrize("missing", ["conversation", "from", "recipient", "serviceUrl", "channelId", "type"])
async def test_an_activity_without_what_an_answer_needs_is_malformed(house: House, missing: str) -> None:
    found = said(house.service, RECORDAL)
    found.pop(missing)
    assert (await house.deliver(found))[0] == 400


async def test_other_activities_are_taken_and_left_alone(house: House) -> None:
    for kind in ("messageReaction", "typing", "event", "messageUpdate", "messageDelete", "endOfConversation", "made-up"):
        assert (await house.deliver(activity(house.service, kind)))[0] == 202
    await house.quiet(0.3)
    assert house.teams.sent == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("adaptiveCard/action", "message/submitAction", "message/fetchTask", "composeExtension/query", "made/up")
PIECES = ("text", "entities", "channelData", "conversation", "from", "recipient", "value", "membersAdded", "replyToId", "id")
CHANGES = st.dictionaries(st.sampled_from(PIECES), ANYTHING, max_size=3)
KINDS = st.sampled_from(["message", "invoke", "conversationUpdate", "installationUpdate"])
VALUES = ANYTHING | st.fixed_dictionaries(
    {},
    optional={
        "action": ANYTHING | st.fixed_dictionaries({"data": st.dictionaries(st.sampled_from(["verb", "value"]), ANYTHING)}),
        "actionName": st.sampled_from(["feedback"]) | ANYTHING,
        "actionValue": ANYTHING | st.fixed_dictionaries({"reaction": st.sampled_from(["like", "dislike"]), "feedback": ANYTHING}),
        "parameters": ANYTHING | st.lists(st.fixed_dictionaries({"name": ANYTHING, "value": ANYTHING}), max_size=2),
    },
)
MANY = settings(max_examples=200 * SCALE, deadline=None, database=None, suppress_health_check=list(HealthCheck))


async def test_none_of_many_malformed_bodies_ends_in_a_failure(house: House) -> None:
    service = house.service
    bodies: list[bytes] = []

    @MANY
    @given(kind=KINDS, name=st.sampled_from(NAMES), value=VALUES, changes=CHANGES, text=st.text(max_size=60))
    def collect(kind: str, name: str, value: object, changes: dict[str, object], text: str) -> None:
        found = activity(service, kind, text=text, name=name, value=value) | changes
        bodies.append(json.dumps(found).encode())
        bodies.append(json.dumps(changes).encode())
        bodies.append(text.encode("utf-8", "replace"))

    await asyncio.get_running_loop().run_in_executor(None, collect)
    for body in bodies:
        status, said_back = await house.post(body)
        assert status in (200, 202, 400, 403, 501), body
        assert "Reference" not in said_back, body


async def test_activities_torn_apart_end_in_no_failure(house: House) -> None:
    for body in malformed(house.service, 100 * SCALE, seed=11):
        status, said_back = await house.post(body)
        assert status in (200, 202, 400, 403, 501), body
        assert "Reference" not in said_back, body


@pytest.mark.parametrize("name", ["id", "replyToId", "name", "text", "conversation", "from", "value"])
async def test_half_a_character_does_no_harm_wherever_it_stands(house: House, name: str) -> None:
    half: dict[str, object] = {
        "conversation": {"id": "\ud800"},
        "from": {"id": "\ud800"},
        "value": {"action": {"data": {"verb": "\ud800"}}},
    }
    found = pressed(house.service, "helpful", "\ud800") | {name: half.get(name, "\ud800")}
    for kind in ("message", "invoke", "conversationUpdate"):
        status, said_back = await house.post(json.dumps(found | {"type": kind}).encode())
        assert status in (200, 202, 400, 501)
        assert "Reference" not in said_back


async def test_an_unknown_invoke_is_said_to_be_so(house: House) -> None:
    assert (await house.deliver(invoke(house.service, "made/up", {})))[0] == 501


async def test_an_unknown_button_is_answered_in_words(house: House) -> None:
    status, body = await house.deliver(pressed(house.service, "made.up", "x"))
    assert status == 200
    assert body["value"]
