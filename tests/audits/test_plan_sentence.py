"""Plans read from sentences: every phrase in both languages, any of them in any order, and what is no plan at all."""

from datetime import date
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audits.chat.plan_sentence import Known, Phrases, read
from bot.conversation.mention import of_channel, of_person
from tests.teams.test_parity import golden_questions

LINH, MINH, BINH = (f"slack:T1:{name}" for name in ("LINH", "MINH", "BINH"))
AT_LINH, AT_MINH, AT_BINH = of_person(LINH), of_person(MINH), of_person(BINH)
HERE = of_channel("slack:CVN")
TODAY = date(2026, 11, 27)  # a Friday
KNOWN = (Known("song hong", "s1"), Known("acme weekly tools", "s2"))

# What a phrase says, by the name of what it is read as.
Phrase = tuple[str, str, Any]
ENGLISH: tuple[Phrase, ...] = (
    ("every 6 months", "rules", ("FREQ=MONTHLY;INTERVAL=6",)),
    ("unannounced", "modes", ("unannounced",)),
    (f"auditor {AT_LINH}", "auditors", (LINH,)),
    (f"owner {AT_MINH}", "owners", (MINH,)),
    (f"channel {HERE}", "channels", ("slack:CVN",)),
    ("remind 30, 7 and 1 days before", "leads", ("30,7,1",)),
    ("window 3 to 9 months", "windows", ("3-9",)),
    ("tell the auditor 24 hours before", "tells", ("24",)),
    (f"escalate to {AT_BINH}", "ladders", (BINH,)),
    ("at Sông Hồng", "places", (KNOWN[0],)),
    ("from 15 January 2027", "days", ((date(2027, 1, 15)),)),
)
VIETNAMESE: tuple[Phrase, ...] = (
    ("6 tháng một lần", "rules", ("FREQ=MONTHLY;INTERVAL=6",)),
    ("không báo trước", "modes", ("unannounced",)),
    (f"người đánh giá {AT_LINH}", "auditors", (LINH,)),
    (f"phụ trách {AT_MINH}", "owners", (MINH,)),
    (f"kênh {HERE}", "channels", ("slack:CVN",)),
    ("nhắc trước 30, 7 và 1 ngày", "leads", ("30,7,1",)),
    ("trong khoảng 3 đến 9 tháng", "windows", ("3-9",)),
    ("báo trước 24 giờ", "tells", ("24",)),
    (f"báo lên {AT_BINH}", "ladders", (BINH,)),
    ("tại Sông Hồng", "places", (KNOWN[0],)),
    ("bắt đầu từ ngày 15/1/2027", "days", ((date(2027, 1, 15)),)),
)
KINDS = {
    "facility audit": "facility_audit",
    "Access review": "access_review",
    "training": "training",
    "NDA renewal": "nda_renewal",
    "certificate expiry": "certificate_expiry",
    "customs recordation": "customs_recordation",
    "corrective action": "corrective_action",
    "listing watch": "listing_watch",
    "guidance review": "guidance_review",
    "supplier reassessment": "supplier_reassessment",
    "evidence expiry": "evidence_expiry",
    "đánh giá nhà máy": "facility_audit",
    "rà soát quyền truy cập": "access_review",
    "Gia hạn NDA": "nda_renewal",
    "dao tao nhan vien": "training",
    "đánh giá lại nhà cung cấp": "supplier_reassessment",
}


def heard(text: str, **more: Any) -> Phrases:
    found = read(text, lambda: KNOWN, more.pop("language", None), TODAY, **more)
    assert found is not None, text
    return found


def said(found: Phrases) -> dict[str, Any]:
    names = {name for _, name, _ in ENGLISH}
    values = {name: getattr(found, name) for name in names if getattr(found, name)}
    return values | ({"days": tuple(one.day for one in found.days)} if found.days else {})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_phrases_in_any_order_say_the_same(data: st.DataObject) -> None:
    phrases, kind = data.draw(st.sampled_from(((ENGLISH, "facility audit"), (VIETNAMESE, "đánh giá nhà máy"))))
    chosen = [phrases[0], *data.draw(st.lists(st.sampled_from(phrases[1:]), unique=True))]
    order = data.draw(st.permutations([kind, *(text for text, _, _ in chosen)]))
    joined = data.draw(st.sampled_from([", ", " , ", "; ", "\n"])).join(order)
    found = heard(joined)
    assert found.kinds == ("facility_audit",)
    assert said(found) == {name: value for _, name, value in chosen}
    assert (found.rest, found.unknown, found.bare) == ((), (), ())


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(4)), st.sampled_from([" ", ", "]))
def test_commas_are_not_needed(order: list[int], joint: str) -> None:
    parts = ["facility audit", "at Sông Hồng", "every 6 months", "unannounced"]
    found = heard(joint.join(parts[number] for number in order))
    assert (found.kinds, found.rules, found.modes, found.places, found.rest) == (
        ("facility_audit",),
        ("FREQ=MONTHLY;INTERVAL=6",),
        ("unannounced",),
        (KNOWN[0],),
        (),
    )


