"""Working days, Tết, clocks that jump, and office hours that two countries share."""

import math
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.audits.lunar_new_year import FIRST_DAYS, days_of_tet
from bot.audits.working_time import (
    Place,
    UnknownPlace,
    in_office_hours,
    is_working_day,
    last_office_moment,
    moment_of,
    next_office_moment,
    office_moment,
    on_or_after,
    on_or_before,
)

HANOI = Place("Asia/Ho_Chi_Minh", "VN")
NEW_YORK = Place("America/New_York", "US")
TOKYO = Place("Asia/Tokyo", "JP")
DHAKA = Place("Asia/Dhaka", "BD")


def new_moon(k: int) -> datetime:
    """The moment of a new moon, to a few minutes: Meeus, Astronomical Algorithms, chapter 49, its largest terms."""
    t = k / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = math.radians(2.5534 + 29.10535670 * k)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = math.radians(160.7108 + 390.67050284 * k)
    day = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    day += -0.40720 * math.sin(moon) + 0.17241 * e * math.sin(sun) + 0.01608 * math.sin(2 * moon) + 0.01039 * math.sin(2 * node)
    day += 0.00739 * e * math.sin(moon - sun) - 0.00514 * e * math.sin(moon + sun) + 0.00208 * e * e * math.sin(2 * sun)
    return datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=day - 2451545.0, seconds=-75)  # from dynamical to universal time


@pytest.mark.parametrize(("year", "first"), FIRST_DAYS.items())
def test_tet_begins_on_the_day_of_a_new_moon_in_vietnam(year: int, first: date) -> None:
    moons = [new_moon(k).astimezone(ZoneInfo(HANOI.zone)).date() for k in range(12 * (year - 2000), 13 * (year - 2000) + 4)]
    assert first in moons
    assert date(year, 1, 21) <= first <= date(year, 2, 21)  # the second new moon after the winter solstice


def test_tet_of_2030_is_a_day_before_the_chinese_new_year() -> None:
    moon = min((new_moon(k) for k in range(360, 380)), key=lambda at: abs(at - datetime(2030, 2, 2, 16, tzinfo=UTC)))
    assert moon.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date() == date(2030, 2, 2)
    assert moon.astimezone(ZoneInfo("Asia/Shanghai")).date() == date(2030, 2, 3)


@pytest.mark.parametrize("year", FIRST_DAYS)
def test_nobody_is_visited_from_two_days_before_tet_to_its_fifth_day(year: int) -> None:
    days = list(days_of_tet(year))
    assert [day - FIRST_DAYS[year] for day in (days[0], days[-1])] == [timedelta(days=-2), timedelta(days=4)]
    assert not any(is_working_day(HANOI, day) for day in days)


@pytest.mark.parametrize("year", range(2026, 2031))
def test_fixed_holidays_of_both_countries_are_known_in_all_years(year: int) -> None:
    vietnam = [(1, 1), (4, 30), (5, 1), (9, 2)]
    america = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]
    assert not any(is_working_day(HANOI, date(year, *day)) for day in vietnam)
    assert not any(is_working_day(NEW_YORK, date(year, *day)) for day in america)
    thanksgiving = next(date(year, 11, day) for day in range(22, 29) if date(year, 11, day).weekday() == 3)
    assert not is_working_day(NEW_YORK, thanksgiving)


# The tenth day of the third lunar month, computed from the moons above.
@pytest.mark.parametrize("day", [date(2026, 4, 26), date(2027, 4, 16), date(2028, 4, 4), date(2029, 4, 23), date(2030, 4, 12)])
def test_the_day_of_the_hung_kings_is_the_tenth_after_a_new_moon(day: date) -> None:
    moons = {new_moon(k).astimezone(ZoneInfo(HANOI.zone)).date() for k in range(310, 390)}
    assert day - timedelta(days=9) in moons
    assert not is_working_day(HANOI, day)


def test_weekends_are_those_of_the_country() -> None:
    friday, sunday = date(2026, 11, 27), date(2026, 11, 29)
    assert is_working_day(HANOI, friday)
    assert not is_working_day(HANOI, sunday)
    assert not is_working_day(DHAKA, friday)
    assert is_working_day(DHAKA, sunday)


def test_a_country_that_no_table_knows_has_weekends_only() -> None:
    nowhere = Place("Asia/Pyongyang", "XX")
    assert is_working_day(nowhere, date(2026, 12, 25))
    assert not is_working_day(nowhere, date(2026, 12, 26))


def test_the_nearest_working_days_around_tet() -> None:
    assert on_or_before(HANOI, date(2027, 2, 6)) == date(2027, 2, 3)
    assert on_or_after(HANOI, date(2027, 2, 6)) == date(2027, 2, 11)


def test_a_time_that_the_clocks_skip_comes_as_much_later() -> None:
    moment = moment_of(date(2027, 3, 14), time(2, 30), NEW_YORK)
    assert moment.astimezone(NEW_YORK.tz).time() == time(3, 30)


def test_a_time_that_the_clocks_show_twice_is_the_first() -> None:
    assert moment_of(date(2027, 11, 7), time(1, 30), NEW_YORK) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


def test_office_hours_are_shared_where_there_are_any_in_common() -> None:
    day = date(2026, 12, 1)
    assert office_moment(day, TOKYO, HANOI) == moment_of(day, time(11), TOKYO)
    assert office_moment(day, NEW_YORK, HANOI) == moment_of(day, time(9), NEW_YORK)


def test_what_falls_outside_office_hours_moves_to_the_next_or_the_last() -> None:
    saturday = datetime(2026, 11, 28, 3, tzinfo=UTC)
    assert next_office_moment(saturday, HANOI) == moment_of(date(2026, 11, 30), time(9), HANOI)
    assert last_office_moment(saturday, HANOI) == moment_of(date(2026, 11, 27), time(9), HANOI)
    night = moment_of(date(2026, 11, 30), time(3), HANOI)
    assert next_office_moment(night, HANOI) == moment_of(date(2026, 11, 30), time(9), HANOI)
    evening = moment_of(date(2026, 11, 30), time(20), HANOI)
    assert last_office_moment(evening, HANOI) == moment_of(date(2026, 11, 30), time(9), HANOI)
    assert in_office_hours(last_office_moment(evening, HANOI), HANOI)


def test_a_time_zone_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownPlace, match="Asia/Saigonn"):
        _ = Place("Asia/Saigonn", "VN").tz
