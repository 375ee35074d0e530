"""Guided desks in Slack: their cards are shown, pressed and changed in place; their posts come from the outbox."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.access.settings import Belonging, Settings
from bot.assembly import now
from bot.conversation.card import Card
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.store.database import open_database
from tests.fakes.slack_requests import command, interaction, mention, said
from tests.fakes.slack_server import LOST, TOKEN
from tests.slack.conftest import House, Open
from tests.slack.tally import TallyDesk

AUDITORS = Settings(roles={"auditor": Belonging(users=frozenset({("slack", "U1")}))})


@pytest.fixture
def tally() -> TallyDesk:
    return TallyDesk()


@pytest.fixture
async def house(open_house: Open, tally: TallyDesk) -> House:
    return await open_house(AUDITORS, (tally,))


def pressed(posted: dict[str, Any], verb: str, state: dict[str, Any] | None = None, trigger: str = "t1", **more: Any) -> str:
    """A button of a card, with what stands in its fields."""
    elements = [element for block in posted["blocks"] if block["type"] == "actions" for element in block["elements"]]
    found = next(element for element in elements if verb in element["action_id"])
    payload = {
        "type": "block_actions",
        "trigger_id": trigger,
        "actions": [{"action_id": found["action_id"], "value": found["value"]}],
        "channel": {"id": posted["channel"]},
        "message": {"ts": posted["ts"], "thread_ts": posted.get("thread_ts")},
        "state": {"values": state or {}},
    }
    return interaction(payload | more)


async def begun(house: House, text: str = "tally") -> dict[str, Any]:
    await house.deliver(mention(text))
    return (await house.posted())[0]


async def test_a_guided_desk_is_spoken_to_before_the_question_desk(house: House, tally: TallyDesk) -> None:
    posted = await begun(house, "tally with <@U2> in <#C1|plant> &amp; <https://x.example|here>")
    (message,) = tally.said_to
    assert "tally with" in message.text
    assert "& here" in message.text
    assert message.person.id == "slack:T0OWN:U1"
    assert message.person.roles == {"auditor", "employee"}
    assert not message.private
    assert "<@U2>" in json.dumps(posted["blocks"])
    assert "&lt;!channel&gt;" in json.dumps(posted["blocks"])
    assert house.slack.refused == []


async def test_what_is_typed_after_the_command_goes_to_the_assistant_in_private(house: House, tally: TallyDesk) -> None:
    await house.send(command("tally C1", response_url=f"{house.slack.address}/respond/r"), form=True)
    await house.until(lambda: house.slack.ephemeral)
    assert tally.said_to[0].private
    assert tally.said_to[0].text == "tally C1"


async def test_a_press_reaches_the_desk_once_with_what_was_filled_in_and_changes_its_card(house: House, tally: TallyDesk) -> None:
    posted = await begun(house)
    state = {
        "field:note": {"field:note": {"type": "plain_text_input", "value": "Khuôn số 3"}},
        "field:colour": {"field:colour": {"type": "static_select", "selected_option": {"value": "r"}}},
        "field:sizes": {"field:sizes": {"type": "multi_static_select", "selected_options": [{"value": "r"}, {"value": "g"}]}},
        "field:due": {"field:due": {"type": "datepicker", "selected_date": "2026-12-24"}},
        "field:count": {"field:count": {"type": "number_input", "value": None}},
        "other": {"other": {"value": "not ours"}},
    }
    for _ in range(3):
        await house.send(pressed(posted, "tally.up", state), form=True)
    await house.until(lambda: house.slack.called("chat.update"))
    (press,) = tally.presses.values()
    assert (press.verb, press.value, press.person.roles) == ("tally.up", "1", {"auditor", "employee"})
    assert press.fields == {
        "note": ("Khuôn số 3",),
        "colour": ("r",),
        "sizes": ("r", "g"),
        "due": ("2026-12-24",),
        "count": (),
    }
    assert "Counted: 1" in json.dumps(house.slack.posted[0]["blocks"])
    assert len(house.slack.posted) == 1


async def test_a_card_seen_by_one_person_is_replaced_through_the_address_of_the_press(house: House) -> None:
    posted = await begun(house)
    hidden = {"container": {"is_ephemeral": True, "message_ts": "1.1"}, "response_url": f"{house.slack.address}/respond/r"}
    await house.send(pressed(posted, "tally.up", **hidden), form=True)
    await house.until(lambda: house.slack.ephemeral)
    assert house.slack.ephemeral[0]["replace_original"] is True


async def test_what_is_told_elsewhere_arrives_in_the_channel_and_with_the_person(house: House) -> None:
    posted = await begun(house)
    await house.send(pressed(posted, "tally.tell"), form=True)
    await house.posted(3)
    assert {found["channel"] for found in house.slack.posted[1:]} == {"C2", "U1"}


async def test_what_is_private_is_whispered_in_the_thread(house: House) -> None:
    await house.deliver(mention("tally secret", ts="1700000001.000001"))
    await house.until(lambda: house.slack.ephemeral)
    assert (house.slack.ephemeral[0]["user"], house.slack.ephemeral[0]["thread_ts"]) == ("U1", "1700000001.000001")
    assert house.slack.posted == []


async def test_a_press_of_a_desk_that_is_gone_is_said_to_be_stale(house: House) -> None:
    posted = await begun(house)
    button = {"type": "button", "action_id": "card:gone.up:0", "value": "1"}
    await house.send(pressed(posted | {"blocks": [{"type": "actions", "elements": [button]}]}, "gone.up"), form=True)
    await house.posted(2)
    assert "no longer kept" in json.dumps(house.slack.posted[1]["blocks"])


def outbox_of(house: House) -> Outbox:
    return Outbox(open_database(house.config.database_url), "slack", "test", pace=timedelta(0))


def card_post(key: str, conversation: str, text: str, replaces: str | None = None) -> Post:
    return Post(key, "slack", conversation, None, {"card": Card("Audit", text).as_json(), "replaces": replaces})


async def test_a_later_card_takes_the_place_of_an_earlier_one(house: House) -> None:
    outbox = outbox_of(house)
    for conversation in ("C1", "@slack:T0OWN:U2"):
        before = len(house.slack.posted)
        outbox.add([card_post(f"{conversation}/1", conversation, "due")], now())
        await house.posted(before + 1)
        await house.until(lambda key=f"{conversation}/1": outbox.posted_as(key))
        outbox.add([card_post(f"{conversation}/2", conversation, "done", replaces=f"{conversation}/1")], now())
        await house.until(lambda at=before: "done" in json.dumps(house.slack.posted[at]["blocks"]))
    assert [found["channel"] for found in house.slack.posted] == ["C1", "U2"]


async def test_a_card_whose_earlier_one_was_deleted_is_posted_anew(house: House) -> None:
    outbox = outbox_of(house)
    outbox.add([card_post("a/1", "C1", "due")], now())
    await house.posted()
    await house.until(lambda: outbox.posted_as("a/1"))
    house.slack.posted.clear()
    outbox.add([card_post("a/2", "C1", "done", replaces="a/1"), card_post("b/2", "C1", "other", replaces="never")], now())
    await house.posted(2)


async def test_a_card_whose_post_was_lost_on_the_way_is_looked_up_and_not_posted_twice(house: House) -> None:
    house.slack.fail("chat.postMessage", LOST)
    outbox_of(house).add([card_post("a/1", "C1", "due")], now())
    await house.until(lambda: house.slack.called("conversations.history"))
    await house.quiet()
    assert len(house.slack.called("chat.postMessage")) == 1


FILE = {"name": "nda.txt", "mimetype": "text/plain", "size": 11}


async def test_a_file_is_given_to_the_desk_that_wants_it(house: House, tally: TallyDesk) -> None:
    house.slack.files["f1"] = b"hello there"
    file = FILE | {"url_private_download": f"{house.slack.address}/files/f1"}
    await house.deliver(said("tally", channel="D1", subtype="file_share", files=[file]))
    (posted,) = await house.posted()
    assert "nda.txt: hello there" in json.dumps(posted["blocks"])
    assert house.slack.tokens == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize(
    "change",
    [
        {"url_private": "https://evil.example/f1"},
        {"url_private": "http://files.slack.com/f1"},
        {"url_private": "https://slack.com.evil.example/f1"},
        {"size": 5_000},
        {"body": b"x" * 1_001},
        {"body": None},
    ],
)
async def test_a_file_that_is_too_large_or_lies_elsewhere_is_not_read(house: House, change: dict[str, Any]) -> None:
    body = change.pop("body", b"hello there")
    if body is not None:
        house.slack.files["f1"] = body
    file = FILE | {"url_private": f"{house.slack.address}/files/f1"} | change
    await house.deliver(said("tally", channel="D1", files=[file, None, {"name": 1}]))
    (posted,) = await house.posted()
    assert "Reference" in json.dumps(posted["blocks"])


async def test_a_mention_that_somebody_typed_by_hand_is_none(house: House, tally: TallyDesk) -> None:
    await begun(house, "tally \ue000@slack:T0OWN:U2\ue001 &lt;@U2&gt;")
    assert tally.said_to[0].text == "tally @slack:T0OWN:U2 <@U2>"


async def test_a_question_is_asked_without_the_names_in_it(house: House) -> None:
    await house.deliver(mention("who owns the mould that <@U2> paid for?"))
    (posted,) = await house.posted()
    assert "<@U2>" not in json.dumps(posted["blocks"])
    helpful = [e for b in posted["blocks"] if b["type"] == "actions" for e in b["elements"] if e["action_id"] == "helpful"]
    kept = house.desk.record(helpful[0]["value"])
    assert kept is not None
    assert kept.question == "who owns the mould that @… paid for?"


def test_a_card_with_everything_in_it_is_within_the_limits() -> None:
    from bot.slack.cards import card_messages
    from tests.fakes.slack_limits import refusal

    card = TallyDesk()._card("x")
    for text in ("", "word & <b> " * 40, "<" * 30_000, "\n\n".join(["| a | b |"] * 200)):
        facts = tuple(replace(card.facts[0], text=text or "f") for _ in range(25))
        for part in card_messages(replace(card, title=text or "t", text=text, facts=facts, buttons=card.buttons * 40)):
            assert refusal(part.blocks) is None
            assert 0 < len(part.text) <= 40_000
