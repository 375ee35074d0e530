"""For each question the Slack and the Teams reply carry the same answer and the same citations."""

import re
from typing import Any

import pytest

from bot.conversation.reply import Reply
from bot.slack.blocks import messages
from bot.teams.cards import reply_activity
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


def words(text: str) -> list[str]:
    """The words of a text without the markup of either platform."""
    text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    return re.findall(r"\w+", text)


def texts(found: Any) -> str:
    """All that is shown of blocks or of a card, in order."""
    if isinstance(found, dict):
        return "\n".join(texts(value) for name, value in found.items() if name != "value")
    if isinstance(found, list):
        return "\n".join(map(texts, found))
    return found if isinstance(found, str) else ""


def numbers(shown: str) -> list[str]:
    return re.findall(r"\[(\d+)\]", shown)


@pytest.mark.parametrize("question", QUESTIONS)
def test_answer_and_citations_are_the_same(asker: Asker, question: str) -> None:
    compare(asker.ask(question))


def compare(reply: Reply) -> None:
    slack = "\n".join(texts(part.blocks) for part in messages(reply))
    teams = "\n".join(texts(part) for part in reply_activity(reply, sharable=False, experts=False))
    for shown in (slack, teams):
        assert set(numbers(shown)) == {str(citation.number) for citation in reply.citations} | set(numbers(reply.answer))
        for citation in reply.citations:
            assert citation.section in shown
            assert citation.source.publisher in shown
            assert (citation.source.authority or "") in shown
    paragraphs = [paragraph for paragraph in reply.answer.split("\n\n") if not paragraph.startswith("|")]
    for paragraph in paragraphs:
        wanted = " ".join(words(paragraph))
        assert wanted in " ".join(words(teams))
