"""A served index over the small knowledge folder, with one more guide that only the legal group may see."""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from bot.answering.guidance import LiveGuidance
from bot.config import Config, read_config
from bot.web.server import create_app
from indexer.build import build_knowledge
from indexer.snapshot import SnapshotStore
from tests.bot.asking import GENEROUS, Asker
from tests.conftest import FIXTURES, SCHEMAS
from tests.fakes.embedder import WordEmbedder

Serve = Callable[..., Awaitable[TestClient]]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
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


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return read_config({"IPDESK_DATA_DIR": str(tmp_path)})


@pytest.fixture
def serve(served: LiveGuidance, config: Config, aiohttp_client: Any) -> Serve:
    """Starts a server over the small index; parts of the assembly may be replaced."""

    async def start(**changes: Any) -> TestClient:
        assembly = replace(Asker(served).assembly(config, lambda: NOW), **changes)
        client: TestClient = await aiohttp_client(create_app(assembly))
        return client

    return start
