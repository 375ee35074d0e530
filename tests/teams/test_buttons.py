"""Buttons on cards, thumbs under answers and the search of the message extension."""

import asyncio
import json
import threading
from datetime import datetime
from typing import Any

import pytest

from bot.conversation.card import Button, Card, Press, Sending, Told, private_with
from bot.conversation.message import Message
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.errors import StoreUnavailable
from bot.teams import invokes
from tests.fakes.teams_activities import CHANNEL, buttons, invoke, mentioned, personal, pressed, said
from tests.scale import SCALE
from tests.teams.conftest import RECORDAL, House, Open

WHICH = "How long does a customs recordation last?"
CHANNEL_PLACE = {"id": CHANNEL, "conversationType": "channel", "isGroup": True}


async def answered(house: House, text: str = RECORDAL, user: int = 1) -> tuple[str, dict[str, Any]]:
    """The id of the answer to a question, and the message that shows it."""
    shown = await house.answer_to(said(house.service, text, user))
    return house.store.answers.of_person(_person(user))[-1].id, shown


def _person(number: int) -> str:
    return f"teams:33333333-3333-4333-8333-333333333333:00000000-0000-4000-8000-{number:012d}"


async def test_a_choice_is_answered_once_however_often_it_is_pressed(house: House) -> None:
    answer, shown = await answered(house, WHICH)
    assert house.desk.record(answer).status == "clarify"  # type: ignore[union-attr]
    press = pressed(house.service, "choose", f"{answer}|0", replyToId=shown["_id"])
    again = [press | {"id": str(n)} for n in range(10 * SCALE)]
    told = await asyncio.gather(*(house.deliver(found) for found in again))
    assert {status for status, _ in told} == {200}
    await house.sent(2)
    await house.quiet()
    assert len(house.teams.sent) == 2
    assert sum("already" in str(body) for _, body in told) == len(again) - 1
    await house.until(lambda: house.teams.updated)
    assert len(house.teams.updated) == 1  # everybody sees what was chosen
    assert house.teams.updated[0]["_id"] == shown["_id"]


async def test_a_choice_of_an_answer_that_is_gone_is_refused_in_words(house: House) -> None:
    status, body = await house.deliver(pressed(house.service, "choose", "nothing|0"))
    assert status == 200
    assert "no longer kept" in body["value"]
    answer, _ = await answered(house)
    for number in ("99", "-1", "²", "", "9" * 400):
        assert "no longer kept" in (await house.deliver(pressed(house.service, "choose", f"{answer}|{number}")))[1]["value"]


async def test_a_verdict_on_a_card_is_kept(house: House) -> None:
    answer, _ = await answered(house)
    fields = {"reason": "outdated", "comment": "See the new decree"}
    _, body = await house.deliver(pressed(house.service, "not_helpful", answer, fields=fields))
    assert "kept" in body["value"]
    (kept,) = house.feedback.of_answer(answer)
    assert (kept.helpful, kept.reason, kept.comment, kept.person) == (False, "outdated", "See the new decree", _person(1))
    await house.deliver(pressed(house.service, "helpful", answer))
    assert house.feedback.of_answer(answer)[0].helpful is True


@pytest.mark.parametrize(
    ("feedback", "reason", "comment"),
    [
        (json.dumps({"reason": "wrong", "comment": "No"}), "wrong", "No"),
        (json.dumps({"feedbackText": "Not in force"}), None, "Not in force"),
        ({"reason": "unclear"}, "unclear", ""),
        ("no json", None, ""),
        (json.dumps({"reason": "made up", "comment": "x" * 5_000}), None, "x" * 1_000),
    ],
)
async def test_a_thumb_under_an_answer_is_kept_with_its_reason(
    house: House, feedback: object, reason: str | None, comment: str
) -> None:
    answer, shown = await answered(house)
    value = {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": feedback}}
    thumb = invoke(house.service, "message/submitAction", value, replyToId=shown["_id"])
    assert (await house.deliver(thumb))[0] == 200
    (kept,) = house.feedback.of_answer(answer)
    assert (kept.helpful, kept.reason, kept.comment) == (False, reason, comment)


async def test_the_dialog_after_a_thumb_asks_for_the_reason_in_the_answer_s_language(house: House) -> None:
    _, shown = await answered(house, "Ghi nhận hải quan có hiệu lực bao lâu?")
    value = {"data": {"actionName": "feedback", "actionValue": {"reaction": "dislike"}}}
    _, body = await house.deliver(invoke(house.service, "message/fetchTask", value, replyToId=shown["_id"]))
    assert "Đã lỗi thời" in str(body["task"]["value"]["card"])


async def test_a_thumb_under_something_else_is_left_alone(house: House) -> None:
    value = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "{}"}}
    assert (await house.deliver(invoke(house.service, "message/submitAction", value, replyToId="123")))[0] == 200


@pytest.mark.parametrize("parameter", [{"name": "query"}, {}, {"name": None}])
async def test_the_search_takes_its_words_however_their_parameter_is_called(house: House, parameter: dict[str, object]) -> None:
    query = {"parameters": [parameter | {"value": "customs recordal"}]}
    _, body = await house.deliver(invoke(house.service, "composeExtension/query", query))
    assert body["composeExtension"]["type"] == "result"


