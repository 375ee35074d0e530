"""The conversations of fixtures/dialogues.yaml, which run unchanged on every channel."""

from pathlib import Path
from typing import Any

import yaml

from bot.conversation.reply import Reply
from tests.bot.asking import sections_of

DIALOGUES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "fixtures" / "dialogues.yaml").read_text(encoding="utf-8")
)
TITLES = [dialogue["title"] for dialogue in DIALOGUES]


def wanted_of(turn: dict[str, Any]) -> dict[str, Any]:
    """What a turn says of the reply."""
    return {name: value for name, value in turn.items() if name != "you"}


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
