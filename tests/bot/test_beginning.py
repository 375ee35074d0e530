"""Who says nothing that can be answered, or asks what there is, is shown what can be begun; every beginning begins something."""

from datetime import UTC, datetime

import pytest

from bot.answering.outcome import NoAnswer, Outcome, Topic
from bot.config import Config
from bot.conversation.assistant import Assistant
from bot.conversation.beginning import beginnings, choices, examples
from bot.conversation.card import Told
from bot.conversation.message import ConversationRef, Message, Person
from bot.conversation.understanding import as_understood
from bot.terminal.rendering import rendered
from tests.bot.asking import Asker

MANAGER = Person("web:local", frozenset({"public", "employees"}), frozenset({"supplier_manager", "auditor"}))
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NEAR = (Topic("guide#section", "A topic"),)


@pytest.fixture
def assistant(asker: Asker, config: Config) -> Assistant:
    return asker.assembly(config, lambda: NOW).assistant


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [("asdf qwer zxcv", "en", "I did not understand that"), ("hjkl?", "en", "I did not"), ("xzcv ưrtpk", "vi", "Tôi chưa hiểu")],
)
def test_gibberish_is_not_understood_and_three_questions_that_work_are_shown(
    asker: Asker, text: str, language: str, said: str
) -> None:
    reply = asker.ask(text, language)
    assert (reply.status, reply.related) == ("no_answer", ())
    assert reply.answer.startswith(said)
    assert tuple(choice.text for choice in reply.choices) == examples(language)
    assert rendered(reply).splitlines()[-3:] == [f"- {question}" for question in examples(language)]


def test_a_question_with_one_word_that_the_guidance_knows_is_understood_though_not_covered(asker: Asker) -> None:
    reply = asker.ask("xyzzy customs plugh frobnicate")
    assert reply.status == "no_answer"
    assert reply.answer.startswith("I don't know")
    assert reply.choices == ()


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([("asdf", 1.0)], "not_understood"),
        ([("asdf", 1.0), ("qwer", 1.0)], "not_understood"),
        ([("asdf", 1.0), ("qwer mould", 0.9)], "not_covered"),
        ([("qwer mould", 0.9)], "not_covered"),
        ([("who is beyoncé", 1.0)], "not_covered"),
        ([("beyoncé là ai", 1.0)], "not_covered"),
        ([], "not_covered"),
        ([("asdf", None)], "not_covered"),
    ],
)
def test_a_question_is_understood_by_one_word_that_the_guidance_or_everybody_knows(
    parts: list[tuple[str, float | None]], reason: str
) -> None:
    weighed = [{"text": text, "evidence": [] if share is None else [{"unknown": share}]} for text, share in parts]
    found = as_understood(Outcome(NoAnswer("not_covered", NEAR), "en", {"parts": weighed}))
    assert found == NoAnswer(reason, NEAR if reason == "not_covered" else ())


def test_what_lies_in_a_country_without_guidance_was_understood() -> None:
    outcome = Outcome(NoAnswer("not_covered", (), ("CN",)), "en", {"parts": [{"text": "asdf", "evidence": [{"unknown": 1.0}]}]})
    assert as_understood(outcome) is outcome.result


@pytest.mark.parametrize(("text", "language"), [("help", "en"), ("what can you do?", "en"), ("trợ giúp", "vi")])
def test_help_names_everything_that_can_be_done_with_a_press_for_each(asker: Asker, text: str, language: str) -> None:
    reply = asker.ask(text)
    assert (reply.status, reply.choices) == ("small_talk", choices(language))
    assert all(f"**{one.label}**" in reply.answer for one in beginnings(language))


@pytest.mark.parametrize(("language", "number"), [(language, number) for language in ("en", "vi") for number in range(3)])
def test_every_beginning_begins_something(assistant: Assistant, language: str, number: int) -> None:
    one = beginnings(language)[number]
    told = assistant.said(Message(one.said, MANAGER, ConversationRef("web", "a"), company="alone"))
    assert isinstance(told, Told)
    assert told.cards[0].language == language
    title = {"en": ("Checklists", "Suppliers", "Audits"), "vi": ("Danh mục kiểm tra", "Nhà cung cấp", "Các cuộc đánh giá")}
    assert told.cards[0].title == title[language][number]


@pytest.mark.parametrize(
    "sentence", ["facility audit at Sông Hồng every 6 months", "đánh giá nhà máy tại Sông Hồng 6 tháng một lần"]
)
def test_the_sentence_that_is_given_as_an_example_plans_an_audit(assistant: Assistant, sentence: str) -> None:
    assert any(f"“{sentence}”" in one.note for language in ("en", "vi") for one in beginnings(language))
    told = assistant.said(Message(sentence, MANAGER, ConversationRef("web", "a"), company="alone"))
    assert isinstance(told, Told)
    facts = {fact.text for fact in told.cards[0].facts}
    assert facts & {"facility audit", "đánh giá nhà máy", "đánh giá tại nhà máy"}


def test_in_the_terminal_help_names_the_commands(asker: Asker) -> None:
    last = rendered(asker.ask("help")).splitlines()[-1]
    assert last.startswith("Here these are commands: ipdesk checklist, ipdesk audits next")
