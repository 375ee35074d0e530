"""The desk of the audit programme takes none of the questions of the test set, and decides that quickly."""

import json
import time
from pathlib import Path

import pytest

from bot.audits.chat.command import command
from bot.conversation.message import ConversationRef, Message
from tests.audits.talk import MAI, Talk
from tests.teams.test_parity import golden_questions

PRACTICE = sorted((Path(__file__).parents[1] / "golden" / "practice").glob("*.jsonl"))


def practice_questions() -> list[str]:
    lines = [json.loads(line) for path in PRACTICE for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [str(line.get("text") or line.get("q") or next(iter(line.get("thread", [""])))) for line in lines]


@pytest.mark.parametrize("channel", ["", "CVN"])
def test_no_question_of_the_test_set_is_taken(channel: str) -> None:
    talk = Talk()
    questions = [*golden_questions(), *practice_questions()]
    assert len([text for text in questions if text]) > 500
    assert [text for text in questions if talk.say(text, channel=channel) is not None] == []


@pytest.mark.parametrize(
    "text",
    [
        "audit rights",
        "audits of suppliers?",
        "what does an audit cost",
        "cancel my subscription",
        "verify the certificate of the supplier",
        "đánh giá rủi ro nhà cung cấp",
        "kế hoạch sản xuất",
        "stop the production",
        "How do I cancel an audit?",
        "audit checklist",
    ],
)
def test_what_is_no_command_is_none(text: str) -> None:
    assert command(text) is None


def test_a_question_is_let_go_at_once() -> None:
    """Measured 0.03 ms of processor time a question; the bar leaves room for a slow machine."""
    desk, questions = Talk().desk, golden_questions()
    asked = [Message(text, MAI, ConversationRef("slack", "D1")) for text in questions]
    spent = []
    for _ in range(5):
        begun = time.process_time()
        for message in asked:
            desk.said(message)
        spent.append((time.process_time() - begun) / len(asked))
    assert sorted(spent)[2] < 0.005
