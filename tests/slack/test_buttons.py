"""Buttons under an answer: a cited section opens, a verdict is kept with its reason, the Home tab shows what was answered."""

import json
from typing import Any

import pytest

from tests.fakes.slack_requests import interaction, mention, pressed
from tests.slack.conftest import RECORDAL, House


async def answered(house: House, question: str = RECORDAL) -> dict[str, Any]:
    await house.deliver(mention(question))
    return (await house.posted())[0]


def answer_id(posted: dict[str, Any]) -> str:
    elements = [element for block in posted["blocks"] if block["type"] == "actions" for element in block["elements"]]
    return next(str(element["value"]) for element in elements if element["action_id"] == "helpful")


async def test_a_citation_opens_its_section_with_its_source(house: House) -> None:
    posted = await answered(house)
    await house.send(pressed("open:1", f"{answer_id(posted)}|1", posted), form=True)
    await house.until(lambda: house.slack.views)
    shown = json.dumps(house.slack.views[0]["view"], ensure_ascii=False)
    assert "as reported by" in shown
    assert house.slack.refused == []


async def test_a_section_is_not_opened_for_somebody_who_may_not_see_it(house: House) -> None:
    house.slack.person("UGUEST", is_ultra_restricted=True)
    posted = await answered(house, "Who owns the mould that we paid for?")
    await house.send(pressed("open:1", f"{answer_id(posted)}|1", posted, user="UGUEST"), form=True)
    await house.until(lambda: house.slack.views)
    assert "not for you" in json.dumps(house.slack.views[0]["view"])


async def test_a_hundred_presses_are_one_verdict(house: House) -> None:
    posted = await answered(house)
    for _ in range(100):
        await house.send(pressed("helpful", answer_id(posted), posted), form=True)
    await house.until(lambda: house.feedback.of_answer(answer_id(posted)))
    await house.quiet(0.5)
    (given,) = house.feedback.of_answer(answer_id(posted))
    assert (given.helpful, given.person) == (True, "slack:T0OWN:U1")


async def test_not_helpful_asks_why_and_keeps_reason_and_comment(house: House) -> None:
    posted = await answered(house)
    await house.send(pressed("not_helpful", answer_id(posted), posted), form=True)
    await house.until(lambda: house.slack.views)
    view = house.slack.views[0]["view"]
    filled = {"reason": {"reason": {"selected_option": {"value": "outdated"}}}, "comment": {"comment": {"value": "of 2007"}}}
    status, said = await house.send(
        interaction({"type": "view_submission", "view": {**view, "state": {"values": filled}}}), form=True
    )
    assert (status, json.loads(said)["response_action"]) == (200, "update")
    (given,) = house.feedback.of_answer(answer_id(posted))
    assert (given.helpful, given.reason, given.comment) == (False, "outdated", "of 2007")


@pytest.mark.parametrize("action", ["helpful", "not_helpful", "open:1"])
async def test_a_button_of_an_answer_that_is_gone_says_so(house: House, action: str) -> None:
    posted = await answered(house)
    await house.send(pressed(action, "gone|1", posted), form=True)
    await house.until(lambda: house.slack.ephemeral)
    assert "no longer kept" in str(house.slack.ephemeral[0]["blocks"])


async def test_the_home_tab_shows_what_somebody_was_answered(house: House) -> None:
    await answered(house)
    await house.deliver({"type": "app_home_opened", "user": "U1", "tab": "home", "channel": "D1"})
    await house.until(lambda: "U1" in house.slack.homes)
    assert RECORDAL in json.dumps(house.slack.homes["U1"])
    await house.deliver({"type": "app_home_opened", "user": "U2", "tab": "home", "channel": "D2"})
    await house.until(lambda: "U2" in house.slack.homes)
    shown = json.dumps(house.slack.homes["U2"], ensure_ascii=False)
    assert RECORDAL not in shown
    assert "Write to me in the Messages tab" in shown
    assert "Hãy nhắn cho tôi trong thẻ Messages" in shown


async def test_the_messages_tab_offers_questions_to_begin_with(house: House) -> None:
    await house.deliver({"type": "app_home_opened", "user": "U1", "tab": "messages", "channel": "D1"})
    await house.until(lambda: house.slack.called("assistant.threads.setSuggestedPrompts"))
    (call,) = house.slack.called("assistant.threads.setSuggestedPrompts")
    assert call["channel_id"] == "D1"
    assert len(call["prompts"]) <= 4
    assert [prompt["message"] for prompt in call["prompts"]] == [
        "Can we record our patent with US customs?",
        "checklists",
        "Ghi nhận hải quan có hiệu lực bao lâu?",
        "danh mục kiểm tra",
    ]
