import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.text import Glossary, fold, stem, terms, words

NONE = Glossary([])
CONCEPTS = Glossary(
    [
        {"id": "mark", "en": ["mark"], "vi": ["nhãn"]},
        {"id": "trade-mark", "en": ["trade mark", "trademark"], "vi": ["nhãn hiệu"]},
        {"id": "trade-mark-office", "en": ["trade mark office"], "vi": ["cục nhãn hiệu"]},
    ]
)


def found(text: str, language: str) -> list[tuple[str, int, int]]:
    return CONCEPTS.concepts(words(fold(text)), language)


def test_folding_takes_case_and_diacritics_away() -> None:
    assert fold("Nhãn HIỆU Đăng ký ĐƯỢC") == "nhan hieu dang ky duoc"


def test_folding_does_not_depend_on_how_letters_are_composed() -> None:
    assert fold(unicodedata.normalize("NFD", "Đăng ký nhãn hiệu")) == fold("Đăng ký nhãn hiệu")


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_keep_decimals() -> None:
    assert words("The rate is 1.5% (or 10,000 VND)?") == ["The", "rate", "is", "1.5", "or", "10,000", "VND"]


def test_a_legal_number_is_split_at_its_slashes() -> None:
    assert words("13/2020/TT-BTC") == ["13", "2020", "TT", "BTC"]


def test_inflected_words_have_one_stem() -> None:
    assert {stem(word) for word in ("renew", "renews", "renewed", "renewing")} == {"renew"}


def test_a_possessive_has_the_terms_of_its_word() -> None:
    assert terms("supplier's mould", "en", NONE) == terms("supplier’s mould", "en", NONE) == terms("supplier mould", "en", NONE)


def test_a_short_form_leaves_no_term_behind() -> None:
    assert terms("isn't, don't, we've, I'm", "en", NONE) == []


def test_english_terms_are_stems_without_stop_words() -> None:
    assert terms("How long do the recordals last?", "en", NONE) == ["long", "record", "last"]


def test_vietnamese_terms_are_syllables_and_their_pairs() -> None:
    assert terms("nhãn hiệu mới", "vi", NONE) == ["nhan", "hieu", "moi", "nhan_hieu", "hieu_moi"]


def test_vietnamese_terms_are_the_same_without_diacritics() -> None:
    assert terms("Gia hạn nhãn hiệu ở đâu", "vi", CONCEPTS) == terms("gia han nhan hieu o dau", "vi", CONCEPTS)


def test_a_concept_is_a_term_of_its_own() -> None:
    assert "§trade-mark" in terms("our trademarks", "en", CONCEPTS)


def test_the_languages_share_the_concepts() -> None:
    english, vietnamese = terms("trademark", "en", CONCEPTS), terms("nhãn hiệu", "vi", CONCEPTS)
    assert set(english) & set(vietnamese) == {"§trade-mark"}


def test_the_longest_term_of_the_glossary_wins() -> None:
    assert found("the trade mark office", "en") == [("trade-mark-office", 1, 4)]


def test_a_shorter_term_is_found_where_the_longer_one_ends_early() -> None:
    assert found("trade mark offer of a mark", "en") == [("trade-mark", 0, 2), ("mark", 5, 6)]


def test_terms_of_the_glossary_do_not_overlap() -> None:
    assert found("trade mark mark trade", "en") == [("trade-mark", 0, 2), ("mark", 2, 3)]


def test_english_terms_of_the_glossary_are_found_when_inflected() -> None:
    assert found("two trademarks", "en") == [("trade-mark", 1, 2)]


def test_terms_of_the_glossary_are_found_without_diacritics() -> None:
    assert found("cuc nhan hieu", "vi") == [("trade-mark-office", 0, 3)]


def test_a_term_of_the_other_language_is_not_found() -> None:
    assert found("nhãn hiệu", "en") == []


def test_the_first_form_of_a_concept_is_the_one_to_show() -> None:
    assert CONCEPTS.display["trade-mark"] == {"en": "trade mark", "vi": "nhãn hiệu"}


def test_no_words_hold_no_concepts() -> None:
    assert found("", "en") == []
