import math
from pathlib import Path

import pytest

from indexer.errors import ContentProblem
from indexer.evaluate import evaluate, read_judgements


def measured(ids: list[str], wanted: dict[str, float]) -> dict[str, float]:
    return evaluate({"q": ids}, {"q": wanted})


def test_the_only_right_entry_on_top_is_perfect() -> None:
    assert measured(["a", "b"], {"a": 1}) == {"nDCG@10": 1.0, "Recall@5": 1.0, "MRR@10": 1.0, "queries": 1}


def test_the_only_right_entry_in_third_place() -> None:
    found = measured(["x", "y", "a"], {"a": 1})
    assert found == pytest.approx({"nDCG@10": 0.5, "Recall@5": 1.0, "MRR@10": 1 / 3, "queries": 1})


def test_graded_entries_in_a_mixed_order() -> None:
    # gains 1, 0, 3 at ranks 1, 2, 3: 1 + 3/2 = 2.5; at best 3 + 1/log2(3)
    found = measured(["b", "x", "a"], {"a": 3, "b": 1})
    assert found["nDCG@10"] == pytest.approx(2.5 / (3 + 1 / math.log2(3)))


def test_recall_counts_only_the_first_five() -> None:
    found = measured(["a", "x", "x2", "x3", "b", "c"], {"a": 1, "b": 1, "c": 1, "d": 1})
    assert found["Recall@5"] == pytest.approx(0.5)


def test_an_entry_in_sixth_place_is_not_recalled_but_gains() -> None:
    found = measured(["1", "2", "3", "4", "5", "a"], {"a": 1})
    assert found == pytest.approx({"nDCG@10": 1 / math.log2(7), "Recall@5": 0.0, "MRR@10": 1 / 6, "queries": 1})


def test_an_entry_in_eleventh_place_counts_nowhere() -> None:
    found = measured([str(n) for n in range(10)] + ["a"], {"a": 1})
    assert found == {"nDCG@10": 0.0, "Recall@5": 0.0, "MRR@10": 0.0, "queries": 1}


def test_the_best_possible_gain_counts_ten_entries() -> None:
    wanted = {str(n): 1.0 for n in range(15)}
    assert measured([str(n) for n in range(10)], wanted)["nDCG@10"] == pytest.approx(1.0)


def test_a_judged_query_without_a_ranking_counts_as_nothing_found() -> None:
    found = evaluate({"q": ["a"]}, {"q": {"a": 1}, "r": {"b": 1}})
    assert found == {"nDCG@10": 0.5, "Recall@5": 0.5, "MRR@10": 0.5, "queries": 2}


def test_a_query_with_nothing_right_is_not_counted() -> None:
    assert evaluate({"q": ["a"], "r": ["b"]}, {"q": {"a": 1}, "r": {"b": 0}})["queries"] == 1


def test_no_judgements_measure_nothing() -> None:
    assert evaluate({"q": ["a"]}, {}) == {"nDCG@10": 0.0, "Recall@5": 0.0, "MRR@10": 0.0, "queries": 0}


def judgements(tmp_path: Path, text: str) -> dict[str, dict[str, float]]:
    path = tmp_path / "qrels.tsv"
    path.write_text(text, encoding="utf-8")
    return read_judgements(path)


def test_judgements_with_a_heading_are_read(tmp_path: Path) -> None:
    assert judgements(tmp_path, "query-id\tcorpus-id\tscore\nq\ta\t1\nq\tb\t0\n") == {"q": {"a": 1.0, "b": 0.0}}


def test_judgements_without_a_heading_are_read(tmp_path: Path) -> None:
    assert judgements(tmp_path, "q\ta\t2\n\nr\tb\t1\n") == {"q": {"a": 2.0}, "r": {"b": 1.0}}


def test_judgements_in_four_columns_are_read(tmp_path: Path) -> None:
    assert judgements(tmp_path, "q 0 a 1\n") == {"q": {"a": 1.0}}


@pytest.mark.parametrize("line", ["q\ta", "q\ta\tb\tc\td", "q\ta\tgood"])
def test_a_bad_line_of_judgements_is_reported_with_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(ContentProblem, match=r"qrels\.tsv:2: "):
        judgements(tmp_path, f"q\ta\t1\n{line}\n")


def test_judgements_that_are_no_text_are_reported(tmp_path: Path) -> None:
    (tmp_path / "qrels").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ContentProblem, match="cannot be read"):
        read_judgements(tmp_path / "qrels")
