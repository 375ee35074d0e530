"""What a clock that somebody sets does to leases and to moments that were written before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.delivery.leap import Leap
from bot.delivery.outbox import Outbox
from bot.delivery.pace import Pace
from bot.delivery.post import Post
from bot.store.database import migrate, open_database

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
DAY, LEASE, SECOND = timedelta(days=1), timedelta(seconds=30), timedelta(seconds=1)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    return engine


def post(key: str, conversation: str = "C1") -> Post:
    return Post(key, "slack", conversation, None, {})


def test_a_leap_is_noticed_and_forgotten_after_the_patience() -> None:
    leap = Leap(LEASE)
    assert not leap.lately(NOW, 100.0)
    assert not leap.lately(NOW + SECOND, 101.0)
    assert leap.lately(NOW + DAY, 102.0)
    assert leap.lately(NOW + DAY + 20 * SECOND, 122.0)
    assert not leap.lately(NOW + DAY + 31 * SECOND, 133.0)


def test_a_clock_corrected_in_passing_is_no_leap() -> None:
    leap = Leap(LEASE)
    leap.lately(NOW, 100.0)
    assert not leap.lately(NOW + 3 * SECOND, 101.0)


@pytest.mark.parametrize("shift", [DAY, -DAY])
def test_what_another_one_is_at_is_not_taken_when_the_clock_was_set(engine: Engine, shift: timedelta) -> None:
    mine, other = Outbox(engine, "slack", "mine"), Outbox(engine, "slack", "other")
    mine.add([post("a")], NOW)
    other.claim(NOW - SECOND, 99.0)
    held = mine.claim(NOW + SECOND, 100.0)
    assert held is not None
    assert other.claim(NOW + shift, 101.0) is None
    assert mine.sent(held, "1", NOW + shift)


@pytest.mark.parametrize("shift", [DAY, -DAY])
def test_what_a_dead_process_left_lying_is_taken_a_lease_after_the_clock_was_set(engine: Engine, shift: timedelta) -> None:
    dead, other = Outbox(engine, "slack", "dead"), Outbox(engine, "slack", "other")
    dead.add([post("a")], NOW)
    other.claim(NOW - SECOND, 99.0)
    assert dead.claim(NOW, 100.0) is not None
    assert other.claim(NOW + shift + SECOND, 101.0) is None
    found = other.claim(NOW + shift + 40 * SECOND, 140.0)
    assert found is not None
    assert (found.key, found.tries) == ("a", 1)


def test_what_was_due_before_the_clock_was_set_back_does_not_wait_for_a_day(engine: Engine) -> None:
    outbox = Outbox(engine, "slack", "mine")
    outbox.add([post("a")], NOW + DAY)
    found = outbox.claim(NOW, 100.0)
    assert found is not None
    assert found.since == NOW + DAY


def test_what_a_platform_asked_to_wait_with_still_waits(engine: Engine) -> None:
    outbox = Outbox(engine, "slack", "mine")
    outbox.add([post("a")], NOW)
    held = outbox.claim(NOW)
    assert held is not None
    outbox.put_back(held, NOW + timedelta(hours=1), posted_maybe=False)
    assert outbox.claim(NOW + SECOND) is None
    assert outbox.claim(NOW + timedelta(hours=1, seconds=1)) is not None


def test_the_pace_forgets_what_was_counted_before_the_clock_was_set_back(engine: Engine) -> None:
    pace = Pace(engine, [(1, SECOND), (10, timedelta(hours=1))])
    assert pace.take("teams/a", NOW + DAY) is None
    assert pace.take("teams/a", NOW) is None
    assert pace.take("teams/a", NOW) == NOW + SECOND
