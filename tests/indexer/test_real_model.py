"""The commands with the real embedding model, which is exported and used for one build that all tests here share."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.embedder import OnnxEmbedder
from indexer.errors import UnusableModel
from indexer.model import MIN_MEAN_PARITY, MIN_PARITY, exported_model, guidance_model
from indexer.model_folder import serving_embedder
from indexer.pieces import pieces_of
from indexer.search import open_index
from indexer.snapshot import SnapshotStore, read_manifest
from tests.denied_network import DeniedNetwork

ROOT = Path(__file__).parents[2]
QUESTION = "How long does a customs recordal last in Vietnam?"
TEXTS = [
    QUESTION,
    "who owns the mold",
    "Ghi nhận hải quan có hiệu lực bao lâu?",
    "nha may giu khuon cua minh thi sao",
    "The supplier returns each mould within 30 days after the supply contract ends.",
    "A trademark recordation costs 190 dollars for each class of goods. " * 40,
    "x",
    "§ 133.3 — 190 USD / 4.500.000 ₫",
]
SCRIPT = """
import json, os, sys, tempfile, warnings
warnings.simplefilter("ignore")
import numpy as np
from pathlib import Path
from sentence_transformers import SentenceTransformer
from indexer.embedder import OnnxEmbedder
texts = json.loads(sys.argv[3])
from indexer.packed_model import packed_file, unpack
from indexer.tuning import SHIPPED
with tempfile.TemporaryDirectory() as origin:
    unpack(packed_file(), Path(origin), SHIPPED)
    reference = SentenceTransformer(origin, device="cpu")
wanted = reference.encode(texts, prompt_name="passage", normalize_embeddings=True, show_progress_bar=False)
found = OnnxEmbedder(Path(sys.argv[1])).passages(texts)
aside = Path(sys.argv[2] + ".part")
aside.write_text(json.dumps(np.sum(wanted * found, axis=1).tolist()))
os.replace(aside, sys.argv[2])
"""


@dataclass(frozen=True)
class Built:
    data: Path
    report: str
    cosines: Path

    @property
    def store(self) -> SnapshotStore:
        return SnapshotStore(self.data / "index")

    @property
    def model(self) -> Path:
        (folder,) = (path for path in self.store.models.iterdir() if not path.name.startswith("."))
        return folder


def network_of(data: Path) -> DeniedNetwork:
    return DeniedNetwork.within(data.parent / "network")


def environment_for(data: Path) -> dict[str, str]:
    return network_of(data).environment(ROOT) | {"IPDESK_DATA_DIR": str(data)}


def run(data: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    environment = environment_for(data)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def indexer(data: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return run(data, "-m", "indexer", *arguments)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The shared build; the original model runs beside the tests, which takes a while, and writes to `cosines`."""
    folder = tmp_path_factory.mktemp("real")
    shutil.copytree(ROOT / "tests" / "fixtures" / "knowledge", folder / "knowledge")
    shutil.copytree(ROOT / "knowledge" / "schema", folder / "knowledge" / "schema")
    finished = indexer(folder / "data", "build", "--knowledge", folder / "knowledge")
    assert (finished.returncode, finished.stdout) == (0, ""), finished.stderr
    found = Built(folder / "data", finished.stderr, folder / "cosines.json")
    command = [sys.executable, "-c", SCRIPT, str(found.model), str(found.cosines), json.dumps(TEXTS)]
    with subprocess.Popen(command, cwd=ROOT, env=environment_for(found.data), stderr=subprocess.PIPE) as process:
        yield found
        process.kill()


@pytest.fixture
def copied(built: Built, tmp_path: Path) -> Built:
    """A copy of the built index that a test may damage."""
    shutil.copytree(built.data, tmp_path / "data")
    return Built(tmp_path / "data", built.report, built.cosines)


def test_a_build_reports_what_it_did(built: Built) -> None:
    assert built.report.splitlines()[-1].endswith(": 14 entries, 79 rows, 79 embedded")


def test_a_build_prints_no_notes_of_its_libraries(built: Built) -> None:
    assert len(built.report.splitlines()) == 1, built.report


def test_building_and_exporting_the_model_tries_to_reach_nothing(built: Built) -> None:
    again = indexer(built.data, "build", "--knowledge", built.data.parent / "knowledge")
    assert again.stderr.endswith(" 0 embedded\n")
    assert network_of(built.data).attempts == []


def test_the_export_holds_only_what_serving_needs(built: Built) -> None:
    assert {path.name for path in built.model.iterdir()} == {
        "config.json",
        "manifest.json",
        "map.npy",
        "model.onnx",
        pieces_of(built.model).name,
        "tokenizer.json",
    }


def test_nothing_of_the_export_is_left_beside_the_model(built: Built) -> None:
    assert [path.name for path in built.store.models.iterdir()] == [built.model.name]


def test_a_vector_depends_on_its_own_text_alone(built: Built) -> None:
    embedder = OnnxEmbedder(built.model)
    together = embedder.passages(TEXTS)
    for number, text in enumerate(TEXTS):
        assert (together[number] == embedder.passages([text])[0]).all()


def test_an_exported_model_is_not_exported_again(built: Built) -> None:
    before = (built.model / "model.onnx").stat().st_mtime_ns
    assert exported_model(guidance_model(), built.store.models) == built.model
    assert (built.model / "model.onnx").stat().st_mtime_ns == before


def test_serving_imports_neither_torch_nor_sentence_transformers_nor_the_tokenizers_library(built: Built) -> None:
    code = (
        "import sys, pathlib; from indexer.search import open_index; from indexer.snapshot import SnapshotStore\n"
        f"found = open_index(SnapshotStore(pathlib.Path(sys.argv[1]))).search({QUESTION!r})\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'onnx', 'tokenizers'} & set(sys.modules)\n"
        "print(found[0].id, sorted(heavy))"
    )
    finished = run(built.data, "-c", code, built.store.root)
    assert finished.stdout == "vn-customs-recordal#recordal-term []\n", finished.stderr


