"""When a rule comes due: month ends, leap days, rules that name nothing, rules that would never end."""

import time
from datetime import date
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audits.recurrence import BadRecurrence, Recurrence


def days(rule: str, start: date, count: int = 5, after: date | None = None) -> list[str]:
    return [day.isoformat() for day in islice(Recurrence(rule, start).days(after or start), count)]


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=MONTHLY;INTERVAL=6", "2027-01-15", ["2027-01-15", "2027-07-15", "2028-01-15"]),
        ("FREQ=MONTHLY", "2027-01-31", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=30", "2028-01-01", ["2028-01-30", "2028-02-29", "2028-03-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2027-01-01", ["2027-01-31", "2027-02-28"]),
        ("FREQ=YEARLY", "2028-02-29", ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-12-28", ["2026-12-28", "2027-01-04"]),
        ("FREQ=MONTHLY;BYDAY=1TU", "2027-01-01", ["2027-01-05", "2027-02-02"]),
        ("RRULE:FREQ=MONTHLY;COUNT=2", "2027-01-31", ["2027-01-31", "2027-02-28"]),
        ("FREQ=MONTHLY;UNTIL=20270301", "2027-01-31", ["2027-01-31", "2027-02-28"]),
    ],
)
def test_a_rule_names_these_days(rule: str, start: str, expected: list[str]) -> None:
    assert days(rule, date.fromisoformat(start), len(expected)) == expected


def test_a_count_is_counted_from_the_start_and_not_from_today() -> None:
    assert days("FREQ=MONTHLY;COUNT=3", date(2027, 1, 15), after=date(2027, 3, 1)) == ["2027-03-15"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=3",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,31",
        "FREQ=YEARLY;BYDAY=MO,TU;BYMONTHDAY=30,31;BYMONTH=2",
        "FREQ=MONTHLY;INTERVAL=0",
        "FREQ=MONTHLY;INTERVAL=61",
        "FREQ=MONTHLY;COUNT=5000",
        "FREQ=MONTHLY;FREQ=DAILY",
        "FREQ=MONTHLY;BYDAY=99MO",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=MONTHLY;UNTIL=20271399",
        "FREQ=MONTHLY\nFREQ=DAILY",
        "monthly",
        "",
        "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 200),
    ],
)
def test_what_names_no_days_or_hours_is_refused_within_two_seconds(rule: str) -> None:
    started = time.process_time()
    with pytest.raises(BadRecurrence):
        Recurrence(rule, date(2000, 1, 5))
    assert time.process_time() - started < 2


PARTS = st.sampled_from(
    "INTERVAL=1 INTERVAL=7 INTERVAL=60 BYDAY=MO BYDAY=-1FR,2TU BYMONTH=2 BYMONTH=1,12 BYMONTHDAY=31 "
    "BYMONTHDAY=-1 BYMONTHDAY=30,31 BYSETPOS=-1 BYSETPOS=3 COUNT=1 COUNT=1000 "
    "UNTIL=20310101 WKST=SU BYHOUR=1 BYYEARDAY=366".split()
)


@settings(max_examples=60, deadline=None)
@given(
    freq=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    parts=st.lists(PARTS, max_size=4, unique=True),
    start=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_whatever_is_put_together_ends_and_goes_forward(freq: str, parts: list[str], start: date) -> None:
    started = time.process_time()
    try:
        found = list(islice(Recurrence(";".join([f"FREQ={freq}", *parts]), start).days(start), 1100))
    except BadRecurrence:
        found = []
    assert time.process_time() - started < 4
    assert len(found) <= 1000
    assert found == sorted(set(found))
    assert all(day >= start for day in found)
