"""Plays the talks of fixtures/dialogues.yaml with the desk of the audit programme."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation.card import Card
from bot.conversation.mention import Mention, shown
from bot.conversation.message import Person
from tests.audits.talk import AT_BOB, AT_LINH, AT_MINH, AUDIT_VN, BOB, GUEST, LINH, MAI, MINH, Talk

DIALOGUES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "fixtures" / "dialogues.yaml").read_text(encoding="utf-8")
)
PEOPLE: dict[str, Person] = {"Mai": MAI, "Linh": LINH, "Minh": MINH, "Bob": BOB, "Guest": GUEST}
NAMES = {person.id: name for name, person in PEOPLE.items()}
MENTIONS = {"@linh": AT_LINH, "@minh": AT_MINH, "@bob": AT_BOB, "#audit-vn": AUDIT_VN}
KNOWN = {"you", "press", "fill", "who", "in", "says", "leaves_out", "asks", "offers", "alone", "instead", "nothing"}


def typed(text: str) -> str:
    return re.sub("|".join(MENTIONS), lambda match: MENTIONS[match[0]], text)


def as_seen(mention: Mention) -> str:
    return f"@{NAMES[mention.id]}" if mention.kind == "person" else {"slack:CVN": "#audit-vn"}.get(mention.id, mention.id)


def read_off(card: Card) -> str:
    facts = [f"{fact.label}: {fact.text}" for fact in card.facts]
    return shown("\n".join([card.title, card.text, *facts]), as_seen)


def play(talk: Talk, turn: dict[str, Any]) -> None:
    who, channel = PEOPLE[turn.get("who", "Mai")], turn.get("in", "")
    if "press" in turn:
        pressed = next(button for button in talk.card.buttons if button.label == turn["press"])
        talk.press(pressed, who, channel, {name: typed(value) for name, value in turn.get("fill", {}).items()})
    else:
        talk.say(typed(turn["you"]), who, channel)


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["title"])
def test_the_desk_talks_as_the_dialogue_says(dialogue: dict[str, Any]) -> None:
    talk = Talk()
    for turn in dialogue["turns"]:
        play(talk, turn)
        if turn.get("nothing"):
            assert talk.told is None, turn
            continue
        assert talk.told is not None, turn
        seen = "\n".join(read_off(card) for card in talk.told.cards)
        assert [text for text in turn.get("says", []) if text not in seen] == [], seen
        assert [text for text in turn.get("leaves_out", []) if text in seen] == [], seen
        fields, buttons = [field.name for field in talk.card.fields], [button.label for button in talk.card.buttons]
        assert (turn.get("asks", fields), turn.get("offers", buttons)) == (fields, buttons), turn
        assert (turn.get("alone", talk.told.private), turn.get("instead", talk.told.in_place)) == (
            talk.told.private,
            talk.told.in_place,
        ), turn


def test_the_dialogues_use_known_words_only() -> None:
    assert {name for dialogue in DIALOGUES for turn in dialogue["turns"] for name in turn} <= KNOWN
