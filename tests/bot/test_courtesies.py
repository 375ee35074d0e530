import time

import pytest

from bot.answering.courtesies import without_courtesies


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hi team, quick question for you. What is the fee? Thanks a lot, Anna", "What is the fee?"),
        (
            "Hello! I hope you are well. Is an NDA enforceable in Vietnam? Best regards, John Smith",
            "Is an NDA enforceable in Vietnam?",
        ),
        (
            "Our supplier copied our mould. What now? I need this today for a meeting with my boss.",
            "Our supplier copied our mould. What now?",
        ),
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
        "Is it urgent to file before the fair?",
        "The question is who owns the mould.",
        "Cảm ơn khách bằng quà có vi phạm không?",
    ],
)
def test_what_may_mean_something_stays(text: str) -> None:
    assert without_courtesies(text) == text


@pytest.mark.parametrize(
    "text", ["hi " * 600, "cho em hoi " * 180, "thanks " * 280 + "x", "can gap " * 250, "need this for " * 140]
)
def test_a_text_made_to_be_slow_is_read_at_once(text: str) -> None:
    started = time.perf_counter()
    without_courtesies(text)
    assert time.perf_counter() - started < 1.0
