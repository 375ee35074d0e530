import pytest
import yaml

from bot.answering.places import PlaceNames
from bot.answering.question import Question, Unreadable
from bot.answering.reading import MAX_CHARACTERS, MAX_PARTS, clean, content_words, read_message
from tests.conftest import FIXTURES

NAMES = PlaceNames(yaml.safe_load((FIXTURES / "knowledge" / "jurisdictions.yaml").read_text(encoding="utf-8")))


def read(text: str, language: str | None = None) -> Question:
    found = read_message(text, NAMES, language)
    assert isinstance(found, Question), found
    return found


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  two\t\nwords ", "two words"),
        ("<@U123> who owns the mould?", "who owns the mould?"),
        ("**Who** owns _the_ `mould`?", "Who owns the mould ?"),
        ("see [the page](https://example.com/a) now", "see the page now"),
        ("nul\x00l and \u202eback\u202c", "nul l and back"),
        ("a &amp; b", "a &amp; b"),
    ],
)
def test_markup_and_control_characters_are_taken_out(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_letters_are_composed() -> None:
    assert clean("nha\u0323\u0302n") == "nhận"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("<b></b>", "empty"),
        ("123 ?", "no_words"),
        ("a" * (MAX_CHARACTERS + 1), "too_long"),
        (" " * (10 * MAX_CHARACTERS + 1), "too_long"),
        ("Wie lange gilt die Marke und was ist mit der Frist für das Design?", "other_language"),
        ("これは何ですか", "other_language"),
    ],
)
def test_what_cannot_be_read_names_its_reason(text: str, reason: str) -> None:
    assert read_message(text, NAMES) == Unreadable(reason)


def test_a_question_at_the_limit_is_read() -> None:
    text = "customs " * (MAX_CHARACTERS // 8)
    assert len(text) == MAX_CHARACTERS
    assert read(text).parts


def test_one_question_is_one_part_without_a_story() -> None:
    parts = read("How long does a customs recordal last in Vietnam?").parts
    assert [(part.text, part.context) for part in parts] == [("How long does a customs recordal last in Vietnam?", "")]


def test_a_text_without_a_question_mark_is_one_part() -> None:
    assert [part.text for part in read("supplier keeps the mould. We paid for it").parts] == [
        "supplier keeps the mould. We paid for it"
    ]


def test_a_question_without_its_mark_is_told_from_its_story() -> None:
    parts = read(
        "an engineer at the plant changed our gear. his boss wants to patent it. which clause should have covered this"
    ).parts
    assert [(part.text, part.context) for part in parts] == [
        ("which clause should have covered this", "an engineer at the plant changed our gear. his boss wants to patent it.")
    ]
    parts = read("xưởng giữ khuôn của mình. sếp muốn kiện. có được không").parts
    assert [(part.text, part.context) for part in parts] == [("có được không", "xưởng giữ khuôn của mình. sếp muốn kiện.")]


@pytest.mark.parametrize(
    "text",
    [
        "what is the reg. fee in vietnam",
        "We signed the NDA in May. Our supplier leaked the CAD. I need steps to stop them.",
        "Khuôn của chúng tôi ở nhà máy. Nhà cung cấp không trả. Cần thủ tục lấy lại.",
        "Do not want litigation. They leaked it.",
    ],
)
def test_what_only_looks_like_a_question_or_an_end_of_a_sentence_cuts_nothing(text: str) -> None:
    assert [part.context for part in read(text).parts] == [""]


def test_what_is_told_around_a_question_is_its_story() -> None:
    (part,) = read("Our supplier closed its factory last week. Who owns the mould in the factory?").parts
    assert part.text == "Who owns the mould in the factory?"
    assert part.context == "Our supplier closed its factory last week."
    assert part.whole == "Our supplier closed its factory last week. Who owns the mould in the factory?"


def test_two_questions_are_two_parts() -> None:
    parts = read("Who owns the mould after payment? How long does a customs recordal last in Vietnam?").parts
    assert [part.text for part in parts] == [
        "Who owns the mould after payment?",
        "How long does a customs recordal last in Vietnam?",
    ]


def test_questions_joined_by_and_are_two_parts_and_the_second_leans_on_the_first() -> None:
    parts = read("How long does a customs recordal last in Vietnam and what does the customs filing cost?").parts
    assert [part.text for part in parts] == [
        "How long does a customs recordal last in Vietnam",
        "what does the customs filing cost?",
    ]
    assert parts[1].context == parts[0].text


def test_a_condition_with_its_question_is_one_part() -> None:
    assert len(read("If our logo is recorded, what can customs do with counterfeit goods?").parts) == 1


def test_two_nouns_joined_by_and_are_one_part() -> None:
    assert len(read("Who owns the moulds and the drawings that we paid for?").parts) == 1


def test_no_more_parts_than_the_limit_are_read() -> None:
    text = " ".join(f"Who owns the mould number {number} of the supplier?" for number in range(10))
    assert len(read(text).parts) == MAX_PARTS


def test_each_part_has_its_own_country() -> None:
    parts = read("How long does a recordal last in Vietnam? What does a recordation cost in the United States?").parts
    assert [part.places.covered for part in parts] == [("VN",), ("US",)]


def test_a_part_without_a_country_has_that_of_the_message() -> None:
    parts = read("We import from Vietnam. How long does a recordal last? Which papers does the dossier hold?").parts
    assert [part.places.covered for part in parts] == [("VN",), ("VN",)]


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("What is the difference between Vietnam and the United States for a recordal?", True),
        ("Vietnam vs US: recordal term", True),
        ("So sánh thời hạn ở Việt Nam và Hoa Kỳ", True),
        ("Do we need a recordal in Vietnam and the United States?", True),
        ("Ở Việt Nam và Hoa Kỳ, ghi nhận hải quan có hiệu lực bao lâu?", True),
        ("The goods go from Vietnam to the United States. Do we need a recordal?", False),
        ("Is a judgment of a United States court enforced in Vietnam?", False),
        ("What is the difference between a recordal and a registration in Vietnam?", False),
    ],
)
def test_side_by_side_takes_two_countries_side_by_side_or_a_word_of_comparison(text: str, both: bool) -> None:
    assert read(text).side_by_side is both


