"""How a message is read after another; what the desk then answers stands in fixtures/dialogues.yaml."""

from dataclasses import replace

import pytest
import yaml

from bot.answering.places import PlaceNames, Places
from bot.answering.question import Unreadable
from bot.answering.thread import FollowUp, Turn, read_in_thread
from tests.conftest import FIXTURES

NAMES = PlaceNames(yaml.safe_load((FIXTURES / "knowledge" / "jurisdictions.yaml").read_text(encoding="utf-8")))
TERM = "How long does a customs recordal last in Vietnam?"
TURN = Turn(TERM, "en", Places(("VN",)), ("vn-customs-recordal#recordal-term",), "answered")
SMALL_TALK = Turn("thanks", "en", Places(), (), "small_talk")


def follow(text: str, *turns: Turn, language: str | None = None) -> FollowUp:
    found = read_in_thread(text, turns or (TURN,), NAMES, language)
    assert isinstance(found, FollowUp), found
    return found


def test_a_first_message_is_read_by_itself() -> None:
    read = read_in_thread(TERM, (), NAMES, None)
    assert isinstance(read, FollowUp)
    assert (read.question.text, read.at_hand, read.assumed) == (TERM, (), Places())


@pytest.mark.parametrize("text", ["and in the United States?", "US", "What about the U.S.?", "same question for the US please"])
def test_another_country_asks_the_question_before_again(text: str) -> None:
    question = follow(text).question
    assert question.places == Places(("US",))
    assert question.text.startswith("How long does a customs recordal last in")
    assert "Vietnam" not in question.text


def test_a_country_without_guidance_replaces_the_one_before() -> None:
    question = follow("and in Thailand?").question
    assert question.places == Places((), ("TH",))
    assert "Vietnam" not in question.text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in Vietnamese please", "vi"),
        ("Can you say it in Vietnamese?", "vi"),
        ("and in Vietnamese?", "vi"),
        ("tiếng Việt", "vi"),
        ("trả lời bằng tiếng Việt nhé", "vi"),
        ("translate to English", "en"),
        ("in English please", "en"),
    ],
)
def test_a_wish_for_a_language_asks_the_same_again_in_that_language(text: str, language: str) -> None:
    question = follow(text).question
    assert (question.text, question.language, question.places) == (TERM, language, Places(("VN",)))


@pytest.mark.parametrize("text", ["which circular?", "and what does it cost?", "why?", "how much is it?", "thế còn chi phí?"])
def test_a_message_that_says_little_leans_on_the_question_before(text: str) -> None:
    read = follow(text)
    assert TERM in read.question.parts[0].context
    assert read.at_hand == TURN.sections
    assert read.question.places == Places(("VN",))


def test_a_new_topic_assumes_the_country_and_nothing_else() -> None:
    read = follow("Who must sign the power of attorney for the filing papers?")
    assert read.question.parts[0].context == ""
    assert (read.at_hand, read.assumed, read.question.places) == ((), Places(("VN",)), Places())


def test_a_new_topic_with_its_own_country_assumes_none() -> None:
    read = follow("What goes into the dossier for a customs recordation in the United States?")
    assert read.question.places == Places(("US",))
    assert read.question.parts[0].context == ""


@pytest.mark.parametrize(
    "text",
    [
        "Who owns a mould that we paid for?",
        "Which papers go into the dossier that the broker files?",
        "Does the mould that we paid for belong to us?",
    ],
)
def test_a_relative_clause_does_not_point_back(text: str) -> None:
    read = follow(text)
    assert read.question.parts[0].context == ""
    assert read.at_hand == ()


def test_small_talk_in_between_is_passed_over() -> None:
    assert follow("and in the United States?", TURN, SMALL_TALK).question.places == Places(("US",))


def test_after_small_talk_alone_a_message_is_new() -> None:
    assert follow("and what does it cost?", SMALL_TALK).question.parts[0].context == ""


def test_a_choice_after_a_clarification_says_so() -> None:
    asked = replace(TURN, question="How long does a customs recordal last?", places=Places(), sections=(), status="clarify")
    read = follow("Vietnam", asked)
    assert read.after_clarifying
    assert read.question.places == Places(("VN",))
    assert read.question.text.startswith("How long does a customs recordal last")


def test_a_bare_country_keeps_the_language_of_the_thread() -> None:
    vietnamese = replace(TURN, question="Ghi nhận hải quan có hiệu lực bao lâu?", language="vi")
    assert follow("US", vietnamese).question.language == "vi"


def test_the_language_asked_for_prevails_in_a_follow_up() -> None:
    assert follow("and in the United States?", language="vi").question.language == "vi"


@pytest.mark.parametrize(("text", "reason"), [("", "empty"), ("???", "no_words"), ("x" * 3_000, "too_long")])
def test_what_cannot_be_read_stays_unreadable_in_a_thread(text: str, reason: str) -> None:
    assert read_in_thread(text, (TURN,), NAMES, None) == Unreadable(reason)


def test_threads_do_not_grow_without_end() -> None:
    turn = TURN
    for _ in range(30):
        read = follow("and what does it cost in that case?", turn)
        turn = replace(turn, question=read.question.text[:400])
    assert len(read.question.text) <= 600


def test_a_follow_up_that_names_another_platform_takes_it_in_the_place_of_the_first() -> None:
    asked = replace(TURN, question="How do we report a copy on Shopee?", places=Places(), sections=())
    read = read_in_thread("and amazon?", (asked,), NAMES, None)
    assert isinstance(read, FollowUp)
    assert "Shopee" not in read.question.parts[0].whole
    assert "amazon" in read.question.parts[0].whole


def test_a_follow_up_that_adds_another_right_leaves_the_first() -> None:
    asked = replace(TURN, question="How long does a trademark last?", places=Places(), sections=())
    read = read_in_thread("and can a patent protect it too?", (asked,), NAMES, None)
    assert isinstance(read, FollowUp)
    assert "trademark" in read.question.parts[0].whole
