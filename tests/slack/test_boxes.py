"""The inbox and the outbox: who may work on what, in which order, and what happens when somebody dies over it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.delivery.inbox import INBOX_LEASE, Arrival, Inbox
from bot.delivery.outbox import OUTBOX_LEASE, PACE, Outbox
from bot.delivery.post import Post
from bot.store.database import migrate, open_database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    yield engine
    engine.dispose()


def arrival(key: str, place: str | None = None, second: int = 0) -> Arrival:
    return Arrival(key, "slack", {"text": "Khuôn thuộc về ai?"}, NOON + second * SECOND, place)


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
