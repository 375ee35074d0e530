"""A question goes to an expert and its answer comes back to where it was asked."""

from typing import Any

from bot.access.settings import Belonging, Settings
from tests.fakes.teams_activities import CHANNEL, buttons, mentioned, pressed
from tests.teams.conftest import RECORDAL, House, Open
from tests.teams.test_buttons import _person

EXPERTS = "19:experts@thread.tacv2"
BOB = "00000000-0000-4000-8000-000000000002"
SETTINGS = Settings(teams_experts_channel=EXPERTS, roles={"expert": Belonging(users=frozenset({("teams", BOB)}))})


def actions(shown: dict[str, Any]) -> dict[str, str]:
    return {action["verb"].removeprefix("card."): action["data"]["value"] for action in buttons(shown)}


async def opened(open_house: Open) -> tuple[House, dict[str, Any], dict[str, Any]]:
    """The answer under which somebody asked for an expert, and the card that the experts see."""
    house = await open_house(SETTINGS)
    house.teams.person(2, EXPERTS)
    house.teams.person(1, EXPERTS)
    answer = await house.answer_to(mentioned(house.service, RECORDAL))
    identity = house.store.answers.of_person(_person(1))[-1].id
    place = {"id": answer["_to"], "conversationType": "channel", "isGroup": True}
    for _ in range(5):
        _, told = await house.deliver(pressed(house.service, "ask_expert", identity, conversation=place))
        assert "with the experts" in told["value"]
    await house.sent(2)
    return house, answer, house.teams.sent[1]


def at_experts(house: House, verb: str, shown: dict[str, Any], user: int = 2, **more: Any) -> dict[str, Any]:
    place = {"id": f"{EXPERTS};messageid={shown['_id']}", "conversationType": "channel", "isGroup": True}
    return pressed(house.service, verb, actions(shown)[verb], user, replyToId=shown["_id"], conversation=place, **more)


async def test_a_question_is_shown_to_the_experts_once(open_house: Open) -> None:
    house, _, shown = await opened(open_house)
    await house.quiet()
    assert len(house.teams.sent) == 2
    assert shown["_to"] == EXPERTS
    assert RECORDAL in str(shown)


async def test_an_expert_s_answer_comes_back_to_the_thread_and_the_card_says_so(open_house: Open) -> None:
    house, answer, shown = await opened(open_house)
    reply = at_experts(house, "expert.answer", shown, fields={"reply": "Two years in practice."})
    _, told = await house.deliver(reply)
    assert "answered" in str(told["value"])
    back = (await house.sent(3))[2]
    assert back["_to"] == answer["_to"]
    assert "Two years in practice." in str(back)
    await house.until(lambda: house.teams.updated)
    assert actions(house.teams.updated[0]) == {}


async def test_who_is_no_expert_is_refused(open_house: Open) -> None:
    house, _, shown = await opened(open_house)
    for verb in ("expert.take", "expert.answer"):
        _, told = await house.deliver(at_experts(house, verb, shown, user=1, fields={"reply": "Mine"}))
        assert "Only experts" in str(told["value"])
    await house.quiet()
    assert len(house.teams.sent) == 2


async def test_a_question_that_was_taken_is_announced_once(open_house: Open) -> None:
    house, _, shown = await opened(open_house)
    told = [(await house.deliver(at_experts(house, "expert.take", shown)))[1] for _ in range(3)]
    assert sum("Nothing was changed" in str(body) for body in told) == 2
    await house.sent(3)
    await house.quiet()
    assert len(house.teams.sent) == 3
    assert house.teams.sent[2]["_to"].startswith(CHANNEL)
