"""Days that are told from today, in both languages; today is Friday, 27 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audits.chat.relative_days import day_in, relative_day
from bot.checklists.trouble import UnreadableAnswer
from indexer.text import fold

TODAY = date(2026, 11, 27)
SAID = {
    "today": "2026-11-27",
    "tomorrow": "2026-11-28",
    "the day after tomorrow": "2026-11-29",
    "in 6 months": "2027-05-27",
    "In two weeks": "2026-12-11",
    "within a year": "2027-11-27",
    "3 days from now": "2026-11-30",
    "next week": "2026-12-04",
    "next month": "2026-12-27",
    "next quarter": "2027-02-27",
    "next Monday": "2026-11-30",
    "next Friday": "2026-12-04",
    "this coming Wednesday": "2026-12-02",
    "Tuesday next week": "2026-12-01",
    "Thursday": "2026-12-03",
    "end of March": "2027-03-31",
    "the end of February 2028": "2028-02-29",
    "end of November": "2026-11-30",
    "beginning of December": "2026-12-01",
    "mid-January": "2027-01-16",
    "end of the month": "2026-11-30",
    "the end of next month": "2026-12-31",
    "end of the quarter": "2026-12-31",
    "end of next year": "2027-12-31",
    "end of the week": "2026-11-27",
    "yesterday": "2026-11-26",
    "last Friday": "2026-11-20",
    "2 weeks ago": "2026-11-13",
    "hôm nay": "2026-11-27",
    "ngày mai": "2026-11-28",
    "sau 6 tháng": "2027-05-27",
    "sau sáu tháng": "2027-05-27",
    "6 tháng nữa": "2027-05-27",
    "hai tuần nữa": "2026-12-11",
    "trong vòng 3 ngày": "2026-11-30",
    "tuần sau": "2026-12-04",
    "tháng tới": "2026-12-27",
    "năm sau": "2027-11-27",
    "thứ Hai tới": "2026-11-30",
    "thứ 6 tới": "2026-12-04",
    "thứ Năm tuần sau": "2026-12-03",
    "chủ nhật tuần này": "2026-11-29",
    "thứ Ba": "2026-12-01",
    "cuối tháng 3": "2027-03-31",
    "cuối tháng 2 năm 2028": "2028-02-29",
    "cuối tháng 2/2028": "2028-02-29",
    "đầu tháng 12": "2026-12-01",
    "giữa tháng 1": "2027-01-16",
    "cuối tháng này": "2026-11-30",
    "cuối tháng": "2026-11-30",
    "cuối quý sau": "2027-03-31",
    "cuối năm": "2026-12-31",
    "hôm qua": "2026-11-26",
    "thứ Sáu tuần trước": "2026-11-20",
    "3 ngày trước": "2026-11-24",
    "2027-03-01": "2027-03-01",
    "1 March 2027": "2027-03-01",
}


@pytest.mark.parametrize(("text", "day"), SAID.items())
def test_a_day_is_read(text: str, day: str) -> None:
    assert day_in(text, "en", TODAY).isoformat() == day


@pytest.mark.parametrize("text", ["", "soon", "in", "in many months", "next", "cuối tháng 13", "in 999 years ago"])
def test_what_tells_no_day_is_none(text: str) -> None:
    with pytest.raises(UnreadableAnswer):
        day_in(text, "en", TODAY)


@pytest.mark.parametrize(
    ("text", "day"), [("Monday", 23), ("on Thursday", 26), ("thứ Sáu", 20), ("chủ nhật", 22), ("yesterday", 26)]
)
def test_a_weekday_that_is_over_is_the_last_one(text: str, day: int) -> None:
    assert day_in(text, "en", TODAY, over=True) == date(2026, 11, day)


def test_a_day_that_could_be_two_is_still_asked_for() -> None:
    with pytest.raises(UnreadableAnswer) as raised:
        day_in("3/4/2027", "en", TODAY)
    assert raised.value.why == "which_day"


@given(today=st.dates(date(2020, 1, 1), date(2090, 1, 1)), text=st.sampled_from([*SAID][:-2]))
def test_whatever_the_day_what_comes_comes_and_what_is_over_is_over(today: date, text: str) -> None:
    found = relative_day(fold(text), today)
    assert found is not None
    if "2028" in text:
        return
    if any(word in text.lower() for word in ("yesterday", "last", "ago", "hôm qua", "trước")):
        assert today - timedelta(days=31) <= found < today
    elif "week" in text or "tuần này" in text or "tuần" in text:
        assert today - timedelta(days=7) <= found <= today + timedelta(days=14)
    else:
        assert today <= found <= today + timedelta(days=800)


@given(st.text(max_size=80), st.dates())
def test_nothing_that_is_typed_breaks_it(text: str, today: date) -> None:
    relative_day(fold(text), today)
