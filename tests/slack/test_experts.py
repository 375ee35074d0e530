"""A question goes to an expert and its answer comes back to the thread in which it was asked."""

import json
from datetime import timedelta
from typing import Any

from bot.access.settings import Belonging, Settings
from tests.fakes.slack_requests import interaction, mention, pressed
from tests.slack.conftest import RECORDAL, House, Open

SETTINGS = Settings(experts_channel="C0EXPERTS", roles={"expert": Belonging(users=frozenset({("slack", "U2")}))})


def value_of(posted: dict[str, Any], action: str) -> str:
    elements = [element for block in posted["blocks"] if block["type"] == "actions" for element in block["elements"]]
    return next(str(element["value"]) for element in elements if element["action_id"] == action)


async def asked_of_experts(house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answer under which somebody asked for an expert, and the post that the experts see."""
    await house.deliver(mention(RECORDAL))
    answer = (await house.posted())[0]
    for _ in range(2):
        await house.send(pressed("ask_expert", value_of(answer, "ask_expert"), answer), form=True)
    await house.posted(2)
    return answer, house.slack.posted[1]


async def test_a_question_is_shown_to_the_experts_once_and_its_asker_is_told_where_it_stands(open_house: Open) -> None:
    house = await open_house(SETTINGS)
    _, shown = await asked_of_experts(house)
    assert shown["channel"] == "C0EXPERTS"
    assert RECORDAL in str(shown["blocks"])
    await house.quiet(1.2)
    assert len(house.slack.posted) == 2
    assert "with the experts" in str(house.slack.ephemeral[0]["blocks"])


async def test_an_expert_s_answer_comes_back_to_the_thread(open_house: Open) -> None:
    house = await open_house(SETTINGS)
    answer, shown = await asked_of_experts(house)
    await house.send(pressed("reply", value_of(shown, "reply"), shown, user="U2"), form=True)
    await house.until(lambda: house.slack.views)
    view = house.slack.views[0]["view"] | {"state": {"values": {"reply": {"reply": {"value": "Two years, <!here>."}}}}}
    status, _ = await house.send(interaction({"type": "view_submission", "view": view}, user="U2"), form=True)
    assert status == 200
    await house.posted(3)
    back = house.slack.posted[2]
    assert (back["channel"], back["thread_ts"]) == ("C1", answer["thread_ts"])
    assert "&lt;!here&gt;" in json.dumps(back["blocks"])
    assert "<@U2>" in json.dumps(back["blocks"])
    assert house.slack.refused == []


async def test_who_is_no_expert_is_refused_in_private(open_house: Open) -> None:
    house = await open_house(SETTINGS)
    _, shown = await asked_of_experts(house)
    for verb in ("take", "reply"):
        await house.send(pressed(verb, value_of(shown, verb), shown, user="U1"), form=True)
    await house.until(lambda: str([told["blocks"] for told in house.slack.ephemeral]).count("Only experts") == 2)
    assert house.slack.views == []


async def test_a_question_that_was_taken_stays_with_who_took_it(open_house: Open) -> None:
    house = await open_house(SETTINGS)
    answer, shown = await asked_of_experts(house)
    for _ in range(3):
        await house.send(pressed("take", value_of(shown, "take"), shown, user="U2"), form=True)
    await house.posted(3)
    await house.until(lambda: str([told["blocks"] for told in house.slack.ephemeral]).count("Nothing was changed") == 2)
    assert len(house.slack.posted) == 3
    assert house.slack.posted[2]["thread_ts"] == answer["thread_ts"]


async def test_the_experts_are_reminded_once_a_day_of_what_waits_too_long(open_house: Open) -> None:
    house = await open_house(SETTINGS)
    await asked_of_experts(house)
    for days, reminders in ((1, 0), (2, 1), (2, 1), (3, 2)):
        await open_house(SETTINGS, late=timedelta(days=days, hours=1))
        await house.until(lambda wanted=reminders: len(overdue(house)) >= wanted)
        await house.quiet(0.3)
        assert len(overdue(house)) == reminders
    assert all(RECORDAL in str(found["blocks"]) and value_of(found, "take") for found in overdue(house))


def overdue(house: House) -> list[dict[str, Any]]:
    """The reminders that the experts were sent."""
    return [found for found in house.slack.posted if "waits for an expert" in str(found["blocks"])]
