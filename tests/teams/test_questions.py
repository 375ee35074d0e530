"""Questions in every kind of place, and the answers there."""

import time

import pytest

from bot.conversation.message import Message
from bot.conversation.reply import Reply
from bot.store.conversation_record import name_of
from tests.fakes.teams_activities import CHANNEL, GROUP, in_group, invoke, mentioned, personal, said, unmentioned
from tests.fakes.teams_server import TENANT
from tests.teams.conftest import RECORDAL, House, Open


async def test_a_message_in_a_chat_is_answered_to_who_points_to_it_in_private(house: House) -> None:
    group = {"id": GROUP, "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}
    value = {"commandId": "ask_about_message", "messagePayload": {"body": {"content": f"<p>{RECORDAL}&nbsp;</p>"}}}
    pointed = invoke(house.service, "composeExtension/fetchTask", value, conversation=group)
    _, body = await house.deliver(pointed)
    assert "private chat once" in body["task"]["value"]
    await house.answer_to(said(house.service, "hello"))
    _, body = await house.deliver(pointed)
    assert "private chat" in body["task"]["value"]
    answer = (await house.sent(2))[1]
    assert answer["_to"] == personal(1)
    assert "two years" in answer["text"]


async def test_a_card_that_somebody_inserted_asks_nothing(house: House) -> None:
    span = '<span class="inline-compose-card" itemid="0" itemtype="http://schema.skype.com/InputExtension"> </span>'
    card = [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {}}]
    await house.deliver(said(house.service, span, attachments=card))
    await house.deliver(said(house.service, "", attachments=card))
    assert "two years" in (await house.answer_to(said(house.service, f"{RECORDAL} {span}", attachments=card)))["text"]
    await house.quiet()
    assert len(house.teams.sent) == 1


@pytest.mark.parametrize("value", [{}, {"messagePayload": 3}, {"messagePayload": {"body": {"content": ["x"]}}}])
async def test_a_message_without_words_does_no_harm(house: House, value: object) -> None:
    await house.answer_to(said(house.service, "hello"))
    assert (await house.deliver(invoke(house.service, "composeExtension/fetchTask", value)))[0] == 200


async def test_a_question_in_private_is_answered_with_its_sources(house: House) -> None:
    answer = await house.answer_to(said(house.service, RECORDAL))
    assert answer["_to"] == personal(1)
    assert "[1]" in answer["text"]
    assert "two years" in answer["text"]


async def test_a_mention_in_a_channel_is_answered_in_its_thread(house: House) -> None:
    asked = mentioned(house.service, RECORDAL)
    answer = await house.answer_to(asked)
    assert answer["_to"] == f"{CHANNEL};messageid={asked['id']}"
    assert "two years" in answer["text"]


async def test_a_mention_in_a_group_chat_is_answered_there(house: House) -> None:
    assert (await house.answer_to(in_group(house.service, RECORDAL)))["_to"] == GROUP


async def test_talk_that_does_not_mention_the_bot_is_left_alone(house: House) -> None:
    await house.deliver(in_group(house.service, RECORDAL, mention=False))
    await house.deliver(unmentioned(house.service, RECORDAL, thread="123"))
    await house.quiet()
    assert house.teams.sent == []


async def test_a_follow_up_in_a_thread_needs_no_mention(house: House) -> None:
    asked = mentioned(house.service, RECORDAL)
    await house.answer_to(asked)
    answer = await house.answer_to(unmentioned(house.service, "And in the United States?", thread=asked["id"]))
    assert answer["_to"].endswith(f";messageid={asked['id']}")
    await house.deliver(unmentioned(house.service, "@Bob can you send the contract?", thread=asked["id"]))
    await house.quiet()
    assert len(house.teams.sent) == 2


async def test_the_bot_types_while_it_looks_for_long_and_a_failure_of_that_hurts_nobody(
    open_house: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await open_house()
    quick = house.desk.reply

    def slow(message: Message) -> Reply:
        time.sleep(1)
        return quick(message)

    monkeypatch.setattr(house.desk, "reply", slow)
    await house.answer_to(said(house.service, RECORDAL))
    await house.until(lambda: house.teams.typing)
    house.teams.typing_faults.append((500, "InternalError", ""))
    assert "two years" in (await house.answer_to(said(house.service, RECORDAL, user=2)))["text"]


async def test_the_place_is_kept_with_service_and_tenant(house: House) -> None:
    await house.answer_to(said(house.service, RECORDAL))
    record = house.store.conversations.get("teams", name_of(personal(1)))
    assert record is not None
    assert (record.id, record.service, record.kind) == (personal(1), house.service, "personal")
