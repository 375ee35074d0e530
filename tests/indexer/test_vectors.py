from pathlib import Path

import numpy as np
import pytest

from indexer.embedder import Vectors
from indexer.errors import BrokenSnapshot
from indexer.vectors import FLAT_LIMIT, VectorIndex


def unit_vectors(rows: int, dimension: int) -> Vectors:
    found = np.random.default_rng(7).standard_normal((rows, dimension)).astype(np.float32)
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def vectors() -> Vectors:
    return unit_vectors(50, 8)


@pytest.fixture(scope="module")
def graph() -> tuple[VectorIndex, Vectors]:
    vectors = unit_vectors(FLAT_LIMIT + 1, 4)
    return VectorIndex.build(vectors), vectors


def test_a_small_index_is_exact(vectors: Vectors) -> None:
    index = VectorIndex.build(vectors)
    rows, similarities = index.nearest(vectors[3], 5)
    exact = vectors @ vectors[3]
    assert (index.kind, index.count) == ("flat", 50)
    assert rows.tolist() == np.argsort(-exact)[:5].tolist()
    assert similarities == pytest.approx(np.sort(exact)[::-1][:5], abs=1e-6)


def test_only_allowed_rows_are_found(vectors: Vectors) -> None:
    rows, _ = VectorIndex.build(vectors).nearest(vectors[3], 50, np.array([7, 9, 11]))
    assert sorted(rows.tolist()) == [7, 9, 11]


def test_the_allowed_rows_come_best_first(vectors: Vectors) -> None:
    allowed = np.array([2, 3, 4, 5])
    rows, similarities = VectorIndex.build(vectors).nearest(vectors[3], 4, allowed)
    assert rows[0] == 3
    assert similarities.tolist() == sorted(similarities.tolist(), reverse=True)


def test_nothing_is_found_when_nothing_is_allowed(vectors: Vectors) -> None:
    rows, similarities = VectorIndex.build(vectors).nearest(vectors[3], 5, np.empty(0, np.int64))
    assert (len(rows), len(similarities)) == (0, 0)


def test_no_more_rows_are_found_than_there_are(vectors: Vectors) -> None:
    assert len(VectorIndex.build(vectors).nearest(vectors[3], 1000)[0]) == 50


@pytest.mark.parametrize("count", [0, -1])
def test_nothing_is_found_when_nothing_is_wanted(vectors: Vectors, count: int) -> None:
    assert len(VectorIndex.build(vectors).nearest(vectors[3], count)[0]) == 0


def test_an_empty_index_finds_nothing() -> None:
    index = VectorIndex.build(np.zeros((0, 8), dtype=np.float32))
    assert (index.count, len(index.nearest(np.ones(8, np.float32), 3)[0])) == (0, 0)


def test_the_similarity_of_given_rows_is_their_cosine(vectors: Vectors) -> None:
    found = VectorIndex.build(vectors).similarities(vectors[0], np.array([4, 0, 2]))
    assert found == pytest.approx(vectors[[4, 0, 2]] @ vectors[0], abs=1e-6)


def test_no_rows_have_no_similarities(vectors: Vectors) -> None:
    assert len(VectorIndex.build(vectors).similarities(vectors[0], np.empty(0, np.int64))) == 0


def test_a_saved_index_is_the_same_when_loaded(vectors: Vectors, tmp_path: Path) -> None:
    index = VectorIndex.build(vectors)
    index.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")
    assert (loaded.kind, loaded.count) == ("flat", 50)
    assert (loaded.reconstruct(np.arange(50)) == vectors).all()


@pytest.mark.parametrize("content", [b"", b"no index", bytes(500)])
def test_a_file_that_is_no_index_is_broken(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vectors.faiss"
    path.write_bytes(content)
    with pytest.raises(BrokenSnapshot, match=r"vectors\.faiss is no vector index"):
        VectorIndex.load(path)


def test_a_missing_file_is_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenSnapshot):
        VectorIndex.load(tmp_path / "vectors.faiss")


def test_an_index_at_the_limit_is_still_exact() -> None:
    assert VectorIndex.build(unit_vectors(FLAT_LIMIT, 4)).kind == "flat"


def test_an_index_above_the_limit_is_a_graph(graph: tuple[VectorIndex, Vectors]) -> None:
    assert (graph[0].kind, graph[0].count) == ("graph", FLAT_LIMIT + 1)


def test_a_graph_finds_near_rows(graph: tuple[VectorIndex, Vectors]) -> None:
    index, vectors = graph
    for row in (5, 500, FLAT_LIMIT):
        found, _ = index.nearest(vectors[row], 10)
        assert float(np.max(vectors[found] @ vectors[row])) > 0.99


def test_a_graph_finds_only_allowed_rows(graph: tuple[VectorIndex, Vectors]) -> None:
    index, vectors = graph
    allowed = np.arange(0, FLAT_LIMIT, 7)
    found, _ = index.nearest(vectors[5], 20, allowed)
    assert len(found) == 20
    assert set(found.tolist()) <= set(allowed.tolist())


def test_a_graph_finds_the_few_rows_that_are_allowed(graph: tuple[VectorIndex, Vectors]) -> None:
    index, vectors = graph
    found, _ = index.nearest(vectors[5], 3, np.array([10, 20_000, 40_000]))
    assert sorted(found.tolist()) == [10, 20_000, 40_000]


def test_a_saved_graph_is_a_graph_when_loaded(graph: tuple[VectorIndex, Vectors], tmp_path: Path) -> None:
    index, vectors = graph
    index.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")
    assert loaded.kind == "graph"
    assert loaded.nearest(vectors[5], 10)[0].tolist() == index.nearest(vectors[5], 10)[0].tolist()


@pytest.fixture(scope="module")
def lists() -> tuple[VectorIndex, Vectors]:
    """What a collection above the second limit gets; the limit is lowered, so that the test need not have 400,000 rows."""
    vectors = unit_vectors(FLAT_LIMIT + 1, 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.vectors.GRAPH_LIMIT", FLAT_LIMIT)
        return VectorIndex.build(vectors), vectors


def test_an_index_above_the_second_limit_is_made_of_lists(lists: tuple[VectorIndex, Vectors], tmp_path: Path) -> None:
    lists[0].save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")
    assert (loaded.kind, loaded.count) == ("lists", FLAT_LIMIT + 1)
    assert loaded.nearest(lists[1][5], 10)[0].tolist() == lists[0].nearest(lists[1][5], 10)[0].tolist()


def test_lists_find_near_rows(lists: tuple[VectorIndex, Vectors]) -> None:
    index, vectors = lists
    for row in (5, 500, FLAT_LIMIT):
        found, _ = index.nearest(vectors[row], 10)
        assert float(np.max(vectors[found] @ vectors[row])) > 0.99


@pytest.mark.parametrize("step", [1, 7, 20_000])
def test_lists_find_only_allowed_rows(lists: tuple[VectorIndex, Vectors], step: int) -> None:
    index, vectors = lists
    allowed = np.arange(0, FLAT_LIMIT, step)
    found, _ = index.nearest(vectors[5], 20, allowed)
    assert len(found) == min(20, len(allowed))
    assert set(found.tolist()) <= set(allowed.tolist())
