"""Guided cards in the playground: said to, pressed, and refused where a press makes no sense."""

from typing import Any

import pytest

from bot.config import read_config
from bot.conversation.card import Button, Card, Field, Press, Told
from bot.conversation.message import Message
from tests.bot.conftest import Serve


class Forms:
    """A form, and what was filled in on it."""

    name = "form"

    def said(self, message: Message) -> Told | None:
        if message.text != "form":
            return None
        return Told(
            (Card("A form", ",".join(sorted(message.person.roles)), (), (Field("n", "Name"),), (Button("Go", "form.go", "1"),)),)
        )

    def pressed(self, press: Press) -> Told:
        return Told((Card("Done", f"{press.field('n')} {press.value} {press.language} {press.key}"),), in_place=True)


PRESS: dict[str, Any] = {"verb": "form.go", "value": "1", "fields": {"n": ["<b>Moulds</b>"]}, "key": "k1", "conversation": "c1"}


async def test_a_guided_desk_is_asked_first_and_pressed_with_what_was_filled_in(serve: Serve) -> None:
    client = await serve(guided=(Forms(),))
    said = await (await client.post("/ask", json={"text": "form", "conversation": "c1"})).json()
    assert said["status"] == "guided"
    assert 'data-verb="form.go"' in said["card"]
    assert "supplier_manager" in said["card"]
    told = await (await client.post("/press", json=PRESS | {"language": "vi"})).json()
    assert told["in_place"] is True
    assert "&lt;b&gt;Moulds&lt;/b&gt; 1 vi web/k1" in told["card"]


async def test_a_visitor_from_afar_has_no_roles(serve: Serve, tmp_path: Any) -> None:
    config = read_config({"IPDESK_DATA_DIR": str(tmp_path), "HOST": "0.0.0.0", "IPDESK_PLAYGROUND": "1"})
    client = await serve(guided=(Forms(),), config=config)
    said = await (await client.post("/ask", json={"text": "form", "conversation": "c1"})).json()
    assert "supplier_manager" not in said["card"]


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "other.go"},
        {"verb": 3},
        {"verb": "FORM.GO; --"},
        {"value": None},
        {"value": "x" * 2_001},
        {"key": ""},
        {"key": "a b"},
        {"conversation": "../x"},
        {"fields": [1]},
        {"fields": {"n": "no list"}},
        {"fields": {"n": [1]}},
        {"fields": {str(n): [] for n in range(51)}},
    ],
)
async def test_a_press_that_makes_no_sense_is_refused(serve: Serve, change: dict[str, Any]) -> None:
    client = await serve(guided=(Forms(),))
    response = await client.post("/press", json=PRESS | change)
    assert response.status == 400
    assert "error" in await response.json()


async def test_suppliers_are_entered_and_listed_in_the_playground(serve: Serve) -> None:
    client = await serve()
    for text in ("add supplier Song Hong Plastics, Vietnam", "suppliers"):
        said = await (await client.post("/ask", json={"text": text, "conversation": "c1"})).json()
        assert said["status"] == "guided"
        assert "Song Hong Plastics" in said["card"]
