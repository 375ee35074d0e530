import unicodedata

import pytest

from indexer.language import language_of

VIETNAMESE = [
    "Ghi nhận hải quan có hiệu lực bao lâu?",
    "nhà máy giữ khuôn của mình thì sao",
    "Đăng ký nhãn hiệu",
    "khuôn của ai vậy",
]
BARE = [
    "ghi nhan hai quan co hieu luc bao lau",
    "nha may giu khuon cua minh thi sao",
    "dang ky nhan hieu o dau",
    "xin chao, hop dong nay co dung khong",
    "siac lenh khan cap may tieng",
    "Ke hoach trien khai Luat 131/2025/QH15 duoc ban hanh theo quyet dinh so may?",
    "quen mat khau wifi cong ty",
    "trading company ky thay factory ok ko",
    "nhai o vn buoc nao",
]


@pytest.mark.parametrize(
    "text",
    [
        "How long does a customs recordal last in Vietnam?",
        "our mold is stuck at the supplier",
        "NDA",
        "trademark registration fee Ho Chi Minh City",
        "does Circular 13/2020/TT-BTC still apply",
        "weather da nang next week",
        "can the man then hang on to them?",
        "design exam time viet nam",
        "Nguyen Van Hung stole our cad. what now",
        "Is Tran Van Anh bound by an NDA",
        "song rights",
        "no NDA no mold",
        "cu chi",
        "What is the café owner's mark worth?",
    ],
)
def test_english_is_english(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese_with_diacritics_is_vietnamese(text: str) -> None:
    assert language_of(text) == "vi"


@pytest.mark.parametrize("text", BARE)
def test_vietnamese_without_diacritics_is_vietnamese(text: str) -> None:
    assert language_of(text) == "vi"


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese_in_capitals_is_vietnamese(text: str) -> None:
    assert language_of(text.upper()) == "vi"


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese_in_decomposed_letters_is_vietnamese(text: str) -> None:
    assert language_of(unicodedata.normalize("NFD", text)) == "vi"


@pytest.mark.parametrize(
    "text",
    [
        "Wie lange ist das Patent gültig?",
        "Combien de temps dure une marque, et pour qui est-ce?",
        "¿Cuánto tiempo dura una marca en el país y como se paga?",
        "Ваш патент истёк",
        "商标注册需要多长时间",
        "商標登録の期間は?",
        "상표 등록 기간",
        "เครื่องหมายการค้า",
        "كم تدوم العلامة التجارية؟",
        "כמה זמן תקף הסימן?",
    ],
)
def test_other_languages_are_other(text: str) -> None:
    assert language_of(text) == "other"


@pytest.mark.parametrize("text", ["", "   ", "👍", "🙏🏽🙏🏽", "123 / 456", "???", "\u202e\u200f", "⚖️ 2026"])
def test_a_text_without_letters_counts_as_english(text: str) -> None:
    assert language_of(text) == "en"


def test_an_emoji_does_not_change_the_language() -> None:
    assert language_of("🙏 khuôn của ai vậy 👍👍👍") == "vi"


def test_a_right_to_left_mark_does_not_change_the_language() -> None:
    assert language_of("\u200fHow long does it last?\u202e") == "en"


def test_an_english_question_with_one_vietnamese_name_is_english() -> None:
    assert language_of("Which court in Đà Nẵng can we use when the supplier does not return our mould in time?") == "en"
