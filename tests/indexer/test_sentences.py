import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.sentences import leans_on_previous, split_sentences


def test_sentences_end_at_full_stops_questions_and_exclamations() -> None:
    assert split_sentences("One is true. Is two? Do file! Four ends…  Five.") == [
        "One is true.",
        "Is two?",
        "Do file!",
        "Four ends…",
        "Five.",
    ]


def test_an_empty_text_has_no_sentences() -> None:
    assert split_sentences("  \n ") == []


def test_a_text_without_a_full_stop_is_one_sentence() -> None:
    assert split_sentences("The term is two years") == ["The term is two years"]


@pytest.mark.parametrize(
    "sentence",
    [
        "See art. 84 of the code.",
        "Arts. 5 and 6 apply.",
        "The list is in No. 13 of the circular.",
        "The fee is paid to U.S. Customs in advance.",
        "Marks, e.g. Testmark, are recorded.",
        "Testco Co. Ltd. is the holder.",
        "Mr. Binh signs, Dr. An reads.",
        "The case of J. Smith v. Testco is old.",
        "The fee is approx. 50 dollars.",
        "The court sits in TP. Hồ Chí Minh today.",
        "See vol. 2, sec. 5 and para. 7.",
        "The rate is 1.5 percent of 10.000 dollars.",
        "See page 3 of example.com for more.",
        "The office (art. 5) decides.",
    ],
)
def test_an_abbreviation_or_number_does_not_end_a_sentence(sentence: str) -> None:
    assert split_sentences(sentence) == [sentence]


def test_a_full_stop_before_a_small_letter_does_not_end_a_sentence() -> None:
    assert split_sentences("It costs ca. ten dollars.") == ["It costs ca. ten dollars."]


def test_a_number_at_the_end_of_a_sentence_ends_it() -> None:
    assert split_sentences("The circular dates from 2020. The fee is new.") == [
        "The circular dates from 2020.",
        "The fee is new.",
    ]


def test_a_sentence_may_begin_with_a_number_or_a_quotation_mark() -> None:
    assert split_sentences('The term is short. 20 days remain. "Filed" means received.') == [
        "The term is short.",
        "20 days remain.",
        '"Filed" means received.',
    ]


def test_a_closing_quotation_mark_or_bracket_belongs_to_its_sentence() -> None:
    assert split_sentences("It says “file first.” The office agrees. (It always does.) Next.") == [
        "It says “file first.”",
        "The office agrees.",
        "(It always does.)",
        "Next.",
    ]


def test_vietnamese_sentences_are_split() -> None:
    assert split_sentences("Thời hạn là hai năm. Đơn được nộp một lần. Ở đâu? Điều 5 quy định.") == [
        "Thời hạn là hai năm.",
        "Đơn được nộp một lần.",
        "Ở đâu?",
        "Điều 5 quy định.",
    ]


def test_a_title_before_a_vietnamese_name_does_not_end_a_sentence() -> None:
    assert split_sentences("Theo TS. Nguyễn An, thời hạn là hai năm.") == ["Theo TS. Nguyễn An, thời hạn là hai năm."]


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(["art.", "Two", "is", "true.", "Why?", '"So', "it.", "(A)", "5.", "Điều", "U.S.", "\n", "\u00a0", "…"]),
        max_size=20,
    ).map(" ".join)
)
def test_sentences_joined_by_spaces_give_the_text_back(text: str) -> None:
    assert " ".join(split_sentences(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "It is paid once.",
        "This holds for designs.",
        "However the office may refuse.",
        "Otherwise it lapses.",
        "In that case file again.",
        "If not, file again.",
        "The same holds for copies.",
        "And the form is free.",
        "Điều này áp dụng cho kiểu dáng.",
        "Tuy nhiên cơ quan có thể từ chối.",
        "Nếu không, phải nộp lại.",
        "Trong trường hợp đó phải nộp lại.",
        "thời hạn này không được gia hạn.",
    ],
)
def test_a_sentence_that_points_back_leans(sentence: str) -> None:
    assert leans_on_previous(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Italy is a member.",
        "Thistle is a plant.",
        "Sorting is free.",
        "The fee is 50 dollars.",
        "Andorra has no office.",
        "Điều 5 quy định phí.",
        "Phí là 50 đô la.",
        "",
    ],
)
def test_a_sentence_that_names_its_subject_stands_alone(sentence: str) -> None:
    assert not leans_on_previous(sentence)


def test_a_vietnamese_comparison_does_not_lean() -> None:
    assert not leans_on_previous("So với Hoa Kỳ, phí tại Việt Nam thấp hơn.")
