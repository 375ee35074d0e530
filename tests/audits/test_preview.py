"""What a plan would mean, shown before it is kept."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.audits.preview import Preview, preview
from bot.audits.working_time import is_working_day
from tests.audits.house import plan, unannounced

TODAY = date(2026, 11, 27)


def test_it_shows_the_next_ten_days_and_no_holiday_where_there_is_none() -> None:
    found = preview(plan(every="FREQ=MONTHLY;INTERVAL=6"), TODAY)
    assert [day.isoformat() for day, _ in found.dates[:3]] == ["2027-03-15", "2027-09-15", "2028-03-15"]
    assert len(found.dates) == 10
    assert found.dates[0][1] == ""
    assert found.window is None


def test_a_day_that_moves_says_for_which_holiday_in_the_language_of_the_plan() -> None:
    tet = {"starts": "2027-02-06", "every": "FREQ=YEARLY"}
    assert preview(plan(**tet), TODAY, 1).dates == ((date(2027, 2, 11), "Lunar New Year"),)
    assert preview(plan(**tet, language="vi"), TODAY, 1).dates == ((date(2027, 2, 11), "Tết Nguyên Đán"),)
    before = plan(kind="nda_renewal", every=None, due_on="2027-09-02")
    assert preview(before, TODAY).dates == ((date(2027, 9, 1), "National Day"),)


def test_a_weekend_has_no_name() -> None:
    assert preview(plan(starts="2027-03-20", every="FREQ=YEARLY"), TODAY, 1).dates == ((date(2027, 3, 22), ""),)


def test_a_day_of_our_own_table_is_called_tet() -> None:
    assert preview(plan(starts="2029-02-18", every="FREQ=YEARLY"), TODAY, 1).dates[0][1] in ("", "Tết")
    country = {"zone": "Asia/Ho_Chi_Minh", "country": "VN"}
    assert preview(plan(starts="2028-01-24", every="FREQ=YEARLY", plant=country), TODAY, 1).dates[0][1] != ""


def test_of_an_unannounced_audit_it_shows_the_window_only() -> None:
    assert preview(unannounced(), TODAY) == Preview((), (date(2027, 2, 27), date(2027, 11, 27)))


def test_a_day_that_has_passed_is_not_shown_and_one_that_was_moved_to_today_is() -> None:
    assert preview(plan(every=None, due_on="2026-11-20"), TODAY).dates == ()
    assert preview(plan(starts="2027-02-06", every="FREQ=YEARLY"), date(2027, 2, 11), 1).dates[0][0] == date(2027, 2, 11)


@given(st.dates(date(2026, 1, 1), date(2029, 12, 31)), st.integers(1, 12), st.integers(1, 12))
def test_all_days_are_working_days_in_order_and_not_before_today(start: date, months: int, count: int) -> None:
    found = plan(starts=start.isoformat(), every=f"FREQ=MONTHLY;INTERVAL={months}")
    days = [day for day, _ in preview(found, start + timedelta(days=5), count).dates]
    assert days == sorted(days)
    assert len(days) == count
    assert all(day >= start + timedelta(days=5) and is_working_day(found.plant, day) for day in days)