def test_search_prints_the_best_hits(built: Built) -> None:
    finished = indexer(built.data, "search", QUESTION, "--k", 2)
    assert (finished.returncode, finished.stderr) == (0, "")
    first, second = finished.stdout.splitlines()
    assert first.split("  ")[1:] == ["vn-customs-recordal#recordal-term", QUESTION]
    assert float(first.split()[0]) >= float(second.split()[0])


def test_search_prints_json_lines(built: Built) -> None:
    finished = indexer(built.data, "search", "khuôn thuộc về ai", "--json", "--k", 1, "--audience", "employees")
    (hit,) = (json.loads(line) for line in finished.stdout.splitlines())
    assert (hit["id"], hit["jurisdiction"]) == ("contract-tooling#mould-ownership", "INT")


def test_search_keeps_to_the_scope(built: Built) -> None:
    finished = indexer(built.data, "search", QUESTION, "--jurisdiction", "US", "--audience", "public", "--json")
    assert {json.loads(line)["jurisdiction"] for line in finished.stdout.splitlines()} == {"US"}


def test_search_outside_of_everything_prints_nothing_and_succeeds(built: Built) -> None:
    finished = indexer(built.data, "search", QUESTION, "--audience", "strangers")
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")


def test_search_answers_each_line_of_a_file(built: Built, tmp_path: Path) -> None:
    batch = tmp_path / "queries.jsonl"
    batch.write_text('{"_id": "q1", "text": "who owns the mold"}\n\n{"_id": "q2", "text": "CBP recordation fee"}\n')
    found = [json.loads(line) for line in indexer(built.data, "search", "--batch", batch).stdout.splitlines()]
    assert [(line["_id"], line["hits"][0]["id"]) for line in found] == [
        ("q1", "contract-tooling#mould-ownership"),
        ("q2", "us-customs-recordation#recordation-fee"),
    ]


def test_a_bad_line_of_a_batch_is_reported_with_its_number(built: Built, tmp_path: Path) -> None:
    batch = tmp_path / "queries.jsonl"
    batch.write_text('{"_id": "q1", "text": "who owns the mold"}\n{"_id": "q2"}\n')
    finished = indexer(built.data, "search", "--batch", batch)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith(f"{batch}:2: not a line")
    assert finished.stderr.count("\n") == 1


def test_a_line_separator_inside_a_query_does_not_end_the_line(built: Built, tmp_path: Path) -> None:
    batch = tmp_path / "queries.jsonl"
    batch.write_text('{"_id": "q1", "text": "who owns\u2028the mold"}\n', encoding="utf-8")
    assert indexer(built.data, "search", "--batch", batch).returncode == 0


def test_evaluate_prints_the_measures(built: Built, tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "who owns the mold"}\n{"_id": "q9", "text": "unjudged"}\n')
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tcontract-tooling#mould-ownership\t1\n")
    finished = indexer(built.data, "evaluate", "--queries", tmp_path / "queries.jsonl", "--qrels", tmp_path / "qrels.tsv")
    assert finished.returncode == 0
    assert json.loads(finished.stdout) == {"nDCG@10": 1.0, "Recall@5": 1.0, "MRR@10": 1.0, "queries": 1}


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "pieces-*.npz", "config.json", "manifest.json"])
def test_a_flipped_bit_in_the_model_is_refused(copied: Built, name: str) -> None:
    (path,) = copied.model.glob(name)
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    fingerprint = read_manifest(copied.store.folder(str(copied.store.current()))).model
    with pytest.raises(UnusableModel, match="is missing or damaged"):
        serving_embedder(copied.store.models, fingerprint)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json", "manifest.json"])
def test_a_missing_file_of_the_model_is_refused(copied: Built, name: str) -> None:
    (copied.model / name).unlink()
    fingerprint = read_manifest(copied.store.folder(str(copied.store.current()))).model
    with pytest.raises(UnusableModel, match="is missing or damaged"):
        serving_embedder(copied.store.models, fingerprint)


@pytest.mark.parametrize("text", ["{}", "[]", '{"model.onnx": "0"}'])
def test_a_model_with_an_emptied_manifest_is_refused(copied: Built, text: str) -> None:
    (copied.model / "manifest.json").write_text(text)
    fingerprint = read_manifest(copied.store.folder(str(copied.store.current()))).model
    with pytest.raises(UnusableModel, match="is missing or damaged"):
        serving_embedder(copied.store.models, fingerprint)


def test_a_damaged_model_is_refused_by_search_with_a_plain_line(copied: Built) -> None:
    with (copied.model / "model.onnx").open("r+b") as file:
        file.truncate(1000)
    finished = indexer(copied.data, "search", QUESTION)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "is missing or damaged; run: python -m indexer build" in finished.stderr.splitlines()[-1]
    assert "Traceback" not in finished.stderr


def test_the_index_opens_with_its_model(built: Built) -> None:
    index = open_index(built.store)
    assert index.search("ghi nhan hai quan co hieu luc bao lau")[0].id == "vn-customs-recordal#recordal-term"


def test_the_exported_model_stays_within_the_bound_on_texts_it_was_not_probed_with(built: Built) -> None:
    deadline = time.monotonic() + 60
    while not built.cosines.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    cosines = json.loads(built.cosines.read_text())
    assert len(cosines) == len(TEXTS)
    assert min(cosines) >= MIN_PARITY
    assert sum(cosines) / len(cosines) >= MIN_MEAN_PARITY
