"""The real index over the real guidance, built once a run with the default model."""

from pathlib import Path

import pytest

from bot.answering.confidence import fitted
from bot.answering.guidance import LiveGuidance
from indexer.build import build_knowledge
from indexer.embedder import OnnxEmbedder
from indexer.model import default_model, exported_model
from indexer.snapshot import SnapshotStore

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="session")
def guidance(tmp_path_factory: pytest.TempPathFactory) -> LiveGuidance:
    store = SnapshotStore(tmp_path_factory.mktemp("golden") / "index")
    build_knowledge(KNOWLEDGE, store, lambda: OnnxEmbedder(exported_model(default_model(), store.models)))
    return LiveGuidance(store, fitted())
