"""What every FeedbackRecords must do; the tests of each implementation inherit it and bring their own `store`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.store.feedback_record import FeedbackRecord
from bot.store.store import Store
from tests.bot.store_contract import record

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


def given(answer: str = "a", person: str = "alice", minute: int = 0, **changes: object) -> FeedbackRecord:
    """Feedback of a person on an answer, so many minutes after noon."""
    plain = FeedbackRecord(answer, person, False, "outdated", "Điều này đã cũ 🔧", NOON + timedelta(minutes=minute))
    return replace(plain, **changes)


class FeedbackRecordsContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_feedback_comes_back_as_it_was_given(self, store: Store) -> None:
        store.answers.add(record("a"))
        assert store.feedback.put(given())
        assert store.feedback.of_answer("a") == [given()]

    def test_an_answer_without_feedback_has_none(self, store: Store) -> None:
        store.answers.add(record("a"))
        assert store.feedback.of_answer("a") == []
        assert store.feedback.of_answer("unknown") == []

    def test_feedback_on_an_unknown_answer_is_refused(self, store: Store) -> None:
        assert not store.feedback.put(given("nowhere"))
        assert store.feedback.of_answer("nowhere") == []

    def test_what_the_same_person_says_later_replaces_it(self, store: Store) -> None:
        store.answers.add(record("a"))
        store.feedback.put(given())
        second = given(minute=5, helpful=True, reason=None, comment="")
        assert store.feedback.put(second)
        assert store.feedback.of_answer("a") == [second]

    def test_a_bare_no_leaves_a_no_with_its_reason_alone_and_takes_the_place_of_a_yes(self, store: Store) -> None:
        store.answers.add(record("a"))
        bare = given(minute=5, reason=None, comment="")
        assert store.feedback.put(given())
        assert store.feedback.put(bare, over_unhelpful=False)
        assert store.feedback.of_answer("a") == [given()]
        assert store.feedback.put(given(helpful=True, reason=None, comment=""))
        assert store.feedback.put(bare, over_unhelpful=False)
        assert store.feedback.of_answer("a") == [bare]
        assert not store.feedback.put(given("nowhere"), over_unhelpful=False)

    def test_several_people_stand_beside_each_other_oldest_first(self, store: Store) -> None:
        store.answers.add(record("a"))
        for person, minute in (("alice", 2), ("bob", 1), ("ALICE", 3)):
            store.feedback.put(given("a", person, minute))
        assert [found.person for found in store.feedback.of_answer("a")] == ["bob", "alice", "ALICE"]

    def test_feedback_belongs_to_one_answer_only(self, store: Store) -> None:
        store.answers.add(record("a"))
        store.answers.add(record("b"))
        store.feedback.put(given("a"))
        assert store.feedback.of_answer("b") == []
        assert store.feedback.of_answer("%") == []

    def test_the_moment_is_kept_whatever_its_time_zone(self, store: Store) -> None:
        store.answers.add(record("a"))
        moment = datetime(2026, 11, 1, 1, 30, 0, 999999, tzinfo=timezone(timedelta(hours=7)))
        store.feedback.put(given(given_at=moment))
        (kept,) = store.feedback.of_answer("a")
        assert kept.given_at == moment
        assert kept.given_at.tzinfo is not None

    def test_the_feedback_of_a_person_is_theirs_alone_oldest_first(self, store: Store) -> None:
        for identity in "ab":
            store.answers.add(record(identity))
        for answer, person, minute in (("b", "alice", 2), ("a", "alice", 1), ("a", "bob", 3)):
            assert store.feedback.put(given(answer, person, minute))
        assert [(found.answer, found.person) for found in store.feedback.of_person("alice")] == [("a", "alice"), ("b", "alice")]

    def test_removing_what_a_person_said_leaves_what_others_said(self, store: Store) -> None:
        store.answers.add(record("a"))
        for person in ("alice", "bob"):
            store.feedback.put(given(person=person))
        assert store.feedback.remove_of_person("alice") == 1
        assert store.feedback.remove_of_person("alice") == 0
        assert [found.person for found in store.feedback.of_answer("a")] == ["bob"]

    def test_feedback_on_an_erased_answer_is_refused(self, store: Store) -> None:
        store.answers.add(record("a"))
        store.answers.rewrite([record("a", erased_at=NOON)])
        assert store.feedback.put(given()) is False

    def test_anonymised_are_the_verdicts_on_erased_answers_only_and_only_once(self, store: Store) -> None:
        for identity in "ab":
            store.answers.add(record(identity))
        for minute, (answer, person) in enumerate((("a", "bob"), ("a", "alice"), ("b", "bob"))):
            store.feedback.put(given(answer, person, minute, comment="a word"))
        store.answers.rewrite([record("a", erased_at=NOON)])
        for _ in range(2):
            store.feedback.anonymise()
            assert [(found.person, found.comment) for found in store.feedback.of_answer("a")] == [
                ("erased/0", ""),
                ("erased/1", ""),
            ]
        assert [(found.person, found.comment) for found in store.feedback.of_answer("b")] == [("bob", "a word")]
