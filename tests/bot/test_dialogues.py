"""Plays the conversations of fixtures/dialogues.yaml at the desk itself."""

from typing import Any

import pytest

from tests.bot.asking import Asker
from tests.bot.dialogues import DIALOGUES, TITLES, seen, wanted_of

KNOWN = {"you", "status", "first", "never", "places", "language", "says", "leaves_out"}


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=TITLES)
def test_the_desk_replies_as_the_dialogue_says(asker: Asker, dialogue: dict[str, Any]) -> None:
    for turn in dialogue["turns"]:
        reply = asker.ask(turn["you"])
        assert seen(reply, wanted_of(turn)) == wanted_of(turn), turn["you"]


def test_the_dialogues_use_known_words_only() -> None:
    assert {name for dialogue in DIALOGUES for turn in dialogue["turns"] for name in turn} <= KNOWN
    assert len(set(TITLES)) == len(DIALOGUES)
