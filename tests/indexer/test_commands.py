import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.build import build_knowledge
from indexer.snapshot import SnapshotStore
from tests.fakes.embedder import WordEmbedder

ROOT = Path(__file__).parents[2]
TOOLING = "guides/contracts/contract-tooling.md"
Finished = subprocess.CompletedProcess[str]
Mend = Callable[[str, str, str], None]


def run(tmp_path: Path, *arguments: object) -> Finished:
    environment = {**os.environ, "IPDESK_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "indexer", *map(str, arguments)]
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=30, check=False)


def assert_one_line(finished: Finished, status: int, text: str) -> None:
    assert (finished.returncode, finished.stdout) == (status, "")
    assert finished.stderr.count("\n") == 1
    assert text in finished.stderr
    assert "Traceback" not in finished.stderr


def lines(tmp_path: Path, name: str, *found: str) -> Path:
    path = tmp_path / name
    path.write_text("\n".join(found), encoding="utf-8")
    return path


@pytest.fixture
def index_without_model(knowledge: Path, tmp_path: Path) -> None:
    build_knowledge(knowledge, SnapshotStore(tmp_path / "data" / "index"), WordEmbedder)


def test_check_of_sound_content_succeeds(tmp_path: Path, knowledge: Path) -> None:
    finished = run(tmp_path, "check", "--knowledge", knowledge)
    assert (finished.returncode, finished.stdout) == (0, "")
    assert finished.stderr == "4 guides, 7 sections, 5 sources, 0 checklists, 0 problems\n"


def test_check_lists_what_is_overdue_for_review_and_fails(tmp_path: Path, knowledge: Path, mend: Mend) -> None:
    mend(TOOLING, "as_of: 2026-11-20", "as_of: 2020-01-01")
    finished = run(tmp_path, "check", "--due", "--knowledge", knowledge)
    assert finished.returncode == 1
    assert f"{knowledge}/{TOOLING}:2: review: due since 20" in finished.stdout


def test_check_reports_problems_with_path_and_line_and_fails(tmp_path: Path, knowledge: Path, mend: Mend) -> None:
    mend(TOOLING, "facts: [T3.01]", "facts: []")
    finished = run(tmp_path, "check", "--knowledge", knowledge)
    assert finished.returncode == 1
    assert finished.stdout.startswith(f"{knowledge}/{TOOLING}:16: facts: end the section with")
    assert finished.stdout.count("\n") == 1


def test_check_of_one_file_reports_that_file_alone(tmp_path: Path, knowledge: Path, mend: Mend) -> None:
    mend(TOOLING, "facts: [T3.01]", "facts: []")
    mend("guides/vietnam/vn-old-rules.md", "facts: [T1.09]", "facts: []")
    finished = run(tmp_path, "check", knowledge / TOOLING, "--knowledge", knowledge)
    assert finished.returncode == 1
    assert [line.split(":")[0] for line in finished.stdout.splitlines()] == [f"{knowledge}/{TOOLING}"]


def test_check_of_a_sound_file_succeeds_beside_a_broken_one(tmp_path: Path, knowledge: Path, mend: Mend) -> None:
    mend("guides/vietnam/vn-old-rules.md", "facts: [T1.09]", "facts: []")
    assert run(tmp_path, "check", knowledge / TOOLING, "--knowledge", knowledge).returncode == 0


def test_check_of_a_folder_reports_the_files_in_it(tmp_path: Path, knowledge: Path, mend: Mend) -> None:
    mend("guides/vietnam/vn-old-rules.md", "facts: [T1.09]", "facts: []")
    assert run(tmp_path, "check", knowledge / "guides/vietnam", "--knowledge", knowledge).returncode == 1


def test_check_of_a_file_outside_the_knowledge_folder_is_refused(tmp_path: Path, knowledge: Path) -> None:
    stray = tmp_path / "stray.md"
    shutil.copy(knowledge / TOOLING, stray)
    assert run(tmp_path, "check", stray, "--knowledge", knowledge).returncode != 0


