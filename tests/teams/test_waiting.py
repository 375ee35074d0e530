"""Who asks much waits for their turn, and who waits long is told so."""

import asyncio
import threading
from typing import Any

import pytest

from bot.access.settings import Settings
from bot.conversation.card import Card, Press, Told
from bot.conversation.message import Message
from bot.teams import invokes, waiting
from tests.fakes.teams_activities import in_group, invoke, personal, pressed, said
from tests.teams.conftest import RECORDAL, House, Open


class SlowDesk:
    """Takes everything, and says nothing before it is let go."""

    name = "slow"

    def __init__(self, *, private: bool = False) -> None:
        self.go = threading.Event()
        self._private = private

    def said(self, message: Message) -> Told | None:
        if "slowly" in message.text:
            self.go.wait(30)
            return Told((Card("Done", "at last"),), private=self._private)
        return None

    def pressed(self, _press: Press) -> Told:
        self.go.wait(30)
        return Told((Card("Done", "at last"),), in_place=True)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "SLOW", 0.1)


async def test_who_asks_faster_than_allowed_is_told_once_and_answered_in_turn(open_house: Open) -> None:
    house = await open_house(Settings(questions_a_minute=30, questions_at_once=2))
    for _ in range(5):
        assert (await house.deliver(said(house.service, RECORDAL)))[0] == 202
    await house.sent(6)
    told = [found["text"] for found in house.teams.sent if "waiting" in found["text"]]
    assert len(told) == 1
    assert "of your questions waiting" in told[0]
    assert {found["_to"] for found in house.teams.sent} == {personal(1)}


async def test_others_do_not_wait_for_who_asks_much(open_house: Open) -> None:
    house = await open_house(Settings(questions_a_minute=1, questions_at_once=1))
    for _ in range(5):
        await house.deliver(said(house.service, RECORDAL))
    await house.deliver(said(house.service, RECORDAL, user=2))
    await house.until(lambda: [found for found in house.teams.sent if found["_to"] == personal(2)])
    mine = [found for found in house.teams.sent if found["_to"] == personal(1) and "[1]" in found["text"]]
    assert len(mine) <= 1


@pytest.mark.usefixtures("impatient")
async def test_a_slow_answer_is_announced_and_takes_the_place_of_its_announcement(open_house: Open) -> None:
    desk = SlowDesk()
    house = await open_house(None, (desk,))
    (announced,) = await asked(house, said(house.service, "slowly"))
    assert announced["text"] == "Looking it up…"
    desk.go.set()
    await house.until(lambda: house.teams.updated)
    (answer,) = house.teams.updated
    assert answer["_id"] == announced["_id"]
    assert "at last" in str(answer)
    await house.quiet()
    assert len(house.teams.sent) == 1


@pytest.mark.usefixtures("impatient")
async def test_an_announcement_is_settled_when_the_answer_is_private(open_house: Open) -> None:
    desk = SlowDesk(private=True)
    house = await open_house(None, (desk,))
    await house.answer_to(said(house.service, RECORDAL))
    before = len(house.teams.sent)
    await house.deliver(in_group(house.service, "slowly"))
    await house.sent(before + 1)
    desk.go.set()
    await house.until(lambda: house.teams.updated)
    assert "written to you in private" in house.teams.updated[0]["text"]
    assert "at last" in str((await house.sent(before + 2))[-1])


async def test_a_quick_answer_is_not_announced(house: House) -> None:
    shown = await house.answer_to(said(house.service, RECORDAL))
    assert "[1]" in shown["text"]
    await house.quiet()
    assert len(house.teams.sent) == 1


@pytest.mark.usefixtures("impatient")
async def test_a_thumb_under_an_answer_that_was_announced_counts(open_house: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    house = await open_house()
    go, replied = threading.Event(), type(house.desk).reply

    def slow(desk: Any, message: Message) -> Any:
        go.wait(30)
        return replied(desk, message)

    monkeypatch.setattr(type(house.desk), "reply", slow)
    (announced,) = await asked(house, said(house.service, RECORDAL))
    go.set()
    await house.until(lambda: house.teams.updated)
    value = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "{}"}}
    assert (await house.deliver(invoke(house.service, "message/submitAction", value, replyToId=announced["_id"])))[0] == 200
    (answer,) = house.store.answers.of_person("teams:33333333-3333-4333-8333-333333333333:00000000-0000-4000-8000-000000000001")
    assert house.feedback.of_answer(answer.id)[0].helpful


async def test_no_press_outlives_teams_patience(open_house: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invokes, "PATIENCE", 0.2)
    desk = SlowDesk()
    house = await open_house(None, (desk,))
    _, body = await asyncio.wait_for(house.deliver(pressed(house.service, "card.slow.do", "x")), 5)
    assert (body["statusCode"], "takes longer" in body["value"]) == (200, True)
    desk.go.set()
    assert "at last" in str((await house.sent())[0])  # it was pressed on no message that could be changed


async def asked(house: House, activity: dict[str, Any]) -> list[dict[str, Any]]:
    """What was sent first after an activity."""
    assert (await house.deliver(activity))[0] == 202
    return list(await house.sent())
