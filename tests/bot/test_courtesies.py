import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.courtesies import _phrases, small_talk_in, without_courtesies


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hi team, quick question for you. What is the fee? Thanks a lot, Anna", "What is the fee?"),
        (
            "Hello! I hope you are well. Is an NDA enforceable in Vietnam? Best regards, John Smith",
            "Is an NDA enforceable in Vietnam?",
        ),
        ("Our supplier copied our mould. What now? I need this today.", "Our supplier copied our mould. What now?"),
        ("Can you help me? Our supplier has our mould.", "Our supplier has our mould."),
        ("Question: can CBP record patents", "can CBP record patents"),
        ("Chào anh chị, cho em hỏi chút. Vi bằng là gì? Em cảm ơn ạ.", "Vi bằng là gì?"),
        (
            "Em chào chị ạ, chị cho em hỏi là NDA ký bằng tiếng Việt được không ạ? Em cảm ơn chị nhiều.",
            "NDA ký bằng tiếng Việt được không ạ?",
        ),
        ("Thanks, and how long does it last?", "and how long does it last?"),
        ("cảm ơn, à mà còn một câu nữa: audit bao lâu một lần", "audit bao lâu một lần"),
        ("thanks! one more: who owns the mould?", "who owns the mould?"),
        ("cho em hoi gia han nhan hieu mat bao lau", "gia han nhan hieu mat bao lau"),
        ("Da, cho em hoi nhan hieu co phai dang ky khong a", "nhan hieu co phai dang ky khong a"),
    ],
)
def test_what_is_said_to_be_polite_is_no_part_of_the_question(text: str, asked: str) -> None:
    assert without_courtesies(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "good morning",
        "hello",
        "cam on ban nhieu",
        "Best protection for a mould?",
        "We have a trademark in Vietnam. Please advise renewal fee.",
        "I hope you can say who owns the mould: our supplier or we?",
        "Mould control: best practices?",
        "Chúng tôi kiện họ. Đã thua. Còn kháng cáo được không?",
        "Cần gấp mẫu NDA.",
        "Đang gặp vấn đề pháp lý.",
        "Is it urgent to file before the fair?",
        "The question is who owns the mould.",
        "Cảm ơn khách bằng quà có vi phạm không?",
    ],
)
def test_what_may_mean_something_stays(text: str) -> None:
    assert without_courtesies(text) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hi team, quick question for you. Who are you? Thanks, Anna", "about"),
        ("good morning IP Desk", "greeting"),
        ("Chào anh chị, cho em hỏi chút. Bạn là ai vậy?", "about"),
        ("Hi team, quick question for you. Who owns the mould? Thanks, Anna", None),
        ("Hi team, thanks a lot!", "thanks"),
        ("Hi, can you help me? Thanks", "greeting"),
        ("cần gấp", "greeting"),
        ("Cam on ban nhieu nha, vay la du roi!", "thanks"),
        ("Thanks. Trademark renewal fee in Vietnam", None),
    ],
)
def test_small_talk_is_known_for_it_whatever_stands_around(text: str, kind: str | None) -> None:
    assert small_talk_in(text) == kind


POLITE = [phrase for phrases in _phrases().values() for phrase in phrases]


@given(st.lists(st.sampled_from(POLITE).map(" ".join), min_size=100, max_size=300).map(" ".join), st.sampled_from(["", "x", "?"]))
@settings(max_examples=40, deadline=None)
def test_no_heap_of_courtesies_is_slow_to_read(heap: str, tail: str) -> None:
    started = time.perf_counter()
    without_courtesies(f"{heap} {tail}")
    small_talk_in(f"{heap[:380]} {tail}")
    assert time.perf_counter() - started < 2.0


@pytest.mark.parametrize(
    "text",
    [
        "cần gấp " * 20 + "thủ tục hải quan",
        "i hope you " * 16 + "know",
        "please help " * 20 + "sue them",
        "chào cả nhà " * 24 + "x",
        "cảm ơn anh chị " * 24 + "x",
        "anh cho em hỏi " * 24 + "x",
    ],
)
def test_a_text_made_to_be_slow_is_read_at_once(text: str) -> None:
    started = time.perf_counter()
    without_courtesies(text)
    small_talk_in(text)
    assert time.perf_counter() - started < 1.0
