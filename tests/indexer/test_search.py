import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.build import build_corpus, build_knowledge
from indexer.embedder import Vectors
from indexer.errors import BrokenSnapshot
from indexer.search import Index, Scope, open_index
from indexer.snapshot import SnapshotStore
from tests.fakes.embedder import WordEmbedder

ROOT = Path(__file__).parents[2]
TERM = "vn-customs-recordal#recordal-term"
DOSSIER = "vn-customs-recordal#recordal-dossier"
OLD = "vn-old-rules#old-recordal-term"
US_TERM = "us-customs-recordation#recordation-term"
FEE = "us-customs-recordation#recordation-fee"
OWNERSHIP = "contract-tooling#mould-ownership"
RETURN = "contract-tooling#mould-return"
EVERYTHING = {TERM, DOSSIER, OLD, US_TERM, FEE, OWNERSHIP, RETURN}
ROUTES = ["hybrid", "dense", "lexical"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """One index for all tests here: it never changes."""
    folder = tmp_path_factory.mktemp("search")
    shutil.copytree(ROOT / "tests" / "fixtures" / "knowledge", folder / "knowledge")
    shutil.copytree(ROOT / "knowledge" / "schema", folder / "knowledge" / "schema")
    build_knowledge(folder / "knowledge", SnapshotStore(folder / "index"), WordEmbedder)
    return open_index(SnapshotStore(folder / "index"), lambda *_: WordEmbedder())


def ids(index: Index, query: str, scope: Scope | None = None, route: str = "hybrid", k: int = 10) -> list[str]:
    return [hit.id for hit in index.search(query, k, scope, route=route)]


def places(*codes: str) -> Scope:
    return Scope(jurisdictions=frozenset(codes))


def audiences(*names: str) -> Scope:
    return Scope(audiences=frozenset(names))


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("How long does a customs recordal last in Vietnam?", TERM),
        ("which papers go into the dossier for a customs recordal in Vietnam", DOSSIER),
        ("How much is the CBP recordation fee?", FEE),
        ("who owns a mould that we paid for", OWNERSHIP),
        ("what happens to a mould when the contract ends", RETURN),
    ],
)
def test_the_section_that_answers_comes_first(index: Index, query: str, expected: str, route: str) -> None:
    assert ids(index, query, route=route)[0] == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Ghi nhận hải quan tại Việt Nam có hiệu lực bao lâu?", TERM),
        ("ghi nhan hai quan tai Viet Nam co hieu luc bao lau", TERM),
        ("ho so ghi nhan hai quan gom nhung gi", DOSSIER),
        ("HO SO GIAM SAT HAI QUAN GOM NHUNG GI", DOSSIER),
        ("nha may giu khuon cua minh thi sao", OWNERSHIP),
        ("Phí ghi nhận nhãn hiệu với hải quan Hoa Kỳ là bao nhiêu?", FEE),
    ],
)
def test_vietnamese_is_found_with_and_without_diacritics(index: Index, query: str, expected: str) -> None:
    assert ids(index, query)[0] == expected


def test_a_vietnamese_query_finds_the_vietnamese_entry(index: Index) -> None:
    hit = index.search("ghi nhan hai quan co hieu luc bao lau")[0]
    assert (hit.language, hit.title) == ("vi", "Ghi nhận hải quan tại Việt Nam có hiệu lực bao lâu?")


@pytest.mark.parametrize(
    ("query", "expected"),
    [("recordatoin fee", FEE), ("what happens to a moudl when the contarct ends", RETURN), ("dosier for the recordal", DOSSIER)],
)
def test_a_misspelt_query_finds(index: Index, query: str, expected: str) -> None:
    assert ids(index, query, route="lexical")[0] == expected


