"""An unannounced audit's date: drawn fairly, kept from everybody, told to one, proved afterwards."""

import itertools
import logging
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.audits.commitments import checked
from bot.audits.draw import Draw, commitment, draw, opened
from bot.audits.entry import Entry
from bot.audits.outcome import Outcome
from bot.audits.preview import Preview, preview
from bot.audits.programme import NotYours
from bot.audits.sealing import NoKey, Seal, WrongKey
from bot.audits.timetable import confided_steps, days_of_window, window
from bot.audits.working_time import in_office_hours, is_working_day
from tests.audits.canary import files_of, indistinct, on_sqlite
from tests.audits.house import KEY, LINH, MANAGER, STRANGER, House, unannounced
from tests.audits.uniform import chi_square, chi_square_limit
from tests.scale import SCALE

DAY = timedelta(days=1)


def secret(house: House) -> Draw:
    """The date that nobody may know; only a test that holds the key can."""
    record = house.records.sealed_draws()[-1]
    return opened(record.sealed, Seal(KEY), record.occurrence)


@pytest.fixture
def house() -> House:
    house = House(now=datetime(2026, 11, 27, 3, tzinfo=UTC))
    house.programme.keep(unannounced(), MANAGER)
    return house


def test_ten_thousand_dates_are_uniform_over_the_working_days() -> None:
    plan = unannounced()
    days = days_of_window(plan, *window(plan, plan.starts, date(2026, 11, 27)))
    assert len(days) > 150
    assert all(is_working_day(plan.plant, day) for day in days)
    # At p = .01 a right generator fails once in a hundred series: one that fails three in a row is not right.
    assert any(_uniform(days, 10_000 * SCALE) for _ in range(3))


def _uniform(days: list[date], count: int) -> bool:
    drawn = Counter(draw(days).day for _ in range(count))
    assert set(drawn) <= set(days)
    return chi_square(drawn, days) < chi_square_limit(len(days) - 1)


def test_a_generator_that_prefers_a_month_is_found_out() -> None:
    days = [date(2027, 3, 1) + number * DAY for number in range(190)]
    uneven = itertools.cycle([*range(190), *range(20)])
    drawn = Counter(draw(days, lambda _: next(uneven)).day for _ in range(10_000))
    assert chi_square(drawn, days) > chi_square_limit(189)


def test_a_preview_shows_the_window_only(house: House) -> None:
    assert preview(unannounced(), date(2026, 11, 27)) == Preview((), (date(2027, 2, 27), date(2027, 11, 27)))
    half = unannounced(window={"first_month": 3, "last_month": 6})
    assert preview(half, date(2026, 11, 27)) == Preview((), (date(2027, 2, 27), date(2027, 5, 27)))


def test_a_commitment_is_what_sha256sum_says() -> None:
    known = "a7c9636eff2b0c8c9de169b82f8bca568d892204a8a19868a26934fa1c13afc7"
    # printf 'p/2027-02-27\\n2027-05-04\\n%064d\\n' 0 | sha256sum
    assert commitment("p/2027-02-27", "2027-05-04", "00" * 32) == known
    assert commitment("p/2027-02-27", "2027-05-04", "00" * 32) != commitment("p/2027-02-27", "2027-05-05", "00" * 32)


def test_the_channel_is_told_the_window_and_the_commitment_when_it_is_drawn(house: House) -> None:
    text = house.text_of("song-hong/2027-02-27/drawn")
    assert "between 27 February 2027 and 27 November 2027" in text
    assert house.records.sealed_draws()[0].commitment in text


def test_without_a_key_there_are_no_unannounced_audits() -> None:
    house = House(key=None)
    with pytest.raises(NoKey, match="IPDESK_SECRET_KEY"):
        house.programme.keep(unannounced(), MANAGER)
    assert house.records.plans() == []


def test_the_auditor_alone_is_told_at_the_lead_time_and_not_before(house: House) -> None:
    day = secret(house).day
    lead = confided_steps(unannounced(), day)[0].at
    house.until(lead.date() - DAY)  # before holidays the lead time is longer
    assert [row for row in house.posts if str(row["conversation"]).startswith("@")] == []
    house.until(day - DAY)
    told = [row for row in house.posts if str(row["conversation"]).startswith("@")]
    assert [row["conversation"] for row in told] == ["@slack:T1:ULINH"]
    assert "In confidence" in told[0]["payload"]["card"]["text"]
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=told[0]["created_at"])
    assert in_office_hours(at, unannounced().reader)
    assert lead <= at


