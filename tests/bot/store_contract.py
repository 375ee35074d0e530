"""What every AnswerRecords must do; the tests of each implementation inherit it and bring their own `records`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.store.answer_record import AnswerRecord, AnswerRecords

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


def record(identity: str, minute: int = 0, **changes: object) -> AnswerRecord:
    """A record with an id, asked so many minutes after noon."""
    plain = AnswerRecord(
        id=identity,
        asked_at=NOON + timedelta(minutes=minute),
        conversation="terminal/one/",
        person="alice",
        question="Khuôn thuộc về ai? 🔧",
        language="vi",
        status="answered",
        index_version="0123456789abcdef",
        code_version="0.1.0",
        turn={"question": "Khuôn thuộc về ai?", "places": {"covered": ["VN"], "others": []}, "sections": ["a#b"]},
        trace={"parts": [{"text": "Khuôn", "evidence": [{"confidence": 0.25}]}], "asked": {"language": None}},
        reply='{"answer": "Khuôn … [1]\\n\\n_“x”_"}',
    )
    return replace(plain, **changes)


class AnswerRecordsContract:
    @pytest.fixture
    def records(self) -> AnswerRecords:
        raise NotImplementedError

    def test_a_record_comes_back_as_it_was_added(self, records: AnswerRecords) -> None:
        records.add(record("a"))
        assert records.get("a") == record("a")

    def test_the_reply_comes_back_byte_for_byte(self, records: AnswerRecords) -> None:
        odd = '{"answer" :  "a\\u00e9é",\n"b":1.10}'
        records.add(record("a", reply=odd))
        assert records.get("a").reply == odd

    def test_an_unknown_id_gives_none(self, records: AnswerRecords) -> None:
        records.add(record("a"))
        assert records.get("b") is None

    def test_a_second_record_of_the_same_id_changes_nothing(self, records: AnswerRecords) -> None:
        records.add(record("a"))
        records.add(record("a", minute=5, question="another", status="no_answer", conversation="web/two/"))
        assert records.get("a") == record("a")
        assert records.latest("web/two/", 10) == []
        assert records.unanswered(10) == []

    def test_the_moment_keeps_its_microseconds_and_its_time_zone(self, records: AnswerRecords) -> None:
        asked = datetime(2026, 11, 1, 1, 30, 0, 999999, tzinfo=timezone(timedelta(hours=7)))
        records.add(record("a", asked_at=asked))
        kept = records.get("a").asked_at
        assert kept.tzinfo is not None
        assert kept == asked

    def test_latest_gives_the_last_records_oldest_first(self, records: AnswerRecords) -> None:
        for minute in (3, 1, 4, 2):
            records.add(record(f"r{minute}", minute))
        assert [found.id for found in records.latest("terminal/one/", 3)] == ["r2", "r3", "r4"]

    def test_latest_orders_by_the_moment_and_not_by_the_clock_on_the_wall(self, records: AnswerRecords) -> None:
        hanoi = timezone(timedelta(hours=7))
        records.add(record("later", asked_at=NOON + timedelta(minutes=1)))
        records.add(record("earlier", asked_at=NOON.astimezone(hanoi)))
        assert [found.id for found in records.latest("terminal/one/", 2)] == ["earlier", "later"]

    def test_latest_knows_one_conversation_only(self, records: AnswerRecords) -> None:
        records.add(record("mine"))
        records.add(record("other", conversation="terminal/one/thread"))
        records.add(record("case", conversation="TERMINAL/ONE/"))
        assert [found.id for found in records.latest("terminal/one/", 10)] == ["mine"]

    def test_latest_of_an_unknown_conversation_is_empty(self, records: AnswerRecords) -> None:
        assert records.latest("nowhere//", 4) == []

    def test_unanswered_gives_the_last_questions_without_answer_newest_first(self, records: AnswerRecords) -> None:
        for minute, status in enumerate(("no_answer", "answered", "no_answer", "clarify", "small_talk", "no_answer")):
            records.add(record(f"r{minute}", minute, status=status, conversation=f"web/{minute}/"))
        assert [found.id for found in records.unanswered(10)] == ["r5", "r2", "r0"]
        assert [found.id for found in records.unanswered(2)] == ["r5", "r2"]

    def test_an_id_of_quotes_and_wildcards_is_only_an_id(self, records: AnswerRecords) -> None:
        records.add(record("a"))
        assert records.get("a' or '1'='1") is None
        assert records.get("%") is None

    def test_a_long_question_is_kept_whole(self, records: AnswerRecords) -> None:
        long = "khuôn " * 5_000
        records.add(record("a", question=long))
        assert records.get("a").question == long

    def test_unanswered_passes_over_what_was_erased(self, records: AnswerRecords) -> None:
        records.add(record("a", status="no_answer"))
        records.add(record("b", status="no_answer", erased_at=NOON))
        assert [found.id for found in records.unanswered(10)] == ["a"]

    def test_the_records_of_a_person_are_theirs_alone_oldest_first(self, records: AnswerRecords) -> None:
        for identity, minute, person in (("b", 2, "alice"), ("a", 1, "alice"), ("c", 3, "alice2"), ("d", 4, "ALICE")):
            records.add(record(identity, minute, person=person))
        assert [found.id for found in records.of_person("alice")] == ["a", "b"]

    def test_expired_are_those_asked_before_the_moment_oldest_first(self, records: AnswerRecords) -> None:
        for minute in (3, 1, 2):
            records.add(record(f"r{minute}", minute))
        records.add(record("gone", 0, erased_at=NOON))
        assert [found.id for found in records.expired(NOON + timedelta(minutes=3), 10)] == ["r1", "r2"]
        assert [found.id for found in records.expired(NOON + timedelta(minutes=3), 1)] == ["r1"]

    def test_a_rewritten_record_comes_back_as_it_is_now(self, records: AnswerRecords) -> None:
        records.add(record("a"))
        records.add(record("b", minute=1))
        changed = record("a", question="", person="", turn={}, trace={"cited": ["a#b"]}, reply="", erased_at=NOON)
        records.rewrite([changed])
        assert records.get("a") == changed
        assert records.get("b") == record("b", minute=1)

    def test_rewriting_adds_no_record(self, records: AnswerRecords) -> None:
        records.rewrite([record("a")])
        assert records.get("a") is None