def test_check_without_a_knowledge_folder_says_so(tmp_path: Path) -> None:
    assert_one_line(run(tmp_path, "check"), 1, "has no folder 'guides': give the knowledge folder with --knowledge")


def test_check_of_a_missing_file_is_bad_usage(tmp_path: Path) -> None:
    assert_one_line(run(tmp_path, "check", "nowhere.md"), 2, "nowhere.md")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("frobnicate",), "No such command 'frobnicate'"),
        (("check", "--frobnicate"), "No such option"),
        (("search",), "give a query, or --batch FILE instead"),
        (("search", ""), "the query is empty"),
        (("search", "a", "--k", "0"), "0 is not in the range"),
        (("search", "a", "--route", "astral"), "'astral'"),
        (("search", "--batch", "nowhere.jsonl"), "nowhere.jsonl"),
        (("evaluate",), "Missing option"),
    ],
)
def test_bad_usage_is_one_line_and_status_two(tmp_path: Path, arguments: tuple[str, ...], text: str) -> None:
    assert_one_line(run(tmp_path, *arguments), 2, text)


def test_a_query_and_a_batch_together_are_bad_usage(tmp_path: Path) -> None:
    path = lines(tmp_path, "queries.jsonl", '{"_id": "q", "text": "a"}')
    assert_one_line(run(tmp_path, "search", "a", "--batch", path), 2, "instead")


def test_help_succeeds(tmp_path: Path) -> None:
    finished = run(tmp_path, "--help")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert all(command in finished.stdout for command in ("check", "build", "search", "evaluate"))


def test_search_without_an_index_says_how_to_build_one(tmp_path: Path) -> None:
    assert_one_line(run(tmp_path, "search", "customs"), 1, "run: python -m indexer build")


def test_evaluate_without_an_index_says_how_to_build_one(tmp_path: Path) -> None:
    path = lines(tmp_path, "queries.jsonl", '{"_id": "q", "text": "a"}')
    qrels = lines(tmp_path, "qrels.tsv", "q\ta\t1")
    assert_one_line(run(tmp_path, "evaluate", "--queries", path, "--qrels", qrels), 1, "run: python -m indexer build")


@pytest.mark.usefixtures("index_without_model")
def test_search_without_its_model_says_how_to_get_it(tmp_path: Path) -> None:
    finished = run(tmp_path, "search", "customs")
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "is missing or damaged; run: python -m indexer build" in finished.stderr.splitlines()[-1]
    assert "Traceback" not in finished.stderr


@pytest.mark.usefixtures("index_without_model")
def test_the_reason_why_no_version_serves_is_said_once(tmp_path: Path) -> None:
    assert_one_line(run(tmp_path, "search", "customs"), 1, "is missing or damaged")


@pytest.mark.parametrize("line", ["{", "[]"])
def test_a_bad_line_of_a_collection_is_reported_with_its_number(tmp_path: Path, line: str) -> None:
    path = lines(tmp_path, "corpus.jsonl", '{"_id": "a", "text": "One."}', line)
    assert_one_line(run(tmp_path, "build", "--corpus", path), 1, "corpus.jsonl:2: not a line")


def test_a_build_of_content_with_problems_prints_each_and_fails(tmp_path: Path, knowledge: Path, mend: Mend) -> None:
    mend(TOOLING, "facts: [T3.01]", "facts: []")
    assert_one_line(run(tmp_path, "build", "--knowledge", knowledge), 1, f"{TOOLING}:16: facts: ")
    assert not (tmp_path / "data" / "index" / "versions").exists()


def test_a_build_into_a_place_that_is_a_file_says_so(tmp_path: Path, knowledge: Path) -> None:
    place = lines(tmp_path, "place", "a file")
    assert_one_line(run(tmp_path, "build", "--knowledge", knowledge, "--index", place), 1, f"cannot write the index to {place}")


def test_a_front_matter_that_breaks_the_reader_is_still_one_line(tmp_path: Path, knowledge: Path, mend: Mend) -> None:
    mend(TOOLING, "supersedes: []", "supersedes: []\n? [a]\n: b")
    finished = run(tmp_path, "check", "--knowledge", knowledge)
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
