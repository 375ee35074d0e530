"""For each question the Slack and the Teams reply carry the same answer and the same citations."""

import json
import re
from pathlib import Path

import pytest

from bot.answering.guidance import LiveGuidance
from bot.conversation.reply import Reply
from bot.slack.blocks import messages
from bot.teams.replies import MAX_LINES, reply_activities
from tests.bot.asking import Asker
from tests.bot.conftest import asker, served, small_knowledge, small_store

__all__ = ["asker", "served", "small_knowledge", "small_store"]
QUESTIONS = (
    "How long does a customs recordal last in Vietnam?",
    "How long does a customs recordation last?",
    "How long does a customs recordal last in Vietnam and in the United States?",
    "Ghi nhận hải quan có hiệu lực bao lâu?",
    "Who owns the mould that we paid for?",
    "What is the weather in Hanoi?",
    "Hello",
)


def golden_questions() -> list[str]:
    """The first message of every question of the test set."""
    files = sorted((Path(__file__).parents[1] / "golden").glob("*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [line["text"] if "text" in line else line["thread"][0] for line in lines]


def words(text: str) -> list[str]:
    """The words of a text without the markup of either platform."""
    text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    return re.findall(r"\w+", text)


def slack_text(reply: Reply) -> str:
    """What stands in the sections of the messages: the answer."""
    blocks = [block for message in messages(reply) for block in message.blocks]
    return "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")


def slack_lines(reply: Reply) -> list[list[str]]:
    """The lines under the answer that say what is cited."""
    blocks = [block for message in messages(reply) for block in message.blocks if block["type"] == "context"]
    found = [element["text"] for block in blocks for element in block["elements"]]
    return [words(text) for text in found if text.startswith("[")]


def teams_text(reply: Reply) -> str:
    return "\n".join(activity["text"] for activity in reply_activities(reply))


def teams_lines(reply: Reply) -> list[list[str]]:
    cards = [found["content"] for activity in reply_activities(reply) for found in activity.get("attachments", ())]
    found = [block["text"] for card in cards for block in card["body"] if block["type"] == "TextBlock"]
    return [words(text) for text in found if text.startswith("\\[")]


def compare(reply: Reply) -> None:
    assert words(slack_text(reply)) == words(teams_text(reply))
    assert slack_lines(reply)[:MAX_LINES] == teams_lines(reply)


@pytest.mark.parametrize("question", QUESTIONS)
def test_answer_and_citations_are_the_same(asker: Asker, question: str) -> None:
    compare(asker.ask(question))


def test_answers_from_the_real_guidance_are_the_same_for_every_question_of_the_test_set(guidance: LiveGuidance) -> None:
    real = Asker(guidance)
    for question in golden_questions():
        real.new_thread()
        compare(real.ask(question))
