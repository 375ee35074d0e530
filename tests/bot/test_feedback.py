"""Feedback on answers: what the desk takes, keeps and refuses."""

from datetime import UTC, datetime

import pytest

from bot.conversation.feedback import MAX_COMMENT, REASONS, Feedback, FeedbackDesk, UnknownAnswer, UnreadableFeedback
from bot.conversation.message import Person
from bot.store.store import Store, remembering
from tests.bot.store_contract import record

ALICE, BOB = Person("alice"), Person("bob")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def store() -> Store:
    store = remembering()
    store.answers.add(record("a"))
    return store


@pytest.fixture
def desk(store: Store) -> FeedbackDesk:
    return FeedbackDesk(store.feedback, lambda: NOW)


@pytest.mark.parametrize("reason", [*REASONS, None])
def test_feedback_is_kept_with_its_moment(desk: FeedbackDesk, reason: str | None) -> None:
    desk.take(Feedback("a", ALICE, False, reason, " see Decree 65 "))
    (kept,) = desk.of_answer("a")
    assert (kept.helpful, kept.reason, kept.comment, kept.given_at) == (False, reason, "see Decree 65", NOW)


def test_an_answer_that_helped_has_no_reason_why_it_did_not(desk: FeedbackDesk) -> None:
    assert desk.take(Feedback("a", ALICE, True, "wrong")).reason is None


def test_the_same_person_may_change_their_mind(desk: FeedbackDesk) -> None:
    desk.take(Feedback("a", ALICE, False, "unclear"))
    desk.take(Feedback("a", ALICE, True))
    assert [given.helpful for given in desk.of_answer("a")] == [True]


def test_each_person_finds_their_own_feedback(desk: FeedbackDesk) -> None:
    desk.take(Feedback("a", ALICE, False, "unclear"))
    desk.take(Feedback("a", BOB, True))
    found = desk.by_person("a", ALICE)
    assert found is not None
    assert found.reason == "unclear"
    assert desk.by_person("a", Person("charlie")) is None


@pytest.mark.parametrize("identity", ["b", "", "a' or '1'='1", "\x00", "\ud800", "a" * 5_000])
def test_an_unknown_answer_is_refused(desk: FeedbackDesk, identity: str) -> None:
    with pytest.raises(UnknownAnswer):
        desk.take(Feedback(identity, ALICE, True))


def test_an_unknown_reason_is_refused() -> None:
    with pytest.raises(UnreadableFeedback, match="wrong_country"):
        Feedback("a", ALICE, False, "boring")


def test_a_comment_has_its_length() -> None:
    assert Feedback("a", ALICE, False, comment="x" * MAX_COMMENT)
    with pytest.raises(UnreadableFeedback, match="longer"):
        Feedback("a", ALICE, False, comment="x" * (MAX_COMMENT + 1))


def test_what_databases_refuse_in_a_comment_is_left_out(desk: FeedbackDesk) -> None:
    assert desk.take(Feedback("a", ALICE, False, comment="a\x00b\ud800c")).comment == "ab?c"


def test_a_press_that_is_worked_on_after_its_form_leaves_the_reason(desk: FeedbackDesk) -> None:
    alice = Person("alice")
    desk.take(Feedback("a", alice, helpful=False, reason="outdated", comment="of 2007"))
    desk.press(Feedback("a", alice, helpful=False))
    assert [(given.helpful, given.reason) for given in desk.of_answer("a")] == [(False, "outdated")]
    desk.press(Feedback("a", alice, helpful=True))
    assert [given.helpful for given in desk.of_answer("a")] == [True]
