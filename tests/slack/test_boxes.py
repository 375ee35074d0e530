"""The inbox and the outbox: who may work on what, in which order, and what happens when somebody dies over it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from bot.delivery.allowance import Allowance
from bot.delivery.inbox import INBOX_LEASE, Arrival, Inbox
from bot.delivery.outbox import OUTBOX_LEASE, PACE, Outbox
from bot.delivery.pace import Pace
from bot.delivery.post import Post
from bot.store.conversation_record import ConversationRecord
from bot.store.conversation_tables import pacers, sends
from bot.store.database import migrate, open_database
from bot.store.stored_conversations import StoredConversations
from bot.store.stored_waiting import StoredWaiting
from bot.store.tables import inbox as inbox_table
from bot.store.tables import outbox as outbox_table
from tests.bot.postgresql import emptied, postgresql  # noqa: F401

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """What holds of the boxes holds on both databases."""
    if request.param == "postgresql":
        yield request.getfixturevalue("emptied")
        return
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    yield engine
    engine.dispose()


def arrival(key: str, place: str | None = None, second: int = 0, person: str = "", in_turn: bool = True) -> Arrival:
    return Arrival(key, "slack", {"text": "Khuôn thuộc về ai?"}, NOON + second * SECOND, place, person, in_turn)


def post(key: str, conversation: str = "C1") -> Post:
    return Post(key, "slack", conversation, "1.1", {"text": key})


class TestInbox:
    @pytest.fixture
    def inbox(self, engine: Engine) -> Inbox:
        return Inbox(engine, "slack", "one")

    @pytest.fixture
    def other(self, engine: Engine) -> Inbox:
        return Inbox(engine, "slack", "two")

    def test_an_arrival_is_accepted_once_by_key_and_by_place(self, inbox: Inbox) -> None:
        assert inbox.accept(arrival("a", "C1/1.1"))
        assert not inbox.accept(arrival("a"))
        assert not inbox.accept(arrival("b", "C1/1.1"))
        assert inbox.accept(arrival("c"))

    def test_the_oldest_is_claimed_first_and_by_one_owner(self, inbox: Inbox, other: Inbox) -> None:
        inbox.accept(arrival("late", second=2))
        inbox.accept(arrival("early", second=1))
        claimed = inbox.claim(NOON)
        assert claimed == arrival("early", second=1)
        assert other.claim(NOON) == arrival("late", second=2)
        assert inbox.claim(NOON) is None

    def test_what_a_dead_owner_left_is_claimed_when_its_lease_has_lapsed(self, inbox: Inbox, other: Inbox) -> None:
        inbox.accept(arrival("a"))
        inbox.claim(NOON)
        assert other.claim(NOON + INBOX_LEASE) is None
        assert other.claim(NOON + INBOX_LEASE + SECOND) == arrival("a")

    def test_who_has_lost_the_claim_cannot_finish(self, engine: Engine, inbox: Inbox, other: Inbox) -> None:
        inbox.accept(arrival("a"))
        slow = inbox.claim(NOON)
        assert slow is not None
        later = NOON + INBOX_LEASE + SECOND
        other.claim(later)
        assert not inbox.finish(slow, [post("a#0")], later)
        assert other.finish(slow, [post("a#0")], later)
        assert Outbox(engine, "slack", "one").waiting() == 1
        assert inbox.waiting() == 0

    def test_posts_of_a_key_that_is_known_are_made_due_once(self, engine: Engine, inbox: Inbox) -> None:
        for key in "ab":
            inbox.accept(arrival(key))
            taken = inbox.claim(NOON)
            assert taken is not None
            assert inbox.finish(taken, [post("same"), post(f"{key}#0")], NOON)
        assert Outbox(engine, "slack", "one").waiting() == 3

    def test_a_clock_that_was_set_back_a_day_holds_no_arrival_up(self, inbox: Inbox, other: Inbox) -> None:
        for key in ("taken", "waits"):
            inbox.accept(replace(arrival(key), received_at=NOON + DAY))
        assert other.claim(NOON + DAY) is not None  # whose process then dies
        back = [inbox.claim(NOON), inbox.claim(NOON)]
        assert {found.key for found in back if found is not None} == {"taken", "waits"}

    def test_a_clock_that_was_set_forward_a_day_lets_two_work_on_one_arrival_and_one_finish_it(
        self, engine: Engine, inbox: Inbox, other: Inbox
    ) -> None:
        inbox.accept(arrival("a"))
        first, second = inbox.claim(NOON), other.claim(NOON + DAY)
        assert first is not None
        assert second is not None
        finished = [box.finish(found, [post("a#0")], NOON) for box, found in ((inbox, first), (other, second))]
        assert finished == [False, True]
        assert Outbox(engine, "slack", "one").waiting() == 1


SLOWLY = Allowance(a_minute=20, at_once=3)


class TestTurns:
    """Twenty questions a minute of one person, three of them at once."""

    @pytest.fixture
    def inbox(self, engine: Engine) -> Inbox:
        return Inbox(engine, "slack", "one", allowance=SLOWLY)

    @pytest.fixture
    def other(self, engine: Engine) -> Inbox:
        return Inbox(engine, "slack", "two", allowance=SLOWLY)

    def claimed(self, inbox: Inbox, second: float) -> list[str]:
        found = []
        while (taken := inbox.claim(NOON + second * SECOND)) is not None:
            found.append(taken.key)
            inbox.finish(taken, [], NOON)
        return found

    def test_what_is_asked_faster_waits_for_its_turn_and_nothing_is_lost(self, inbox: Inbox, other: Inbox) -> None:
        for number in range(8):
            assert (inbox, other)[number % 2].accept(arrival(f"a{number}", person="alice"))
        assert self.claimed(inbox, 0) == ["a0", "a1", "a2"]
        assert self.claimed(inbox, 2.9) == []
        assert self.claimed(other, 3) == ["a3"]
        assert self.claimed(inbox, 15) == ["a4", "a5", "a6", "a7"]

    def test_nobody_waits_for_the_many_questions_of_another(self, inbox: Inbox) -> None:
        for number in range(200):
            inbox.accept(arrival(f"a{number}", person="alice"))
        inbox.accept(arrival("b0", person="bob"))
        first = inbox.claim(NOON)
        second = inbox.claim(NOON)
        assert first is not None
        assert second is not None
        assert {first.key, second.key} == {"a0", "b0"}

    def test_it_is_said_once_that_questions_wait(self, inbox: Inbox, other: Inbox) -> None:
        queued = [(inbox, other)[n % 2].accept(arrival(f"a{n}", person="alice")).queued for n in range(8)]
        assert queued == [number == 3 for number in range(8)]
        assert not inbox.accept(arrival("b0", person="bob")).queued
        assert (inbox.waiting_of("alice"), inbox.waiting_of("bob")) == (8, 1)

    def test_a_press_waits_for_no_question(self, inbox: Inbox) -> None:
        for number in range(20):
            inbox.accept(arrival(f"a{number}", person="alice"))
        inbox.accept(arrival("press", person="alice", in_turn=False))
        assert "press" in self.claimed(inbox, 0)

    def test_after_a_clock_was_set_back_a_day_nobody_waits_for_the_turns_of_tomorrow(self, inbox: Inbox) -> None:
        for number in range(9):
            inbox.accept(replace(arrival(f"a{number}", person="alice"), received_at=NOON + DAY))
        asked = [inbox.accept(arrival(f"b{number}", person="alice")) for number in range(4)]
        assert [accepted.queued for accepted in asked] == [False, False, False, True]
        assert {*self.claimed(inbox, 0)} == {*(f"a{n}" for n in range(9)), "b0", "b1", "b2"}
        assert self.claimed(inbox, 3) == ["b3"]

    @given(shift=st.integers(-3 * 86_400, 3 * 86_400), asked=st.lists(st.integers(0, 30), min_size=1, max_size=12))
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_however_the_clock_is_set_everything_is_answered_once_and_within_minutes(
        self, engine: Engine, inbox: Inbox, shift: int, asked: list[int]
    ) -> None:
        with engine.begin() as connection:
            connection.execute(inbox_table.delete())
        for number, second in enumerate(asked):
            inbox.accept(arrival(f"a{number}", second=second, person="alice"))
        later = [self.claimed(inbox, 30 + shift + minute * 60) for minute in range(4)]
        assert sorted(key for found in later for key in found) == sorted(f"a{number}" for number in range(len(asked)))

    def test_a_person_who_pauses_may_ask_at_once_again(self, inbox: Inbox) -> None:
        for number in range(3):
            inbox.accept(arrival(f"a{number}", person="alice"))
        self.claimed(inbox, 0)
        for number in range(3, 6):
            inbox.accept(arrival(f"a{number}", person="alice", second=9))
        assert self.claimed(inbox, 9) == ["a3", "a4", "a5"]


@given(gaps=st.lists(st.floats(0, 30), max_size=60), a_minute=st.integers(1, 100), at_once=st.integers(1, 20))
def test_never_more_than_the_allowance_is_due_and_a_patient_person_never_waits(
    gaps: list[float], a_minute: int, at_once: int
) -> None:
    allowance, last, now = Allowance(a_minute, at_once), None, NOON
    due = []
    for gap in gaps:
        now += timedelta(seconds=gap)
        last = allowance.turn(last, now)
        due.append(max(now, allowance.due(last)))
    assert due == sorted(due)
    apart = timedelta(minutes=1) / a_minute
    for earlier, later in zip(due, due[at_once:], strict=False):
        assert later - earlier >= apart * 0.999
    if all(gap >= 60 / a_minute + 0.001 for gap in gaps[1:]):
        assert all(moment <= now for moment in due)


class TestForgetting:
    @pytest.fixture
    def waiting(self, engine: Engine) -> StoredWaiting:
        return StoredWaiting(engine)

    def rows(self, engine: Engine) -> str:
        with engine.connect() as connection:
            return repr([connection.execute(table.select()).all() for table in (inbox_table, outbox_table)])

    def test_what_waits_of_a_person_is_emptied_and_what_was_done_is_unnamed(self, engine: Engine, waiting: StoredWaiting) -> None:
        inbox, outbox = Inbox(engine, "slack", "one"), Outbox(engine, "slack", "one")
        inbox.accept(arrival("done", person="slack:T1:UA"))
        taken = inbox.claim(NOON)
        assert taken is not None
        inbox.finish(taken, [Post("one", "slack", "C1", None, {"text": "canary"}, person="slack:T1:UA")], NOON)
        inbox.accept(arrival("waits", person="slack:T1:UA"))
        outbox.add([Post("two", "slack", "@slack:T1:UA", None, {"text": "canary"}), post("other")], NOON)
        assert waiting.forget("slack:T1:UA") == 3
        assert "canary" not in self.rows(engine)
        assert "UA" not in self.rows(engine)
        assert not inbox.accept(arrival("waits"))
        assert (inbox.waiting(), outbox.waiting()) == (0, 1)

    def test_who_was_lately_sent_something_is_no_longer_counted_by_name(self, engine: Engine, waiting: StoredWaiting) -> None:
        known = StoredConversations(engine)
        talk = ConversationRecord("teams", "a:1", "a:1", "personal", "T", "https://s", "b", "teams:T:UA", NOON)
        known.keep(talk)
        pace = Pace(engine, [(5, SECOND)])
        for conversation in ("teams/@teams:T:UA", "teams/a:1", "teams/19:channel", "teams/@teams:T:UB"):
            assert pace.take(conversation, NOON) is None
        waiting.forget("teams:T:UA")
        assert self.counted(engine) == {"teams/19:channel", "teams/@teams:T:UB"}
        waiting.tidy(NOON + SECOND)
        assert self.counted(engine) == set()

    def counted(self, engine: Engine) -> set[str]:
        with engine.connect() as connection:
            return {name for table in (sends, pacers) for name in connection.execute(select(table.c.conversation)).scalars()}

    def test_keys_of_what_is_done_go_after_a_while_and_what_waits_stays(self, engine: Engine, waiting: StoredWaiting) -> None:
        inbox, outbox = Inbox(engine, "slack", "one"), Outbox(engine, "slack", "one")
        for key in ("done", "waits"):
            inbox.accept(arrival(key))
        taken = inbox.claim(NOON)
        assert taken is not None
        inbox.finish(taken, [post("sent"), post("due", "C2")], NOON)
        sent = outbox.claim(NOON + SECOND)
        assert sent is not None
        outbox.sent(sent, "1.2", NOON + SECOND)
        assert waiting.tidy(NOON) == 0
        assert waiting.tidy(NOON + 2 * SECOND) == 2
        assert (inbox.waiting(), outbox.waiting()) == (1, 1)


class TestOutbox:
    @pytest.fixture
    def outbox(self, engine: Engine) -> Outbox:
        return Outbox(engine, "slack", "one")

    @pytest.fixture
    def other(self, engine: Engine) -> Outbox:
        return Outbox(engine, "slack", "two")

    def test_posts_of_a_conversation_go_out_in_order_and_a_second_apart(self, outbox: Outbox, other: Outbox) -> None:
        outbox.add([post("a"), post("b")], NOON)
        first = outbox.claim(NOON + SECOND)
        assert first is not None
        assert first.key == "a"
        assert other.claim(NOON + SECOND) is None
        assert outbox.sent(first, "1.2", NOON + SECOND)
        assert other.claim(NOON + SECOND + PACE / 2) is None
        second = other.claim(NOON + SECOND + PACE)
        assert second is not None
        assert second.key == "b"

    def test_other_conversations_do_not_wait(self, outbox: Outbox) -> None:
        outbox.add([post("a"), post("b", "C2")], NOON)
        assert [found.key for _ in range(2) if (found := outbox.claim(NOON + SECOND))] == ["a", "b"]

    @pytest.mark.parametrize("order", [("s/5", "s/7", "s/6"), ("s/7", "s/6", "s/5"), ("s/5", "s/6", "s/7")])
    def test_of_a_series_what_a_newer_post_has_overtaken_is_never_given_out(self, outbox: Outbox, order: tuple[str, ...]) -> None:
        outbox.add([replace(post(key), payload={"text": key, "series": "s/"}) for key in order], NOON)
        outbox.add([post("other"), replace(post("s/9", "C2"), payload={"text": "", "series": "s/"})], NOON + SECOND)
        given_out = []
        for second in range(2, 20):
            while (found := outbox.claim(NOON + second * SECOND)) is not None:
                given_out.append(found.key)
                outbox.sent(found, "1", NOON + second * SECOND)
        assert [key for key in given_out if key.startswith("s/")] in (["s/7", "s/9"], ["s/9", "s/7"])
        assert "other" in given_out

    def test_what_comes_in_after_a_newer_post_of_its_series_was_sent_is_not_given_out(self, outbox: Outbox) -> None:
        for second, key in ((1, "s/2"), (10, "s/1")):
            outbox.add_once(replace(post(key), payload={"text": key, "series": "s/"}), NOON + second * SECOND)
            found = outbox.claim(NOON + (second + 5) * SECOND)
            if found is not None:
                outbox.sent(found, "1", NOON + (second + 5) * SECOND)
            assert (found is None) == (key == "s/1")
        assert outbox.waiting() == 0

    def test_what_was_put_back_holds_up_what_comes_after_it(self, outbox: Outbox) -> None:
        outbox.add([post("a"), post("b")], NOON)
        first = outbox.claim(NOON + SECOND)
        assert first is not None
        outbox.put_back(first, NOON + 10 * SECOND, posted_maybe=False)
        assert outbox.claim(NOON + 5 * SECOND) is None
        again = outbox.claim(NOON + 10 * SECOND)
        assert again is not None
        assert (again.key, again.tries) == ("a", 0)

    def test_a_post_whose_sender_died_may_have_been_posted(self, outbox: Outbox, other: Outbox) -> None:
        outbox.add([post("a")], NOON)
        outbox.claim(NOON)
        found = other.claim(NOON + OUTBOX_LEASE + SECOND)
        assert found is not None
        assert found.tries == 1

    def test_a_post_is_made_due_once(self, outbox: Outbox) -> None:
        assert outbox.add_once(post("a"), NOON)
        assert not outbox.add_once(post("a"), NOON)
        assert outbox.waiting() == 1

    def test_the_threads_in_which_something_was_said_are_known(self, outbox: Outbox) -> None:
        outbox.add([post("a")], NOON)
        assert outbox.spoke_in("C1", "1.1")
        assert not outbox.spoke_in("C1", "1.2")
        assert not outbox.spoke_in("C2", "1.1")

    def test_a_clock_that_was_set_back_holds_nobody_up(self, outbox: Outbox) -> None:
        outbox.add([post("a"), post("b")], NOON)
        tomorrow = NOON + timedelta(days=1)
        first = outbox.claim(tomorrow)
        assert first is not None
        outbox.sent(first, "1.2", tomorrow)
        assert outbox.claim(NOON + SECOND) is not None
