import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklists.answer_reading import MAX_TEXT, read, readable, says_not_applicable
from bot.checklists.trouble import UnreadableAnswer
from tests.bot.checklists.small_checklist import item

KINDS = ("yes_no_na", "single", "multi", "scale", "number", "date", "text", "file")


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("yes_no_na", "yes", "yes"),
        ("yes_no_na", "No.", "no"),
        ("yes_no_na", "KHÔNG", "no"),
        ("yes_no_na", "khong", "no"),
        ("yes_no_na", "chưa có", "no"),
        ("yes_no_na", "Có", "yes"),
        ("yes_no_na", "đã có", "yes"),
        ("single", "agency", "agency"),
        ("single", "An agency", "agency"),
        ("single", "công ty dịch vụ", "agency"),
        ("single", "2", "agency"),
        ("multi", "designs, patents", ("patent", "design")),
        ("multi", "patent", ("patent",)),
        ("multi", "kiểu dáng; 1", ("patent", "design")),
        ("scale", "5", 5),
        ("number", "1200", 1200),
        ("number", "1,200", 1200),
        ("number", "-2.5", -2.5),
        ("number", "120 people", 120),
        ("date", "2026-11-27", "2026-11-27"),
        ("date", "27/11/2026", "2026-11-27"),
        ("date", "11/27/2026", "2026-11-27"),
        ("date", "3/3/2026", "2026-03-03"),
        ("date", "1st March 2026", "2026-03-01"),
        ("date", "27 Nov 2026", "2026-11-27"),
        ("text", "  We keep a list.  ", "We keep a list."),
    ],
)
def test_an_answer_is_read_as_its_kind(kind: str, said: str, value: object) -> None:
    assert read(item("x", kind, unit="people"), (said,), "en") == value


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        ("yes_no_na", "maybe", "no_option"),
        ("yes_no_na", "", "empty"),
        ("single", "3", "no_option"),
        ("multi", "patent, colour", "no_option"),
        ("scale", "0", "no_step"),
        ("scale", "6", "no_step"),
        ("scale", "3.5", "no_step"),
        ("scale", "+3", "no_step"),
        ("number", "a dozen", "no_number"),
        ("number", "12 weeks", "other_unit"),
        ("number", "1.2.3", "no_number"),
        ("number", "12,34", "no_number"),
        ("number", "1.200", "which_number"),
        ("number", "NaN", "no_number"),
        ("number", "9" * 40, "no_number"),
        ("number", "1e9", "other_unit"),
        ("date", "soon", "no_day"),
        ("date", "2026-02-30", "no_day"),
        ("date", "3/4/2026", "which_day"),
        ("date", "32/13/2026", "no_day"),
        ("date", "27 Nox 2026", "no_day"),
        ("text", " \x00 ", "empty"),
        ("text", "x" * (MAX_TEXT + 1), "too_long"),
        ("file", "here it is", "attach_file"),
    ],
)
def test_what_cannot_be_read_says_why(kind: str, said: str, why: str) -> None:
    with pytest.raises(UnreadableAnswer) as error:
        read(item("x", kind, unit="people"), (said,), "en")
    assert error.value.why == why


def test_vietnamese_writes_numbers_and_days_its_own_way() -> None:
    assert read(item("x", "number"), ("1.200,5",), "vi") == 1200.5
    assert read(item("x", "date"), ("3/4/2026",), "vi") == "2026-04-03"
    assert read(item("x", "number"), ("0,125",), "vi") == 0.125
    with pytest.raises(UnreadableAnswer, match="which_number"):
        read(item("x", "number"), ("1,200",), "vi")


def test_several_answers_to_a_question_for_one_are_refused() -> None:
    with pytest.raises(UnreadableAnswer, match="one_only"):
        read(item("x", "single"), ("own", "agency"), "en")


def test_not_applicable_is_understood_in_both_languages() -> None:
    assert all(map(says_not_applicable, ("N/A", "n.a.", "not applicable", "not_applicable", "Không áp dụng", "khong ap dung")))
    assert not any(map(says_not_applicable, ("no", "không", "banana")))


def test_a_lone_surrogate_is_replaced() -> None:
    assert readable("a\ud800b") == "a?b"


@given(st.sampled_from(KINDS), st.text(max_size=60), st.sampled_from(("en", "vi")))
def test_whatever_is_typed_is_read_or_refused(kind: str, said: str, language: str) -> None:
    found = item("x", kind, unit="people")
    try:
        value = read(found, (said,), language)
    except UnreadableAnswer:
        return
    if found.options:
        assert set(value if isinstance(value, tuple) else (value,)) <= {option.value for option in found.options}
