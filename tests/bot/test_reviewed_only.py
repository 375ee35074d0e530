"""Where an admin wants reviewed guidance only, nothing else is found, quoted, compared or replayed."""

from dataclasses import replace

import pytest

from bot.conversation.message import ConversationRef, Message
from bot.conversation.reply import Reply
from tests.bot.asking import EMPLOYEE, Asker

QUESTIONS = [
    "How long does a customs recordal last in Vietnam?",
    "How long does a customs recordal last in the United States?",
    "How long does a customs recordal last in Vietnam and in the United States?",
    "Who owns the mould that we paid for?",
]


def ask(asker: Asker, text: str, reviewed_only: bool) -> Reply:
    return asker.desk.reply(Message(text, EMPLOYEE, ConversationRef("slack", "C1", text), reviewed_only=reviewed_only))


@pytest.mark.parametrize("question", QUESTIONS)
def test_only_reviewed_guides_are_quoted(asker: Asker, question: str) -> None:
    reply = ask(asker, question, reviewed_only=True)
    assert all(citation.reviewed for citation in reply.citations)


def test_what_is_reviewed_is_answered_and_what_is_not_is_not(asker: Asker) -> None:
    assert [ask(asker, question, reviewed_only=True).status for question in QUESTIONS[::3]] == ["answered", "no_answer"]
    assert [ask(asker, question, reviewed_only=False).status for question in QUESTIONS[::3]] == ["answered", "answered"]


def test_a_replay_comes_to_the_same(asker: Asker) -> None:
    reply = ask(asker, QUESTIONS[3], reviewed_only=True)
    record = asker.desk.record(reply.id)
    assert record is not None
    assert replace(asker.desk.replay(record), seconds=0.0) == replace(reply, seconds=0.0)
