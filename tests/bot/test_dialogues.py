"""Plays the conversations of fixtures/dialogues.yaml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation.reply import Reply
from tests.bot.asking import Asker, sections_of

DIALOGUES = yaml.safe_load((Path(__file__).parent / "fixtures" / "dialogues.yaml").read_text(encoding="utf-8"))
KNOWN = {"you", "status", "first", "never", "places", "language", "says", "leaves_out"}


def seen(reply: Reply, wanted: dict[str, Any]) -> dict[str, Any]:
    """What a reply shows of each thing that is wanted, in the words of the fixture."""
    cited = sections_of(reply)
    shown = {
        "status": reply.status,
        "language": reply.language,
        "first": cited[0] if cited else None,
        "places": list(dict.fromkeys(citation.jurisdiction for citation in reply.citations)),
        "never": None if wanted.get("never") in {citation.guide for citation in reply.citations} else wanted.get("never"),
        "says": wanted.get("says") if str(wanted.get("says")) in reply.answer else reply.answer,
        "leaves_out": reply.answer if str(wanted.get("leaves_out")) in reply.answer else wanted.get("leaves_out"),
    }
    return {name: value for name, value in shown.items() if name in wanted}


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[dialogue["title"] for dialogue in DIALOGUES])
def test_the_desk_replies_as_the_dialogue_says(asker: Asker, dialogue: dict[str, Any]) -> None:
    for turn in dialogue["turns"]:
        reply = asker.ask(turn["you"])
        wanted = {name: value for name, value in turn.items() if name != "you"}
        assert seen(reply, wanted) == wanted, turn["you"]


def test_the_dialogues_use_known_words_only() -> None:
    assert {name for dialogue in DIALOGUES for turn in dialogue["turns"] for name in turn} <= KNOWN
    assert len({dialogue["title"] for dialogue in DIALOGUES}) == len(DIALOGUES)