@pytest.mark.parametrize(("words", "kind"), KINDS.items())
def test_every_kind_is_known_by_its_words(words: str, kind: str) -> None:
    assert heard(f"{words} every year").kinds == (kind,)
    assert heard(f"plan {words}").kinds == (kind,)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("every month", "FREQ=MONTHLY"),
        ("each quarter", "FREQ=MONTHLY;INTERVAL=3"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3"),
        ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("every other week", "FREQ=WEEKLY;INTERVAL=2"),
        ("every ten days", "FREQ=DAILY;INTERVAL=10"),
        ("twice a year", "FREQ=MONTHLY;INTERVAL=6"),
        ("four times a year", "FREQ=MONTHLY;INTERVAL=3"),
        ("once a year", "FREQ=MONTHLY;INTERVAL=12"),
        ("half-yearly", "FREQ=MONTHLY;INTERVAL=6"),
        ("annually", "FREQ=MONTHLY;INTERVAL=12"),
        ("every 2 years", "FREQ=MONTHLY;INTERVAL=24"),
        ("every Monday", "FREQ=WEEKLY;BYDAY=MO"),
        ("weekly on Friday", "FREQ=WEEKLY;BYDAY=FR"),
        ("on the 15th of every month", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("mỗi tháng", "FREQ=MONTHLY"),
        ("hàng quý", "FREQ=MONTHLY;INTERVAL=3"),
        ("hằng năm", "FREQ=MONTHLY;INTERVAL=12"),
        ("6 tháng/lần", "FREQ=MONTHLY;INTERVAL=6"),
        ("định kỳ 3 tháng", "FREQ=MONTHLY;INTERVAL=3"),
        ("2 lần một năm", "FREQ=MONTHLY;INTERVAL=6"),
        ("nửa năm một lần", "FREQ=MONTHLY;INTERVAL=6"),
        ("mỗi thứ hai", "FREQ=WEEKLY;BYDAY=MO"),
        ("thứ tư hàng tuần", "FREQ=WEEKLY;BYDAY=WE"),
        ("ngày 15 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=15"),
    ],
)
def test_rhythms(text: str, rule: str) -> None:
    found = heard(f"access review at Sông Hồng, {text}")
    assert (found.rules, found.rest) == ((rule,), ())


@pytest.mark.parametrize(
    ("text", "meaning", "day"),
    [
        ("on 31/12/2026", "due", date(2026, 12, 31)),
        ("due 2026-12-31", "due", date(2026, 12, 31)),
        ("by 31 Dec 2026", "due", date(2026, 12, 31)),
        ("on December 31st, 2026", "due", date(2026, 12, 31)),
        ("expires 31 Dec. 2026", "expiry", date(2026, 12, 31)),
        ("starting on 31 December 2026", "first", date(2026, 12, 31)),
        ("ngày 31/12/2026", "due", date(2026, 12, 31)),
        ("hết hạn ngày 31 tháng 12 năm 2026", "expiry", date(2026, 12, 31)),
        ("từ ngày 31/12/2026", "first", date(2026, 12, 31)),
    ],
)
def test_days(text: str, meaning: str, day: date) -> None:
    (found,) = heard(f"NDA renewal Sông Hồng {text}").days
    assert (found.meaning, found.day) == (meaning, day)


def test_a_day_that_could_be_two_is_asked_for_in_english_and_clear_in_vietnamese() -> None:
    assert [one.why for one in heard("NDA renewal at Sông Hồng on 3/4/2027").days] == ["which_day"]
    assert [one.day for one in heard("gia hạn NDA Sông Hồng ngày 3/4/2027").days] == [date(2027, 4, 3)]
    assert [one.why for one in heard("NDA renewal at Sông Hồng on 31/2/2027").days] == ["no_day"]


def test_a_supplier_may_be_called_like_a_rhythm() -> None:
    found = heard("facility audit at Acme Weekly Tools every year")
    assert (found.places, found.rules) == ((KNOWN[1],), ("FREQ=MONTHLY;INTERVAL=12",))


def test_what_is_not_understood_is_kept_to_be_said() -> None:
    found = heard("plan a facility audit of Mekong Metals, every year, bring cake, auditor @nobody, channel #nowhere")
    assert found.rest == ("Mekong Metals", "bring cake")
    assert found.unknown == ("@nobody", "#nowhere")


def test_ids_are_typed_where_there_are_no_mentions() -> None:
    found = heard(f"facility audit at Sông Hồng, unannounced, auditor {LINH}, channel slack:CVN")
    assert (found.auditors, found.channels) == ((LINH,), ("slack:CVN",))


def test_what_contradicts_itself_is_read_twice() -> None:
    found = heard(
        f"facility audit, access review, every month, every year, announced, unannounced, owner {AT_LINH}, owner {AT_MINH}"
    )
    assert (len(found.kinds), len(found.rules), len(found.modes), len(found.owners)) == (2, 2, 2, 2)


