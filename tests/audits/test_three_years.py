"""Three simulated years of two hundred audits in twenty time zones: none missed, none doubled, none outside office hours."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from bot.store.audit_record import Change
from bot.store.database import migrate, open_database
from bot.store.stored_audits import StoredAudits
from bot.store.tables import outbox
from tests.audits.years import END, START, Outcome, Years, down, wrong
from tests.audits.years_digests import digests_astray
from tests.audits.years_killed import lived
from tests.bot.postgresql import emptied, postgresql  # noqa: F401
from tests.scale import SCALE

COUNT, UNTIL = (24, START.replace(month=11)) if SCALE == 1 else (200, END)
SPRING = START.replace(month=5)
END_OF_TIME = datetime(2100, 1, 1, tzinfo=UTC)


def right(wanted: int, late: int = 0) -> Outcome:
    return Outcome(wanted, missed=0, doubled=0, unasked=0, outside=0, early=0, late=late, silently_late=0)


def kept(engine: Engine) -> list[dict[str, object]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(outbox)).mappings()]


def test_three_years_of_two_hundred_audits_in_twenty_zones() -> None:
    years = Years(COUNT)
    years.pass_by()
    wanted, astray = digests_astray(years)
    assert (wanted > 150 * COUNT, astray) == (True, 0)
    found = years.outcome(years.house.posts)
    print(f"{COUNT} audits: {found}")
    assert found == right(found.wanted)
    assert found.wanted > 20 * COUNT


def test_four_months_over_sqlite_is_the_same(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    four_months_over(engine)


def test_four_months_over_postgresql_is_the_same(emptied: Engine) -> None:  # noqa: F811
    four_months_over(emptied)


def four_months_over(engine: Engine) -> None:
    years = Years(12, StoredAudits(engine))
    years.pass_by(end=SPRING, step=timedelta(hours=3))
    assert digests_astray(years, SPRING)[1] == 0
    found = years.outcome(kept(engine), SPRING)
    assert found == right(found.wanted)
    assert found.wanted > 5


async def test_processes_that_die_while_a_reminder_is_written_lose_and_double_nothing(tmp_path: Path) -> None:
    url, spring = f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}", START.replace(month=4)
    engine = open_database(url)
    migrate(engine)
    deaths = await lived(url, tmp_path, 24, 2 * SCALE, spring)
    years = Years(24, StoredAudits(engine))
    assert digests_astray(years, spring)[1] == 0
    found = years.outcome(kept(engine), spring)
    print(deaths, found)
    assert len(deaths) == 2 * SCALE
    assert found == right(found.wanted)
    assert found.wanted > 5


def test_a_look_before_anything_is_due_must_find_nothing() -> None:
    years = Years(1)
    years._next = END_OF_TIME  # as it would be if what is due next were told too late
    with pytest.raises(AssertionError, match="before anything was due"):
        years.pass_by()


def test_a_digest_that_is_missed_and_one_that_comes_twice_are_astray() -> None:
    years = Years(1)
    years.pass_by(end=SPRING)
    assert digests_astray(years, SPRING) == (16, 0)
    again = next(line for line in years.house.records.log() if line.action == "digest")
    years.house.records.commit(Change(log=(again,)))
    assert digests_astray(years, SPRING) == (16, 1)
    assert digests_astray(years, SPRING + timedelta(days=14)) == (18, 3)


def test_what_was_missed_in_a_week_of_downtime_is_sent_once_and_late_and_says_so() -> None:
    years = Years(COUNT)
    years.pass_by(down(6, UNTIL), UNTIL)
    found = years.outcome(years.house.posts, UNTIL)
    print(found)
    assert found == right(found.wanted, found.late)
    assert found.late > 5


@pytest.mark.parametrize("seed", [1, 2])
def test_a_clock_that_is_now_and_then_wrong_by_a_day_loses_and_doubles_nothing(seed: int) -> None:
    years = Years(COUNT)
    years.pass_by(wrong(40, UNTIL, seed), UNTIL)
    found = years.outcome(years.house.posts, UNTIL)
    print(found)
    assert (found.missed, found.doubled, found.unasked, found.outside) == (0, 0, 0, 0)
    assert found.late > 0