async def test_the_message_extension_inserts_a_cited_section(house: House) -> None:
    query = {"commandId": "search", "parameters": [{"name": "searchKeyword", "value": "customs recordal"}]}
    _, body = await house.deliver(invoke(house.service, "composeExtension/query", query))
    first = body["composeExtension"]["attachments"][0]
    assert first["preview"]["contentType"].endswith("thumbnail")
    assert "[1]" in str(first["content"])


async def test_the_message_extension_asks_for_words_before_it_looks(house: House) -> None:
    for parameters in ([{"name": "initialRun", "value": "true"}], [], [{"name": "q", "value": "  "}]):
        _, body = await house.deliver(invoke(house.service, "composeExtension/query", {"parameters": parameters}))
        assert body["composeExtension"]["type"] == "message"


class Counting:
    """A guided desk that counts how often its button was pressed."""

    name = "count"

    def __init__(self) -> None:
        self.keys: list[str] = []

    def said(self, message: Message) -> Told | None:
        button = Button("Count", "count.up", "1")
        return Told((Card("Counter", buttons=(button,)),)) if message.text == "count" else None

    def pressed(self, press: Press) -> Told:
        if press.key not in self.keys:
            self.keys.append(press.key)
        return Told((Card(f"Counted {len(self.keys)}", language="en"),), in_place=True)


@pytest.fixture
async def counted(open_house: Open) -> tuple[House, Counting]:
    desk = Counting()
    return await open_house(guided=(desk,)), desk


async def test_a_guided_desk_is_shown_as_a_card_and_its_button_refreshes_it_for_everyone(
    counted: tuple[House, Counting],
) -> None:
    house, desk = counted
    shown = await house.answer_to(mentioned(house.service, "count"))
    action = buttons(shown)[0]["data"]
    place = CHANNEL_PLACE | {"id": f"{CHANNEL};messageid={shown['_to'].rpartition('=')[2]}"}
    press = pressed(house.service, action["verb"], action["value"], replyToId=shown["_id"], conversation=place)
    for _ in range(5):
        _, body = await house.deliver(press)
        assert "Counted 1" in str(body["value"])
    assert len(desk.keys) == 1
    await house.until(lambda: house.teams.updated)
    await house.quiet()
    assert [found["_id"] for found in house.teams.updated] == [shown["_id"]]


async def test_a_press_goes_to_the_private_talk_that_it_came_from(house: House) -> None:
    answer, shown = await answered(house, WHICH)
    await house.deliver(pressed(house.service, "choose", f"{answer}|0", replyToId=shown["_id"]))
    assert (await house.sent(2))[1]["_to"] == personal(1)


class Slow:
    """A guided desk whose button takes its time, and tells others in the end."""

    name = "slow"

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def said(self, message: Message) -> Told | None:
        buttons = tuple(Button(verb, f"slow.{verb}", "1") for verb in ("up", "whisper", "fail"))
        return Told((Card("Slow", buttons=buttons),)) if message.text == "slow" else None

    def pressed(self, press: Press) -> Told:
        assert self.go_on.wait(30)
        if press.verb == "slow.fail":
            raise ValueError(press.verb)
        news = Sending(private_with(_person(2)), Card("News", "It is done"), f"{press.key}/news")
        if press.verb == "slow.whisper":
            return Told((Card("", "for you alone"),), private=True, elsewhere=(news,))
        return Told((Card("Done at last", language="en"),), in_place=True, elsewhere=(news,))


@pytest.mark.parametrize(("verb", "here"), [("up", "Done at last"), ("whisper", "for you alone"), ("fail", "Reference")])
async def test_a_press_that_takes_longer_than_teams_waits_is_done_all_the_same_and_told_to_everybody(
    open_house: Open, monkeypatch: pytest.MonkeyPatch, verb: str, here: str
) -> None:
    monkeypatch.setattr(invokes, "PATIENCE", 0.2)
    desk = Slow()
    house = await open_house(guided=(desk,))
    await house.answer_to(said(house.service, "hello", user=2))
    shown = await house.answer_to(said(house.service, "slow"))
    _, body = await house.deliver(pressed(house.service, f"card.slow.{verb}", "1", replyToId=shown["_id"]))
    assert "takes longer" in str(body["value"])
    assert len(house.teams.sent) == 2
    desk.go_on.set()
    await house.until(lambda: here in str([*house.teams.updated, *house.teams.sent]))
    if verb != "fail":
        await house.until(lambda: any(found["_to"] == personal(2) and "It is done" in str(found) for found in house.teams.sent))


async def test_posts_that_the_store_cannot_take_at_once_are_kept_when_it_can(
    open_house: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, kept, refusals = Slow(), Outbox.add_once, [StoreUnavailable("busy"), StoreUnavailable("busy")]

    def busy(box: Outbox, post: Post, now: datetime) -> bool:
        if refusals:
            raise refusals.pop()
        return kept(box, post, now)

    house = await open_house(guided=(desk,))
    await house.answer_to(said(house.service, "hello", user=2))
    shown = await house.answer_to(said(house.service, "slow"))
    desk.go_on.set()
    monkeypatch.setattr(Outbox, "add_once", busy)
    _, body = await house.deliver(pressed(house.service, "card.slow.up", "1", replyToId=shown["_id"]))
    assert "Done at last" in str(body["value"])
    await house.until(lambda: any(found["_to"] == personal(2) and "It is done" in str(found) for found in house.teams.sent))
