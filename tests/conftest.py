"""Fixtures that several folders share: a small knowledge folder and an index over it without a model, and the real guidance."""

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from bot.answering.confidence import fitted
from bot.answering.guidance import LiveGuidance
from indexer.build import build_knowledge
from indexer.embedder import OnnxEmbedder
from indexer.model import exported_model, guidance_model
from indexer.search import Index, open_index
from indexer.snapshot import SnapshotStore
from tests.fakes.embedder import WordEmbedder

FIXTURES = Path(__file__).parent / "fixtures"
KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
SCHEMAS = KNOWLEDGE / "schema"


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A copy of the small knowledge folder that a test may change."""
    folder = tmp_path / "knowledge"
    shutil.copytree(FIXTURES / "knowledge", folder)
    shutil.copytree(SCHEMAS, folder / "schema")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "index")


@pytest.fixture
def index(knowledge: Path, store: SnapshotStore) -> Index:
    build_knowledge(knowledge, store, WordEmbedder)
    return open_index(store, lambda _models, _fingerprint: WordEmbedder())


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that the processes of one test run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def real_store(run_folder: Path) -> SnapshotStore:
    """The index directory of the run, beside the exported default model; empty until `guidance` is asked for."""
    store = SnapshotStore(run_folder / "guidance" / "index")
    with FileLock(run_folder / "model.lock"):
        exported_model(guidance_model(), store.models)
    return store


@pytest.fixture(scope="session")
def guidance(real_store: SnapshotStore, run_folder: Path) -> LiveGuidance:
    """The real index over the real guidance, built once a run with the default model."""
    with FileLock(run_folder / "guidance.lock"):
        if real_store.current() is None:
            build_knowledge(KNOWLEDGE, real_store, lambda: OnnxEmbedder(exported_model(guidance_model(), real_store.models)))
    return LiveGuidance(real_store, fitted())
