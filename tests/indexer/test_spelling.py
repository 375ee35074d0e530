"""Misspelt English is mended by a dictionary and by what the guidance writes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.build import build_knowledge
from indexer.errors import BrokenSnapshot
from indexer.search import open_index
from indexer.snapshot import SnapshotStore
from indexer.spelling import Spelling, load_dictionary, save_dictionary
from tests.fakes.embedder import WordEmbedder

REAL = {"alloys", "catalogues", "shells", "design", "signed"}
WRITTEN = [
    "An industrial design is registered. The design of a part. Who owns the design?",
    "Customs allows and allows and allows it. The seller sells, sells, sells.",
    "A trademark, a trademark, a trademark in Vietnam, Vietnam, Vietnam.",
    "Industrial, industrial, industrial property; the label, the label, a label; a catalogue, catalogue, catalogue.",
    "A slip stands once: recieve.",
]
SPELLING = Spelling(REAL, WRITTEN, ["a desing, a desing, a desing"], ["Nhà máy ở Thuận An, khuôn mẫu", "Binh Thuan"])


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("how long does a desgin last", "how long does a design last"),
        ("DESGIN?", "design?"),
        ("industrail desing in Vitnam", "industrial design in vietnam"),
        ("which lable did they get", "which label did they get"),
        ("tradmark", "trademark"),
    ],
)
def test_a_misspelt_word_becomes_the_one_that_the_guidance_writes(typed: str, mended: str) -> None:
    assert SPELLING.mended(typed) == mended


@pytest.mark.parametrize(
    "text",
    [
        "alloys and shells",  # real words, though near to others
        "catalogs",  # another form of a known word
        "a plant in Thuan An",  # a word of another language
        "see desgin.pdf or desgin@example.com or https://example.com/desgin",
        "X-desgin Desgin2",
        "lable1",
        "abel",  # too short
        "bilge tacho",  # nothing near
        "recieved",  # the guidance has its neighbour but once
        "we wouldnt localise or customise it",
        "Does Desigo own it, or Stihl, Sells?",  # names
        "www.example.com/?lable=x",
        "",
    ],
)
def test_names_addresses_and_words_that_are_none_of_its_business_stay(text: str) -> None:
    assert SPELLING.mended(text) == text


def test_the_more_usual_of_two_near_words_is_meant() -> None:
    known = Spelling(set(), ["stock stock stock", "stack stack stack stack"])
    assert known.mended("stuck") == "stack"


@given(st.text(alphabet="aeiou bcdst.@/?é-", max_size=80))
def test_only_words_change_and_a_second_reading_changes_nothing(text: str) -> None:
    mended = SPELLING.mended(text)
    assert len(mended.split()) == len(text.split())
    assert SPELLING.mended(mended) == mended


def test_the_dictionary_of_an_index_holds_everyday_english(tmp_path: Path) -> None:
    save_dictionary(tmp_path)
    words = load_dictionary(tmp_path)
    assert all(word in words for word in ("bottle", "alloys", "whether", "weather"))
    assert not any(word in words for word in ("desgin", "tradmark", "comapny"))


def test_a_missing_or_broken_dictionary_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenSnapshot, match=r"english\.marisa"):
        load_dictionary(tmp_path)
    (tmp_path / "english.marisa").write_bytes(b"nothing of the kind")
    with pytest.raises(BrokenSnapshot, match=r"english\.marisa"):
        load_dictionary(tmp_path)


def test_an_index_mends_short_english_messages_alone(knowledge: Path, store: SnapshotStore) -> None:
    build_knowledge(knowledge, store, WordEmbedder)
    index = open_index(store, lambda *_: WordEmbedder())
    assert index.well_spelt("Thời hạn recodation là bao lâu?") == "Thời hạn recodation là bao lâu?"
    assert index.well_spelt("how long is it valid?") == "how long is it valid?"
    assert "_spelling" not in vars(index)
    assert index.well_spelt("how long is the recodation valid") == "how long is the recordation valid"
    long = "how long is the recodation valid? " * 100
    assert index.well_spelt(long) == long
