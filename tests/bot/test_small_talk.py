import pytest

from bot.answering.small_talk import small_talk_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", "greeting"),
        ("Hello, IP Desk!", "greeting"),
        ("good morning team", "greeting"),
        ("hey there, how are you?", "greeting"),
        ("Xin chào bạn", "greeting"),
        ("chào anh", "greeting"),
        ("thanks", "thanks"),
        ("Thank you so much!", "thanks"),
        ("ok thanks 👍", "thanks"),
        ("cảm ơn nhiều nhé", "thanks"),
        ("bye", "farewell"),
        ("have a nice day", "farewell"),
        ("tạm biệt", "farewell"),
        ("who are you?", "about"),
        ("what can you do", "about"),
        ("help", "about"),
        ("bạn là ai?", "about"),
        ("ok", "acknowledged"),
        ("got it", "acknowledged"),
        ("vâng", "acknowledged"),
    ],
)
def test_small_talk_is_recognised(text: str, kind: str) -> None:
    assert small_talk_kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "How long does a customs recordal last in Vietnam?",
        "Thanks, and how long does it last?",
        "thanks but what does it cost",
        "hello, who owns the mould that we paid for?",
        "help, the supplier sub-contracts our tooling without asking",
        "can customs help us stop counterfeit goods?",
        "ok, what about the United States?",
        "xin chào, khuôn thuộc về ai?",
        "hiệu lực bao lâu",
        "Chào hàng cạnh tranh là gì?",
        "cảm ơn, thế còn chi phí thì sao?",
        "da nop don roi thi lam gi",
        "ty le VN tu choi phan quyet nuoc ngoai 2005-2014",
        "",
        "?",
    ],
)
def test_a_message_that_asks_for_something_is_no_small_talk(text: str) -> None:
    assert small_talk_kind(text) is None
