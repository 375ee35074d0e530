"""Pieces from the trie against the library whose tokenizer.json they were made from: the same ids for every text."""

import json
import shutil
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer as Library
from tokenizers import models, normalizers

from indexer.content import Content
from indexer.embedder import OnnxEmbedder
from indexer.entry import section_entries
from indexer.errors import UnusableModel
from indexer.knowledge import read_knowledge
from indexer.model import exported_model, guidance_model
from indexer.model_folder import FILES, MAP, intact, serving_embedder
from indexer.packed_model import packed_file, piece_tokenizer
from indexer.piece_export import write_pieces
from indexer.pieces import END, SPECIAL, PieceTokenizer, pieces_of
from indexer.snapshot import SnapshotStore
from indexer.tokenizer import HubTokenizer, tokenizer_of
from tests.golden.grading import load_practice, load_questions, thread_of

pytestmark = pytest.mark.skipif(
    packed_file() is None, reason="the package of the multilingual model is not made for this machine"
)

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
LENGTHS = (12, 512)
TIED = "hmmm ccccha bbbbdd aaaaaaaaab ...--... vvvàkv 0000000000000"
# The library normalises by an older Unicode than Python: a hundred signs that came later fall out differently.
SETTLED = [
    chr(code)
    for code in range(1, 0x30000)
    if unicodedata.ucd_3_2_0.category(chr(code)) not in ("Cn", "Cs") and unicodedata.category(chr(code)) != "Cn"
]
WORDS = st.text(st.sampled_from("aăâbcdđeêhmnôơuư.-!0 "), max_size=40)
STRANGE = st.text(st.sampled_from(SETTLED), max_size=20)
SPELT = st.sampled_from(
    [*SPECIAL, "<mask>", "＜unk＞", "＜s＞", "▁", "▁▁x", "  ", "\u3000", "\ufeff", "\x1c", "\u200b", "漢字", "😀😀", "ẫ"]
)
ANY_TEXT = st.lists(st.one_of(WORDS, STRANGE, SPELT), max_size=6).map("".join)


class Pair:
    """The library and the pieces of one export, each cut at both lengths."""

    def __init__(self, folder: Path) -> None:
        self.library = {longest: HubTokenizer(folder / "tokenizer.json", longest) for longest in LENGTHS}
        self.pieces = {longest: PieceTokenizer(pieces_of(folder), longest) for longest in LENGTHS}

    def differ(self, text: str) -> bool:
        return any(self.library[longest].ids(text) != self.pieces[longest].ids(text) for longest in LENGTHS)


@pytest.fixture(scope="module")
def model(real_store: SnapshotStore) -> Path:
    return exported_model(guidance_model(), real_store.models)


@pytest.fixture(scope="module")
def pair(model: Path) -> Pair:
    return Pair(model)


@pytest.fixture
def old_store(model: Path, tmp_path: Path) -> SnapshotStore:
    """An index directory whose export was made before there were pieces."""
    store = SnapshotStore(tmp_path / "index")
    folder = store.models / model.name
    folder.mkdir(parents=True)
    for name in (*FILES, MAP, "manifest.json"):
        shutil.copy(model / name, folder / name)
    return store


@settings(max_examples=400, deadline=None)
@given(text=ANY_TEXT)
@example(text=TIED)
@example(text="")
@example(text=" \n ")
@example(text="<s>a</s> <unk>b")
@example(text="a\0b\ufeffc")
@example(text="mould " * 600)
@example(text="x" * 3000)
@example(text="漢😀" * 600)
def test_any_text_gets_the_ids_that_the_library_gives_it(pair: Pair, text: str) -> None:
    assert not pair.differ(text)


def test_the_guidance_gets_the_ids_that_the_library_gives_it(pair: Pair) -> None:
    entries = section_entries(Content.of(read_knowledge(KNOWLEDGE)))
    texts = [f"passage: {row.text}" for entry in entries for row in entry.rows]
    assert len(texts) > 10_000
    assert [text for text in texts[::20] if pair.differ(text)] == []


def test_questions_get_the_ids_that_the_library_gives_them(pair: Pair) -> None:
    texts = [f"query: {text}" for question in (*load_questions(), *load_practice()) for text in thread_of(question)]
    assert len(texts) > 1000
    assert [text for text in texts if pair.differ(text)] == []


def test_a_long_text_is_cut_and_closed(pair: Pair) -> None:
    found = pair.pieces[12].ids("mould " * 50)
    assert (len(found), found[-1]) == (12, END)


def test_an_export_made_before_there_were_pieces_is_served(old_store: SnapshotStore, model: Path) -> None:
    fingerprint = json.loads((model / "config.json").read_text())["fingerprint"]
    old, new = serving_embedder(old_store.models, fingerprint), OnnxEmbedder(model)
    assert (old.query(TIED) == new.query(TIED)).all()


def test_an_export_made_before_there_were_pieces_gets_them_and_is_not_made_again(old_store: SnapshotStore, model: Path) -> None:
    network = old_store.models / model.name / "model.onnx"
    before = (network.stat().st_ino, network.stat().st_mtime_ns)
    folder = exported_model(guidance_model(), old_store.models)
    assert (network.stat().st_ino, network.stat().st_mtime_ns) == before
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in model.iterdir()
    }


def test_an_export_with_pieces_is_one_for_versions_that_know_none(model: Path) -> None:
    assert set(json.loads((model / "manifest.json").read_text())) == {*FILES, MAP}


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 half of one"])
def test_damaged_pieces_make_a_model_unusable(old_store: SnapshotStore, model: Path, content: bytes) -> None:
    folder = old_store.models / model.name
    (folder / pieces_of(model).name).write_bytes(content)
    assert not intact(folder)
    with pytest.raises(UnusableModel, match="cannot be loaded"):
        OnnxEmbedder(folder)


def of_another_make(name: str) -> Library:
    if name == "words":
        return Library(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer: Library = piece_tokenizer([*((piece, 0.0) for piece in SPECIAL), ("▁a", -1.0)])
    if name == "lower case":
        tokenizer.normalizer = normalizers.Lowercase()
    elif name == "bytes":
        tokenizer.model = models.Unigram([(piece, 0.0) for piece in SPECIAL], unk_id=3, byte_fallback=True)
    elif name == "no marks":
        tokenizer.post_processor = None
    return tokenizer


@pytest.mark.parametrize(
    ("name", "written"), [("words", False), ("lower case", False), ("bytes", False), ("no marks", False), ("ours", True)]
)
def test_a_tokenizer_of_another_make_stays_with_its_library(tmp_path: Path, name: str, written: bool) -> None:
    of_another_make(name).save(str(tmp_path / "tokenizer.json"))
    assert write_pieces(tmp_path) is written
    assert (pieces_of(tmp_path) is not None) is written
    assert isinstance(tokenizer_of(tmp_path, 12), PieceTokenizer if written else HubTokenizer)
