from pathlib import Path

import bm25s
import numpy as np
import pytest

from indexer.errors import BrokenSnapshot
from indexer.lexical import LexicalIndex

DOCUMENTS = [
    ["trademark", "recordal", "custom"],
    ["trademark", "trademark", "fee"],
    ["mould", "returned", "supplier", "§mould"],
    [],
]


@pytest.fixture
def lexical() -> LexicalIndex:
    return LexicalIndex.build(DOCUMENTS, np.array([3, 5, 8, 9]))


def test_the_document_with_the_term_scores_best(lexical: LexicalIndex) -> None:
    assert int(np.argmax(lexical.scores(["mould"]))) == 2


def test_a_document_without_the_terms_scores_nothing(lexical: LexicalIndex) -> None:
    assert lexical.scores(["mould", "fee"])[0] == 0


def test_a_repeated_term_weighs_more(lexical: LexicalIndex) -> None:
    once, twice = lexical.scores(["trademark"])[:2]
    assert twice > once > 0


def test_a_rare_term_weighs_more_than_a_common_one(lexical: LexicalIndex) -> None:
    assert lexical.weight("fee") > lexical.weight("trademark")


def test_an_unknown_term_is_the_rarest(lexical: LexicalIndex) -> None:
    assert lexical.weight("licence") == lexical.unknown_weight > lexical.weight("fee")


def test_unknown_terms_score_nothing(lexical: LexicalIndex) -> None:
    assert lexical.scores(["licence", "royalty"]).tolist() == [0, 0, 0, 0]


def test_no_terms_score_nothing(lexical: LexicalIndex) -> None:
    assert lexical.scores([]).tolist() == [0, 0, 0, 0]


def test_a_concept_scores_like_a_term(lexical: LexicalIndex) -> None:
    assert int(np.argmax(lexical.scores(["§mould"]))) == 2


def test_a_known_term_stays_as_it_is(lexical: LexicalIndex) -> None:
    assert lexical.known("recordal") == "recordal"


@pytest.mark.parametrize("typo", ["trademrak", "tradmark", "trademarkk", "tradwmark", "trdemark"])
def test_a_misspelt_term_is_led_to_the_nearest_known_one(lexical: LexicalIndex, typo: str) -> None:
    assert lexical.known(typo) == "trademark"


@pytest.mark.parametrize("term", ["mole", "rademark", "xyzabc", "trdmrk", "mou", "§moulds", "2020"])
def test_a_term_that_is_too_far_or_too_short_or_no_word_is_unknown(lexical: LexicalIndex, term: str) -> None:
    assert lexical.known(term) is None


def test_a_saved_index_is_the_same_when_loaded(lexical: LexicalIndex, tmp_path: Path) -> None:
    lexical.save(tmp_path / "lexical-en")
    loaded = LexicalIndex.load(tmp_path / "lexical-en")
    assert loaded.entries.tolist() == [3, 5, 8, 9]
    assert loaded.rarity == lexical.rarity
    for terms in (["trademark"], ["mould", "fee"], ["§mould"]):
        assert loaded.scores(terms).tolist() == lexical.scores(terms).tolist()


def test_a_saved_index_holds_no_pickle(lexical: LexicalIndex, tmp_path: Path) -> None:
    lexical.save(tmp_path / "lexical-en")
    assert {path.suffix for path in (tmp_path / "lexical-en").iterdir()} <= {".json", ".npy"}


@pytest.mark.parametrize("name", ["rarity.json", "entries.npy", "starts.npy", "documents.npy", "scores.npy"])
def test_a_saved_index_without_one_of_its_files_is_broken(lexical: LexicalIndex, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "lexical-en"
    lexical.save(folder)
    (folder / name).unlink()
    with pytest.raises(BrokenSnapshot, match="lexical-en is no lexical index"):
        LexicalIndex.load(folder)


def test_postings_that_do_not_fit_the_terms_are_broken(lexical: LexicalIndex, tmp_path: Path) -> None:
    lexical.save(tmp_path / "lexical-en")
    (tmp_path / "lexical-en" / "rarity.json").write_text('{"mould": 1.0}')
    with pytest.raises(BrokenSnapshot, match="do not belong together"):
        LexicalIndex.load(tmp_path / "lexical-en")


@pytest.mark.parametrize("terms", [["trademark"], ["fee", "mould"], ["mould", "trademark", "mould"], ["custom", "§mould", "x"]])
def test_the_scores_are_those_of_bm25s(lexical: LexicalIndex, terms: list[str]) -> None:
    engine = bm25s.BM25(k1=1.2, b=0.6)
    engine.index([document or ["∅"] for document in DOCUMENTS], show_progress=False)
    known = [term for term in terms if term in lexical.rarity]
    assert lexical.scores(terms).tolist() == engine.get_scores(known).tolist()


def test_a_folder_that_is_no_index_is_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenSnapshot):
        LexicalIndex.load(tmp_path)


def test_documents_without_any_term_can_be_indexed() -> None:
    assert LexicalIndex.build([[], []], np.array([0, 1])).scores(["trademark"]).tolist() == [0, 0]
