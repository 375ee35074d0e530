"""Who may see what: the asker's rights alone in private, the least of all readers elsewhere."""

import asyncio
from typing import Any

import pytest

from bot.access.settings import Belonging, ChannelSettings, Settings
from bot.teams.people import kind_of
from tests.fakes.teams_activities import CHANNEL, GROUP, activity, in_group, invoke, mentioned, personal, pressed, said
from tests.fakes.teams_server import TENANT
from tests.teams.conftest import INTERNAL, RECORDAL, House, Open

CONFIDENTIAL = "What is our settlement ceiling?"
ALICE = "00000000-0000-4000-8000-000000000001"
OUTSIDERS: list[dict[str, Any]] = [
    {"userRole": "guest"},
    {"userRole": "anonymous"},
    {"userPrincipalName": "bob_other.example#EXT#@corp.onmicrosoft.com"},
    {"tenantId": "44444444-4444-4444-8444-444444444444"},
    {"tenantId": ""},
    {"userRole": "", "userPrincipalName": ""},
    {"aadObjectId": ""},
]


async def is_quoted(house: House, asked: dict[str, Any]) -> bool:
    return "[1]" in (await house.answer_to(asked))["text"]


async def test_employees_among_themselves_see_internal_guidance(house: House) -> None:
    assert await is_quoted(house, mentioned(house.service, INTERNAL))
    assert await is_quoted(house, in_group(house.service, INTERNAL))
    assert await is_quoted(house, said(house.service, INTERNAL))


@pytest.mark.parametrize("facts", OUTSIDERS)
async def test_with_an_outsider_among_the_readers_only_public_guidance_is_quoted(house: House, facts: dict[str, Any]) -> None:
    house.teams.person(7, CHANNEL, GROUP, **facts)
    assert not await is_quoted(house, mentioned(house.service, INTERNAL))
    assert not await is_quoted(house, in_group(house.service, INTERNAL))


@pytest.mark.parametrize("facts", OUTSIDERS)
async def test_an_outsider_who_writes_in_private_sees_public_guidance_only(house: House, facts: dict[str, Any]) -> None:
    house.teams.person(7, personal(7), **facts)
    assert not await is_quoted(house, said(house.service, INTERNAL, user=7))


async def test_somebody_who_is_no_member_of_the_conversation_is_an_outsider(house: House) -> None:
    assert not await is_quoted(house, mentioned(house.service, INTERNAL, user=9))


async def test_a_conversation_whose_members_cannot_be_read_counts_as_public(house: House) -> None:
    house.teams.members.pop(CHANNEL)
    assert not await is_quoted(house, mentioned(house.service, INTERNAL))


async def test_a_slow_look_up_counts_as_unknown_and_is_used_the_next_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.teams.delay = 1.0
    assert not await is_quoted(house, mentioned(house.service, INTERNAL))
    await asyncio.sleep(1.5)
    assert await is_quoted(house, mentioned(house.service, INTERNAL))


async def test_who_joins_counts_from_then_on(house: House) -> None:
    assert await is_quoted(house, mentioned(house.service, INTERNAL))
    guest = house.teams.person(7, CHANNEL, userRole="guest")
    conversation = {"id": "19:general@thread.tacv2", "conversationType": "channel", "tenantId": TENANT}
    await house.deliver(
        activity(house.service, "conversationUpdate", conversation=conversation, membersAdded=[{"id": guest["id"]}])
    )
    assert not await is_quoted(house, mentioned(house.service, INTERNAL))


async def test_members_are_read_in_pages_and_kept(house: House) -> None:
    await is_quoted(house, mentioned(house.service, INTERNAL))
    read = house.teams.member_reads
    assert read == 2
    await is_quoted(house, mentioned(house.service, INTERNAL))
    assert house.teams.member_reads == read


async def test_a_named_person_sees_their_guidance_in_private_only(open_house: Open) -> None:
    house = await open_house(Settings(audiences={"legal-team": Belonging(users=frozenset({("teams", ALICE)}))}))
    assert await is_quoted(house, said(house.service, CONFIDENTIAL))
    assert not await is_quoted(house, said(house.service, CONFIDENTIAL, user=2))
    assert not await is_quoted(house, mentioned(house.service, CONFIDENTIAL))


async def test_a_channel_may_be_told_less_than_its_members_may_see(open_house: Open) -> None:
    house = await open_house(Settings(channels={CHANNEL: ChannelSettings(audiences=frozenset({"public"}))}))
    assert not await is_quoted(house, mentioned(house.service, INTERNAL))


async def test_where_only_reviewed_guidance_counts_nothing_else_is_quoted(open_house: Open) -> None:
    house = await open_house(Settings(channels={CHANNEL: ChannelSettings(verified_only=True)}))
    assert await is_quoted(house, mentioned(house.service, RECORDAL))  # its guide has been reviewed
    assert not await is_quoted(house, mentioned(house.service, INTERNAL))  # this one has not
    assert await is_quoted(house, in_group(house.service, INTERNAL))