@pytest.mark.parametrize(
    ("text", "language"),
    [("How long does it last?", "en"), ("Có hiệu lực bao lâu?", "vi"), ("co hieu luc bao lau", "vi"), ("recordal", "en")],
)
def test_the_language_is_detected(text: str, language: str) -> None:
    assert read(text).language == language


def test_the_language_asked_for_prevails() -> None:
    assert read("Có hiệu lực bao lâu?", language="en").language == "en"


def test_each_part_knows_what_kind_of_figure_it_wants() -> None:
    parts = read("How long does a customs recordal last? What does the customs filing cost?").parts
    assert [part.wants for part in parts] == [{"duration"}, {"cost"}]


def test_content_words_leave_out_the_words_that_say_nothing() -> None:
    assert content_words("Who is the owner of the mould?") == ["owner", "mould"]
    assert "khuon" in content_words("Khuôn thuộc về ai?")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "max prison for theft of secrets and whats the fine for a company",
            ["max prison for theft of secrets", "whats the fine for a company"],
        ),
        ("Has the decree been replaced, and what's the top fine?", ["Has the decree been replaced", "what's the top fine?"]),
        ("We own the mark in Europe and what can we do", ["We own the mark in Europe and what can we do"]),
        ("claim of 600,000 against a vendor, which procedure", ["claim of 600,000 against a vendor, which procedure"]),
    ],
)
def test_two_things_asked_in_one_breath_are_two_parts_but_a_story_is_none(text: str, parts: list[str]) -> None:
    assert [part.text for part in read(text).parts] == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bí mật kd có cần đky ko", "bí mật kinh doanh có cần đăng ký không"),
        ("cgcn tu nuoc ngoai phai dky k", "chuyen giao cong nghe tu nuoc ngoai phai dang ky khong"),
        ("đơn gửi HQ Việt Nam, đã đăng ký NH", "đơn gửi hải quan Việt Nam, đã đăng ký nhãn hiệu"),
        ("bảo lãnh NH cho khách HQ", "bảo lãnh NH cho khách HQ"),
        ("cgcn can dky k", "chuyen giao cong nghe can dang ky khong"),
        ("phi 50 k moi nhan hieu phai khong", "phi 50 k moi nhan hieu phai khong"),
        ("kh nay doi xem ban ve thi sao", "kh nay doi xem ban ve thi sao"),
        ("Is SP a class of goods?", "Is SP a class of goods?"),
        ("max life of a VN design reg?", "max life of a VN design registration?"),
        ("how many yrs after the leak w/o an nda", "how many years after the leak without an nda"),
        ("Reg. 608/2013 or section 2(r), tm@example.com", "Reg. 608/2013 or section 2(r), tm@example.com"),
        ("Is R&D covered by Schedule R?", "Is R&D covered by Schedule R?"),
    ],
)
def test_shorthand_is_written_out(typed: str, meant: str) -> None:
    assert read(typed).text == meant


def test_a_short_question_beside_another_is_a_part_where_a_story_stands_before() -> None:
    text = "Someone in Hanoi registered our brand as a domain. What do we have to show and what's the fee?"
    assert [part.text for part in read(text).parts] == ["What do we have to show", "what's the fee?"]


def test_versus_compares_in_vietnamese_as_well() -> None:
    assert read("thời hạn nhãn hiệu ở Việt Nam vs Hoa Kỳ là bao lâu?").side_by_side