def test_the_auditor_is_told_again_on_the_day_unless_they_acknowledged(house: House) -> None:
    day = secret(house).day
    house.until(day)
    assert [key.rsplit("/", 2)[1] for key in house.sent() if key.endswith("/auditor")] in (
        ["told", "again"],
        ["told", "again", "result"],
    )


def test_an_acknowledged_date_is_not_repeated_and_leaves_no_name_in_the_occurrence(house: House) -> None:
    day = secret(house).day
    house.until(day - DAY)
    house.programme.acknowledge(house.one().id, LINH)
    assert house.one().acknowledged_by == ""
    house.until(day + 12 * DAY)  # the office may be closed for the lunar new year meanwhile
    assert [key.rsplit("/", 2)[1] for key in house.sent() if key.endswith("/auditor")] == ["told", "result"]


def test_that_the_auditor_could_not_be_told_is_said_to_nobody_before_the_date_is_open(house: House) -> None:
    day = secret(house).day
    house.until(day - DAY)
    for row in house.posts:
        if str(row["key"]).endswith("/auditor"):
            row["state"] = "failed"
    before = len(house.posts)
    house.until(day)
    assert not [row for row in house.posts[before:] if str(row["key"]).endswith("/undelivered")]
    arrived = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=2)
    house.programme.done(house.one().id, LINH, Outcome(run="run-7", entry=Entry(arrived, arrived), held_on=day))
    house.until(day + 12 * DAY)
    told = [row["conversation"] for row in house.posts[before:] if str(row["key"]).endswith("/auditor/undelivered")]
    assert told == ["@slack:T1:UMAI"]


def test_when_no_result_is_recorded_owner_and_ladder_hear_of_it(house: House) -> None:
    day = secret(house).day
    house.until(day + 20 * DAY)
    missing = [row["conversation"] for row in house.posts if "/missing/" in str(row["key"])]
    assert missing == ["@slack:T1:ULINH", "@slack:T1:UMAI", "@slack:T1:UBINH"]


def test_a_date_missed_while_down_is_told_late(house: House) -> None:
    house.now = datetime.combine(secret(house).day + 2 * DAY, datetime.min.time(), UTC)
    house.until(house.now.date() + 4 * DAY)
    told = [row for row in house.posts if str(row["key"]).endswith("/auditor")]
    assert "not told in time" in told[0]["payload"]["card"]["text"]


def test_afterwards_the_date_is_opened_and_fits_the_commitment_and_another_one_is_drawn(house: House) -> None:
    day = secret(house).day
    house.until(day)
    occurrence = house.one().id
    arrived = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=2)
    outcome = Outcome(run="run-7", entry=Entry(arrived, arrived + timedelta(minutes=9)), held_on=day)
    house.programme.done(occurrence, LINH, outcome)
    found = {one.occurrence: one for one in house.programme.verify()}
    assert (found[occurrence].verdict, found[occurrence].day) == ("kept", day.isoformat())
    assert house.records.draw(occurrence).sealed == ""
    after = house.one()
    assert found[after.id].verdict == "sealed"
    assert date.fromisoformat(after.due_on) > day + timedelta(days=360)


def test_a_cancelled_date_is_opened_and_another_one_drawn(house: House) -> None:
    first = house.one().id
    house.programme.cancel(first, MANAGER)
    assert [one.verdict for one in house.programme.verify()] == ["kept", "sealed"]
    assert len(house.records.sealed_draws()) == 1
    assert house.records.occurrence(first).state == "cancelled"


def test_a_change_of_the_plan_does_not_draw_again_unless_the_window_changes(house: House) -> None:
    before = house.records.sealed_draws()
    house.programme.keep(unannounced(title="Another title"), MANAGER)
    assert house.records.sealed_draws() == before
    house.programme.keep(unannounced(window={"first_month": 4, "last_month": 9}), MANAGER)
    assert house.records.sealed_draws() != before
    assert [one.verdict for one in house.programme.verify()] == ["kept", "sealed"]