@pytest.mark.parametrize(
    "text",
    [
        "how often should we audit?",
        "How often should we do an access review",
        "facility audit every 6 months?",
        "Facility audits every 6 months are required by our contract",
        "The unannounced audit at Sông Hồng on 3 May 2026 was refused",
        "Đánh giá nhà máy mỗi 6 tháng có bắt buộc không?",
        "Chúng tôi phải đánh giá nhà máy mỗi năm",
        "audit",
        "plan B",
        "plan to move the moulds next year",
        "training",
        "we need to renew the NDA",
        "every 6 months",
        "schedule",
        "",
        "|||",
        "x" * 2000,
    ],
)
def test_what_asks_for_no_plan_is_left_to_others(text: str) -> None:
    assert read(text, lambda: KNOWN, None, TODAY) is None


def test_no_question_of_the_test_set_is_taken_for_a_plan() -> None:
    questions = golden_questions()
    assert len(questions) > 300
    assert [text for text in questions if read(text, lambda: KNOWN, None, TODAY) is not None] == []


def test_in_the_middle_of_a_checklist_only_a_command_is_one() -> None:
    assert read("access review every 3 months", lambda: KNOWN, None, TODAY, guided=True) is None
    assert read("plan an access review every 3 months", lambda: KNOWN, None, TODAY, guided=True) is not None


def test_suppliers_are_looked_up_only_for_what_may_be_a_plan() -> None:
    def never() -> tuple[Known, ...]:
        raise AssertionError("asked")

    assert read("How long does a recordal last?", never, None, TODAY) is None
    assert read("the mould belongs to us", never, None, TODAY) is None


@settings(deadline=None)
@given(st.text(max_size=200))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    for prefix in ("", "plan an audit ", "facility audit every "):
        read(prefix + text, lambda: KNOWN, None, TODAY)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([text for text, _, _ in (*ENGLISH, *VIETNAMESE)] + ["facility audit", "|", "\ue100", "31/12", "every"])
    )
)
def test_no_heap_of_phrases_breaks_it(parts: list[str]) -> None:
    read("plan audit " + " ".join(parts), lambda: KNOWN, None, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "facility audit monthly, escalate to @x" + ", " * 26 + "z",
        "facility audit monthly, remind 7" + ", " * 26 + "z",
        "audit monthly " + "in " * 26 + "x",
        "audit monthly " + "trong khoang " * 26 + "x",
        "audit every month at foo" + "." * 26 + "bar",
    ],
)
def test_no_long_line_of_signs_takes_for_ever(text: str) -> None:
    """Each sign more would double the time if a space could be matched in two ways."""
    began = monotonic()
    read(text, lambda: KNOWN, None, TODAY)
    assert monotonic() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        "unannounced audit at Sông Hồng, 3 to 12 months later",
        "đánh giá nhà máy không báo trước tại Sông Hồng, 3 đến 12 tháng sau lần trước",
        "đánh giá nhà máy không báo trước tại Sông Hồng, trong khoảng 3-12 tháng",
    ],
)
def test_a_window_is_no_day(text: str) -> None:
    found = heard(text)
    assert (found.windows, found.days) == (("3-12",), ())


@pytest.mark.parametrize(
    ("text", "meaning", "day"),
    [
        ("facility audit at Sông Hồng in 6 months", "due", date(2027, 5, 27)),
        ("facility audit at Sông Hồng in two weeks", "due", date(2026, 12, 11)),
        ("access review at Sông Hồng next Monday", "due", date(2026, 11, 30)),
        ("access review at Sông Hồng by the end of March", "due", date(2027, 3, 31)),
        ("access review at Sông Hồng, every 3 months, starting in 2 weeks", "first", date(2026, 12, 11)),
        ("access review at Sông Hồng every quarter from next Tuesday", "first", date(2026, 12, 1)),
        ("NDA renewal with Sông Hồng, expires at the end of next month", "expiry", date(2026, 12, 31)),
        ("đánh giá nhà máy tại Sông Hồng sau 6 tháng", "due", date(2027, 5, 27)),
        ("đánh giá nhà máy tại Sông Hồng 2 tuần nữa", "due", date(2026, 12, 11)),
        ("rà soát quyền truy cập tại Sông Hồng vào thứ Hai tới", "due", date(2026, 11, 30)),
        ("rà soát quyền truy cập tại Sông Hồng cuối tháng 3", "due", date(2027, 3, 31)),
        ("rà soát quyền truy cập tại Sông Hồng mỗi quý, bắt đầu từ tháng sau", "first", date(2026, 12, 27)),
        ("gia hạn NDA với Sông Hồng, hết hạn cuối năm", "expiry", date(2026, 12, 31)),
    ],
)
def test_days_told_from_today(text: str, meaning: str, day: date) -> None:
    found = heard(text)
    (one,) = found.days
    assert (one.meaning, one.day) == (meaning, day)
    assert found.rest == ()
