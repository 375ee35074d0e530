"""What botbuilder 4.17.1 does wrong does not happen here; the numbers are those of bot/teams/sdk_defects.py."""

import asyncio

import aiohttp
import pytest

from bot.teams.sdk_defects import activity_of
from bot.teams.signing_keys import RENEWED_AFTER, UNKNOWN_AFTER, UNUSABLE_AFTER, KeysUnavailable, SigningKeys
from tests.fakes.teams_activities import invoke, pressed, said
from tests.fakes.teams_server import HANGS, TeamsServer
from tests.fakes.teams_tokens import KID, OTHER_KEY, claims, jwk, signed
from tests.teams.conftest import RECORDAL, House, Open

CITED = {
    "type": "https://schema.org/Message",
    "@type": "Message",
    "@context": "https://schema.org",
    "@id": "",
    "additionalType": ["AIGeneratedContent"],
    "citation": [{"@type": "Claim", "position": 1, "appearance": {"@type": "DigitalDocument", "name": "Guide", "abstract": "…"}}],
}


async def test_1_an_invoke_with_a_body_is_answered(house: House) -> None:
    status, body = await house.deliver(
        invoke(house.service, "composeExtension/query", {"parameters": [{"name": "q", "value": "recordal"}]})
    )
    assert status == 200
    assert body["composeExtension"]["attachments"]


async def test_2_a_rotated_key_is_taken_up_within_the_hour(teams: TeamsServer) -> None:
    now = 0.0
    async with aiohttp.ClientSession() as session:
        keys = SigningKeys(f"{teams.address}/openid", lambda: session, lambda: now)
        assert await keys.get(KID) is not None
        teams.keys = [jwk(OTHER_KEY, "key-2")]
        assert await keys.get("key-2") is None
        assert teams.metadata_reads == 1  # not for every unknown key that a stranger names
        now = UNKNOWN_AFTER
        assert await keys.get("key-2") is not None
        assert await keys.get(KID) is None
        assert teams.metadata_reads == 2


async def test_2_a_message_signed_with_a_rotated_key_is_answered(house: House) -> None:
    house.teams.keys = [jwk(OTHER_KEY, "key-2")]
    status, _ = await house.deliver(said(house.service, RECORDAL), f"Bearer {signed(claims(house.service), OTHER_KEY, 'key-2')}")
    assert status == 202


async def test_3_entities_keep_all_their_fields() -> None:
    sent = activity_of({"type": "message", "entities": [CITED]}).serialize()
    assert sent["entities"] == [CITED]


async def test_3_entities_keep_all_their_fields_on_the_wire(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {"type": "message", "text": "two years [1]", "entities": [CITED], "channelData": {"feedbackLoop": {"type": "custom"}}}
    monkeypatch.setattr("bot.teams.telling.reply_activities", lambda *_args, **_kw: [shown])
    answer = await house.answer_to(said(house.service, RECORDAL))
    assert answer["entities"] == [CITED]
    assert answer["channelData"] == shown["channelData"]


@pytest.mark.parametrize("status", [412, 429, 502, 504])
async def test_4_what_may_pass_is_tried_again(house: House, status: int) -> None:
    house.teams.fail((status, "Passing", ""))
    assert "two years" in (await house.answer_to(said(house.service, RECORDAL)))["text"]


async def test_5_the_same_activity_is_answered_once(house: House) -> None:
    asked = said(house.service, RECORDAL)
    for _ in range(20):
        assert (await house.deliver(asked))[0] == 202
    await house.sent()
    await house.quiet()
    assert len(house.teams.sent) == 1


async def test_7_the_server_answers_others_while_the_keys_are_read(house: House) -> None:
    house.teams.metadata_delay = 1.0
    asking = asyncio.create_task(house.deliver(said(house.service, RECORDAL)))
    await asyncio.sleep(0.1)
    assert (await house.client.get("/healthz")).status == 200
    assert not asking.done()
    assert (await asking)[0] == 202


async def test_7_the_keys_are_read_once_for_all_who_wait(house: House) -> None:
    house.teams.metadata_delay = 0.2
    answers = await asyncio.gather(*(house.deliver(said(house.service, RECORDAL)) for _ in range(10)))
    assert {status for status, _ in answers} == {202}
    assert house.teams.metadata_reads == 1


async def test_7_without_keys_nobody_is_known_and_nobody_is_told_of_a_failure(house: House) -> None:
    house.teams.metadata_down = True
    status, body = await house.deliver(said(house.service, RECORDAL))
    assert status == 503
    assert "Reference" not in body


async def test_7_old_keys_serve_while_microsoft_cannot_be_reached_but_not_for_ever(teams: TeamsServer) -> None:
    now = 0.0
    async with aiohttp.ClientSession() as session:
        keys = SigningKeys(f"{teams.address}/openid", lambda: session, lambda: now)
        await keys.get(KID)
        teams.metadata_down = True
        now = RENEWED_AFTER + 1
        assert await keys.get(KID) is not None
        now = UNUSABLE_AFTER + 1
        with pytest.raises(KeysUnavailable):
            await keys.get(KID)


async def test_8_a_failing_invoke_is_answered_in_words(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("bot.teams.presses.read_press", broken)
    status, body = await house.deliver(pressed(house.service, "helpful", "x"))
    assert status == 200
    assert "Reference" in body["value"]["message"]


async def test_9_a_call_that_hangs_ends(open_house: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.teams.channel.TIMEOUT", 1)
    house = await open_house()
    house.teams.fail(HANGS)
    assert "two years" in (await house.answer_to(said(house.service, RECORDAL)))["text"]