def test_a_moved_date_is_found_out(house: House) -> None:
    occurrence = house.one().id
    house.programme.cancel(occurrence, MANAGER)
    log = house.records.log()
    moved = [
        replace(line, details={**line.details, "day": "2027-06-01"}) if line.action == "date_opened" else line for line in log
    ]
    assert checked(log)[0].verdict == "kept"
    assert checked(moved)[0].verdict == "moved"
    twice = [*log, next(line for line in log if line.action == "drawn")]
    assert checked(twice)[0].verdict == "moved"
    never = [line for line in log if not (line.action == "drawn" and line.occurrence == occurrence)]
    assert {one.occurrence: one.verdict for one in checked(never)}[occurrence] == "moved"


def test_a_stranger_can_neither_acknowledge_nor_open_it(house: House) -> None:
    for act in (house.programme.acknowledge, house.programme.cancel):
        with pytest.raises(NotYours):
            act(house.one().id, STRANGER)


def test_a_sealed_date_cannot_be_opened_with_another_key_nor_at_another_place(house: House) -> None:
    record = house.records.sealed_draws()[0]
    with pytest.raises(WrongKey):
        opened(record.sealed, Seal("another key that is long enough, 0123"), record.occurrence)
    with pytest.raises(WrongKey):
        opened(record.sealed, Seal(KEY), "another/2027-02-27")
    with pytest.raises(WrongKey):
        opened("no text of ours", Seal(KEY), record.occurrence)


def test_what_is_sealed_has_one_length_whatever_the_date() -> None:
    plan = unannounced()
    days = days_of_window(plan, *window(plan, plan.starts, date(2026, 11, 27)))
    assert len({len(Draw(day, "00" * 32).sealed(Seal(KEY), "p/2027-02-27")) for day in days}) == 1


def test_before_the_lead_time_two_databases_with_different_dates_cannot_be_told_apart(tmp_path: Path) -> None:
    early, late = on_sqlite(tmp_path / "early", 0.5), on_sqlite(tmp_path / "late", 0.9)
    for canary in (early, late):
        canary.until(early.told_at)
    assert indistinct(early) == indistinct(late)
    assert len(early.tables()["outbox"]) > 2


def test_no_statement_to_the_database_depends_on_the_date(tmp_path: Path) -> None:
    from sqlalchemy import event

    said: list[list[str]] = []
    for pick in (0.5, 0.9):
        canary = on_sqlite(tmp_path / str(pick), pick)
        statements: list[str] = []
        event.listen(canary.engine, "before_cursor_execute", lambda *a, s=statements: s.append(f"{a[2]} {a[3]}"))
        for _ in range(30):
            canary.house.rounds()
            canary.house.now += DAY
        said.append(statements)
    assert said[0] == said[1]
    assert len(said[0]) > 100


def test_a_secret_date_stands_nowhere_before_its_lead_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The canary search: every form of the date, over tables, the database's files, outbox, log lines and cards."""
    caplog.set_level(logging.DEBUG)
    canary = on_sqlite(tmp_path, 0.5)
    canary.until(canary.told_at)
    assert canary.found_in([*canary.readable(), *files_of(tmp_path), ("log", caplog.text)]) == []
    assert len(canary.tables()["outbox"]) > 20


def test_the_canary_search_finds_what_does_leak(tmp_path: Path) -> None:
    canary = on_sqlite(tmp_path, 0.5)
    canary.until(canary.told_at)
    canary.until(canary.told_at + timedelta(hours=2), timedelta(hours=1))
    assert canary.found_in([*canary.readable(), *files_of(tmp_path)]) != []


def test_a_digest_says_due_this_period_and_nothing_else_until_it_is_recorded(house: House) -> None:
    day = secret(house).day
    house.until(day + 3 * DAY, timedelta(hours=2))
    digests = [row["payload"]["card"]["text"] for row in house.posts if str(row["key"]).startswith("audit/digest/")]
    lines = {text for text in digests if "unannounced" in text}
    assert lines <= {"**Due this period, unannounced**\n- Facility audit at Sông Hồng, by 27 November 2027"}
