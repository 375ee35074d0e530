"""Who may see what: the asker's rights alone in a direct message, the least of all readers in a channel."""

import asyncio
from typing import Any

import pytest

from bot.access.settings import Belonging, ChannelSettings, Settings
from tests.fakes.slack_requests import mention, pressed, said
from tests.fakes.slack_server import SlackServer
from tests.slack.conftest import RECORDAL, House, Open

INTERNAL = "Who owns the mould that we paid for?"
CONFIDENTIAL = "What is our settlement ceiling?"


async def quoted(house: House, asked: dict[str, Any]) -> str:
    """The answer to a question, as text."""
    before = len(house.slack.posted)
    await house.deliver(asked)
    await house.posted(before + 1)
    return str(house.slack.posted[-1]["blocks"])


def is_answered(shown: str) -> bool:
    return "'open:1'" in shown


async def test_employees_among_themselves_see_internal_guidance(house: House) -> None:
    assert is_answered(await quoted(house, mention(INTERNAL)))


@pytest.mark.parametrize(
    "facts", [{"is_restricted": True}, {"is_ultra_restricted": True}, {"is_stranger": True}, {"team_id": "T0X"}]
)
async def test_with_an_outsider_in_the_channel_only_public_guidance_is_quoted(house: House, facts: dict[str, Any]) -> None:
    house.slack.person("UOUT", **facts)
    house.slack.members["C1"] = ["U1", "UOUT"]
    assert not is_answered(await quoted(house, mention(INTERNAL)))


@pytest.mark.parametrize("facts", [{"is_restricted": True}, {"is_stranger": True}, {"team_id": "T0X"}])
async def test_an_outsider_who_writes_directly_sees_public_guidance_only(house: House, facts: dict[str, Any]) -> None:
    house.slack.person("UOUT", **facts)
    assert not is_answered(await quoted(house, said(INTERNAL, channel="D1", user="UOUT")))
    assert is_answered(await quoted(house, said(INTERNAL, channel="D2", user="U1")))


async def test_somebody_who_is_not_in_the_directory_is_an_outsider(house: House) -> None:
    house.slack.members["C1"] = ["U1", "UNKNOWN"]
    assert not is_answered(await quoted(house, mention(INTERNAL)))


async def test_a_channel_whose_members_are_not_known_counts_as_public(house: House) -> None:
    assert not is_answered(await quoted(house, mention(INTERNAL, channel="C9")))


async def test_a_slow_look_up_counts_as_unknown_and_is_used_the_next_time(house: House) -> None:
    house.slack.delay = 0.5
    assert not is_answered(await quoted(house, mention(INTERNAL)))
    await asyncio.sleep(1.5)
    assert is_answered(await quoted(house, mention(INTERNAL)))


async def test_who_joins_a_channel_counts_from_then_on(house: House) -> None:
    assert is_answered(await quoted(house, mention(INTERNAL)))
    house.slack.person("UOUT", is_restricted=True)
    house.slack.members["C1"].append("UOUT")
    await house.deliver({"type": "member_joined_channel", "channel": "C1", "user": "UOUT"})
    assert not is_answered(await quoted(house, mention(INTERNAL)))


async def test_a_named_group_sees_its_guidance_in_a_direct_message_only(open_house: Open) -> None:
    house = await open_house(Settings(audiences={"legal-team": Belonging(groups=frozenset({("slack", "S1")}))}))
    house.slack.groups = [{"id": "S1", "users": ["U1"]}]
    assert is_answered(await quoted(house, said(CONFIDENTIAL, channel="D1", user="U1")))
    assert not is_answered(await quoted(house, said(CONFIDENTIAL, channel="D2", user="U2")))
    assert not is_answered(await quoted(house, mention(CONFIDENTIAL)))


async def test_where_only_reviewed_guidance_counts_nothing_else_is_quoted(open_house: Open) -> None:
    house = await open_house(Settings(channels={"C1": ChannelSettings(verified_only=True)}))
    assert is_answered(await quoted(house, mention(RECORDAL)))  # its guide has been reviewed
    assert not is_answered(await quoted(house, mention(INTERNAL)))  # this one has not
    house.slack.members["C2"] = ["U1", "U2"]
    assert is_answered(await quoted(house, mention(INTERNAL, channel="C2")))


async def test_an_answer_from_unreviewed_guidance_is_not_shared_where_only_reviewed_counts(open_house: Open) -> None:
    house = await open_house(Settings(channels={"C1": ChannelSettings(verified_only=True)}))
    asked = await quoted(house, said(INTERNAL, channel="D1", user="U1"))
    assert is_answered(asked)
    helpful = [e for b in house.slack.posted[-1]["blocks"] if b["type"] == "actions" for e in b["elements"]]
    answer = next(element["value"] for element in helpful if element["action_id"] == "helpful")
    message = {"channel": "C1", "ts": "1700000000.000300", "thread_ts": "1700000000.000299"}
    await house.send(pressed("share", answer, message), form=True)
    await house.until(lambda: house.slack.ephemeral)
    assert "not shared here" in str(house.slack.ephemeral[0]["blocks"])


@pytest.mark.parametrize(
    ("account", "facts", "standing"),
    [
        ("slack:T0OWN:U7", {}, "member"),
        ("slack:T0OWN:U7", {"is_restricted": True}, "outsider"),
        ("slack:T0OWN:U7", {"deleted": True}, "outsider"),
        ("slack:T0OWN:UNOBODY", {}, "outsider"),
        ("slack:T0OTHER:U7", {}, "outsider"),
        ("slack", {}, "outsider"),
    ],
)
async def test_slack_says_who_belongs(open_house: Open, slack: SlackServer, account: str, facts: Any, standing: str) -> None:
    slack.person("U7", **facts)
    house = await open_house()
    await house.deliver(mention(RECORDAL))  # by now it is known whose app this is
    await house.posted()
    assert await asyncio.to_thread(house.memberships.of, [account]) == standing
    assert await asyncio.to_thread(house.memberships.of, [account, "terminal:local"]) == "member"


async def test_where_slack_does_not_answer_nobody_knows_who_belongs(house: House) -> None:
    house.slack.delay = 1.0
    assert await asyncio.to_thread(house.memberships.of, ["slack:T0OWN:U1"]) == "unknown"
    assert await asyncio.to_thread(house.memberships.of, ["teams:t:u"]) == "unknown"