def test_a_synonym_of_the_glossary_finds(index: Index) -> None:
    assert ids(index, "filing papers", route="lexical")[0] == DOSSIER


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (places("VN"), {TERM, DOSSIER, OLD}),
        (places("US"), {US_TERM, FEE}),
        (places("VN", "INT"), {TERM, DOSSIER, OLD, OWNERSHIP, RETURN}),
        (audiences("public"), {TERM, DOSSIER, OLD, US_TERM, FEE}),
        (audiences("employees"), {OWNERSHIP, RETURN}),
        (audiences("employees", "public"), EVERYTHING),
        (Scope(frozenset({"INT"}), frozenset({"public"})), set()),
        (places("CN"), set()),
        (places(), set()),
        (audiences(), set()),
        (audiences("strangers"), set()),
    ],
)
def test_nothing_outside_the_scope_is_found(index: Index, scope: Scope, expected: set[str], route: str) -> None:
    for query in ("customs recordal term mould", "who owns a mould that we paid for", "hai quan khuon", "zzzz"):
        assert set(ids(index, query, scope, route)) <= expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [(places("VN"), {TERM, DOSSIER, OLD}), (places("US"), {US_TERM, FEE}), (audiences("employees"), {OWNERSHIP, RETURN})],
)
def test_the_vectors_find_everything_inside_the_scope(index: Index, scope: Scope, expected: set[str]) -> None:
    assert set(ids(index, "customs recordal mould", scope, "dense")) == expected


def test_without_a_scope_everything_can_be_found(index: Index) -> None:
    assert set(ids(index, "customs recordal mould", route="dense")) == EVERYTHING


def test_the_scope_does_not_change_the_order_within_it(index: Index) -> None:
    query = "How long does a customs recordal last in Vietnam?"
    everything = ids(index, query, route="dense")
    assert ids(index, query, places("VN"), "dense") == [hit for hit in everything if hit in {TERM, DOSSIER, OLD}]


def test_an_audience_without_entries_finds_nothing(index: Index) -> None:
    assert index.search("customs recordal", scope=audiences("team-without-guides")) == []


@pytest.mark.parametrize("route", ROUTES)
def test_superseded_guidance_is_put_back(knowledge: Path, store: SnapshotStore, tmp_path: Path, route: str) -> None:
    query = "How long was a customs recordal valid in Vietnam before 2020?"
    build_knowledge(knowledge, store, WordEmbedder)
    path = knowledge / "guides/vietnam/vn-customs-recordal.md"
    path.write_text(path.read_text().replace("supersedes: [vn-old-rules]", "supersedes: []"))
    plain = SnapshotStore(tmp_path / "plain")
    build_knowledge(knowledge, plain, WordEmbedder)
    scores = [
        {hit.id: hit.score for hit in open_index(found, lambda *_: WordEmbedder()).search(query, route=route)}
        for found in (store, plain)
    ]
    assert scores[0][OLD] == pytest.approx(0.75 * scores[1][OLD])
    assert scores[0][TERM] == pytest.approx(scores[1][TERM])


def test_hits_come_best_first_and_one_an_id(index: Index) -> None:
    hits = index.search("customs recordal in Vietnam")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.id for hit in hits}) == len(hits)


@pytest.mark.parametrize("k", [1, 2, 5, 100])
def test_no_more_hits_come_than_wanted(index: Index, k: int) -> None:
    assert len(index.search("customs recordal in Vietnam", k, route="dense")) == min(k, 7)


def test_the_first_hits_do_not_depend_on_how_many_are_wanted(index: Index) -> None:
    assert ids(index, "customs recordal", k=2) == ids(index, "customs recordal", k=7)[:2]


@pytest.mark.parametrize("query", ["zzzz qqqq xxxx", "👍", "   ", "", "??!", "\u202e\u200f", "the of and", "x" * 20_000])
def test_a_query_of_unknown_words_finds_nothing_by_words(index: Index, query: str) -> None:
    assert index.search(query, route="lexical") == []


@pytest.mark.parametrize("query", ["zzzz qqqq xxxx", "👍", "", "كم تدوم العلامة التجارية؟", "\x00", "a" * 20_000])
def test_a_strange_query_breaks_nothing(index: Index, query: str) -> None:
    assert all(0 <= hit.score <= 1 for hit in index.search(query))


def test_a_query_in_another_language_searches_the_english_entries(index: Index) -> None:
    assert {hit.language for hit in index.search("Wie lange ist das customs recordal in Vietnam gültig?")} == {"en"}


def test_the_language_can_be_given(index: Index) -> None:
    assert {hit.language for hit in index.search("customs recordal", language="vi", route="dense")} == {"vi"}


