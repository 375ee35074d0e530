"""Fixtures that several folders share: a small knowledge folder and an index over it, without a model."""

import shutil
from pathlib import Path

import pytest

from indexer.build import build_knowledge
from indexer.search import Index, open_index
from indexer.snapshot import SnapshotStore
from tests.fakes.embedder import WordEmbedder

FIXTURES = Path(__file__).parent / "fixtures"
SCHEMAS = Path(__file__).parents[1] / "knowledge" / "schema"


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
