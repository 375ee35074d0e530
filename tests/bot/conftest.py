"""A served index over the small knowledge folder, with one more guide that only the legal group may see."""

import shutil
from pathlib import Path

import pytest

from bot.answering.guidance import LiveGuidance
from indexer.build import build_knowledge
from indexer.snapshot import SnapshotStore
from tests.bot.asking import GENEROUS, Asker
from tests.conftest import FIXTURES, SCHEMAS
from tests.fakes.embedder import WordEmbedder

SECRET_GUIDE = FIXTURES.parent / "bot" / "fixtures" / "settlement-ceilings.md"


@pytest.fixture(scope="session")
def small_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "knowledge"
    shutil.copytree(FIXTURES / "knowledge", folder)
    shutil.copytree(SCHEMAS, folder / "schema")
    shutil.copy(SECRET_GUIDE, folder / "guides" / "contracts" / SECRET_GUIDE.name)
    return folder


@pytest.fixture(scope="session")
def small_store(small_knowledge: Path, tmp_path_factory: pytest.TempPathFactory) -> SnapshotStore:
    """An index that no test changes."""
    store = SnapshotStore(tmp_path_factory.mktemp("served") / "index")
    build_knowledge(small_knowledge, store, WordEmbedder)
    return store


@pytest.fixture(scope="session")
def served(small_store: SnapshotStore) -> LiveGuidance:
    """Guidance that no test changes."""
    return LiveGuidance(small_store, GENEROUS, lambda _models, _fingerprint: WordEmbedder())


@pytest.fixture
def asker(served: LiveGuidance) -> Asker:
    return Asker(served)