def test_the_same_query_finds_the_same_again(index: Index) -> None:
    assert index.search("customs recordal fee") == index.search("customs recordal fee")


def test_several_threads_may_search_at_once(index: Index) -> None:
    expected = ids(index, "customs recordal fee")
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(ids(index, "customs recordal fee"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_each_statement_of_a_section_has_a_similarity(index: Index) -> None:
    found = index.statement_similarities("renewal request must reach the customs authority 20 days before", TERM, "en")
    assert sorted(found) == [0, 1, 2, 3, 4]
    assert max(found, key=lambda number: found[number]) == 2


def test_an_unknown_section_has_no_similarities(index: Index) -> None:
    assert index.statement_similarities("customs", "no-such#section", "en") == {}


def test_an_unknown_entry_has_no_number(index: Index) -> None:
    with pytest.raises(KeyError):
        index.number_of("no-such#section", "en")


def test_an_index_is_not_opened_with_another_model(knowledge: Path, store: SnapshotStore) -> None:
    build_knowledge(knowledge, store, WordEmbedder)
    with pytest.raises(BrokenSnapshot, match="made with another model"):
        open_index(store, lambda *_: WordEmbedder("other words"))


def collection(tmp_path: Path, store: SnapshotStore, cross_language: bool = False) -> Index:
    path = tmp_path / "corpus.jsonl"
    path.write_text(
        '{"_id": "en1", "title": "Mould", "text": "The mould is returned to the buyer."}\n'
        '{"_id": "en2", "title": "Fee", "text": "The fee for the trademark is due to the office."}\n'
        '{"_id": "vi1", "title": "Khuôn", "text": "Khuôn được trả lại cho bên mua khi hết hợp đồng."}\n'
        '{"_id": "de1", "title": "Form", "text": "Die Form wird dem Käufer nach dem Ende des Vertrages und der Frist gegeben."}\n'
    )
    build_corpus(path, store, lambda: WordEmbedder(cross_language=cross_language))
    return open_index(store, lambda *_: WordEmbedder(cross_language=cross_language))


def test_a_collection_in_several_languages_is_searched_in_all_of_them(tmp_path: Path, store: SnapshotStore) -> None:
    index = collection(tmp_path, store, cross_language=True)
    assert {hit.language for hit in index.search("the mould of the buyer", route="dense")} == {"en", "vi", "other"}


@pytest.mark.parametrize(("query", "expected"), [("is the mould returned", "en1"), ("khuon duoc tra lai", "vi1")])
def test_a_collection_finds_in_the_language_of_the_query(tmp_path: Path, store: SnapshotStore, query: str, expected: str) -> None:
    assert ids(collection(tmp_path, store), query)[0] == expected


def test_entries_without_a_place_are_within_every_place(tmp_path: Path, store: SnapshotStore) -> None:
    assert ids(collection(tmp_path, store), "is the mould returned", places("VN"))[0] == "en1"


class OneHotEmbedder(WordEmbedder):
    """Each text lies at a right angle to every text that does not share its first letter."""

    def query(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, dtype=np.float32)
        vector[ord(text[:1].lower() or "\0") % self.dimension] = 1
        return vector

    def passages(self, texts: Sequence[str], progress: str | None = None) -> Vectors:
        return np.array([self.query(text) for text in texts], dtype=np.float32)


def test_a_query_at_a_right_angle_to_everything_breaks_nothing(tmp_path: Path, store: SnapshotStore) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "a", "text": "alpha is first"}\n{"_id": "b", "text": "beta is next"}\n')
    build_corpus(tmp_path / "corpus.jsonl", store, OneHotEmbedder)
    index = open_index(store, lambda *_: OneHotEmbedder())
    assert [hit.score for hit in index.search("zeta")] in ([], [0.0, 0.0])


def test_the_syllables_of_vietnamese_are_counted_for_the_first_question_that_needs_them(
    knowledge: Path, store: SnapshotStore
) -> None:
    build_knowledge(knowledge, store, WordEmbedder)
    index = open_index(store, lambda *_: WordEmbedder())
    index.search("Who owns the mould?")
    assert "_diacritics" not in vars(index)
    index.search("khuôn thuộc về ai")
    assert "_diacritics" in vars(index)