async def test_where_only_reviewed_guidance_counts_the_message_extension_finds_nothing_else(open_house: Open) -> None:
    house = await open_house(Settings(channels={GROUP: ChannelSettings(verified_only=True)}))
    await house.answer_to(in_group(house.service, RECORDAL))
    chat = {"id": GROUP, "conversationType": "groupChat", "tenantId": TENANT}
    query = {"parameters": [{"name": "q", "value": INTERNAL}]}
    assert "mould" not in str((await house.deliver(invoke(house.service, "composeExtension/query", query, conversation=chat)))[1])


LEGAL = "19:legal@thread.tacv2"
BY_TEAM = Belonging(groups=frozenset({("teams", LEGAL)}))


async def test_whoever_is_in_the_team_of_a_named_channel_belongs(open_house: Open) -> None:
    house = await open_house(Settings(audiences={"legal-team": BY_TEAM}))
    house.teams.person(1, LEGAL)
    assert await is_quoted(house, said(house.service, CONFIDENTIAL))
    assert not await is_quoted(house, said(house.service, CONFIDENTIAL, user=2))
    assert not await is_quoted(house, mentioned(house.service, CONFIDENTIAL))
    house.teams.person(2, LEGAL)
    house.teams.person(3, LEGAL)
    joined = {"id": LEGAL, "conversationType": "channel", "tenantId": TENANT}
    await house.deliver(activity(house.service, "conversationUpdate", conversation=joined, membersAdded=[{"id": "29:user-2"}]))
    assert await is_quoted(house, mentioned(house.service, CONFIDENTIAL))


async def test_a_guest_in_the_team_of_a_named_channel_stays_a_guest(open_house: Open) -> None:
    house = await open_house(Settings(audiences={"legal-team": BY_TEAM}))
    house.teams.person(7, LEGAL, personal(7), userRole="guest")
    assert not await is_quoted(house, said(house.service, CONFIDENTIAL, user=7))


async def test_a_named_channel_that_cannot_be_read_gives_nobody_anything(open_house: Open) -> None:
    house = await open_house(Settings(audiences={"legal-team": BY_TEAM}))
    assert not await is_quoted(house, said(house.service, CONFIDENTIAL))
    assert await is_quoted(house, said(house.service, INTERNAL))


async def test_another_tenant_that_is_listed_may_ask(open_house: Open) -> None:
    other = "44444444-4444-4444-8444-444444444444"
    house = await open_house(Settings(teams_tenants=frozenset({TENANT, other})))
    house.teams.person(8, personal(8), tenantId=other)
    asked = said(house.service, INTERNAL, user=8)
    asked["conversation"]["tenantId"] = other
    assert await is_quoted(house, asked | {"channelData": {"tenant": {"id": other}}})


async def test_the_message_extension_offers_what_everybody_in_the_chat_may_see(house: House) -> None:
    query = {"parameters": [{"name": "q", "value": INTERNAL}]}
    chat = {"id": GROUP, "conversationType": "groupChat", "tenantId": TENANT}
    await house.answer_to(in_group(house.service, INTERNAL))
    mine = invoke(house.service, "composeExtension/query", query, conversation=chat)
    assert "mould" in str((await house.deliver(mine))[1])
    elsewhere = {"id": "19:unknown@thread.v2", "conversationType": "groupChat", "tenantId": TENANT}
    strange = invoke(house.service, "composeExtension/query", query, conversation=elsewhere)
    assert "Who owns the mould" not in str((await house.deliver(strange))[1])


async def test_two_colleagues_among_themselves_are_no_private_talk_with_the_bot(house: House) -> None:
    await house.answer_to(said(house.service, INTERNAL))
    theirs = {"id": "19:alice_bob@unq.gbl.spaces", "conversationType": "personal", "tenantId": TENANT}
    await house.deliver(pressed(house.service, "helpful", "x", conversation=theirs))
    private = house.store.conversations.private_with(f"teams:{TENANT}:{ALICE}")
    assert private is not None
    assert private.id == personal(1)


def test_a_member_is_known_by_role_or_name() -> None:
    serves = {"t"}.__contains__
    assert kind_of({"tenantId": "T", "userRole": "user"}, serves) == "member"
    assert kind_of({"tenantId": "t", "userPrincipalName": "a@corp.example"}, serves) == "member"
    assert kind_of({"tenantId": "t"}, serves) == "unknown"


@pytest.mark.parametrize(
    ("facts", "standing"),
    [({}, "member"), ({"userRole": "guest"}, "outsider"), ({"userRole": "", "userPrincipalName": ""}, "unknown")],
)
async def test_teams_says_who_belongs_once_it_was_asked(house: House, facts: dict[str, Any], standing: str) -> None:
    found = house.teams.person(7, CHANNEL, **facts)
    account = f"teams:{TENANT}:{found['aadObjectId']}"
    assert await asyncio.to_thread(house.memberships.of, [account]) == "unknown"
    await is_quoted(house, mentioned(house.service, INTERNAL))
    assert await asyncio.to_thread(house.memberships.of, [account]) == standing
    assert await asyncio.to_thread(house.memberships.of, ["teams:44444444-4444-4444-8444-444444444444:x"]) == "outsider"
