"""Damage to any file of a snapshot or of its model is refused with one line, and the snapshot before it serves."""

import itertools
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.build import build_corpus
from indexer.model_folder import folder_of
from indexer.search import open_index
from indexer.snapshot import SnapshotStore
from tests.bot.tiny_model import tiny_embedder
from tests.conftest import FIXTURES

FLIPS, TRUNCATIONS = 200, 50
QUERY = "Is the mould returned?"
MODELS = {"old": "0000000000000000-old", "new": "1111111111111111-new"}
Damage = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Published:
    """Two versions, each with a model of its own, so that damage to a model is damage to one version."""

    store: SnapshotStore
    old: str
    new: str

    @property
    def files(self) -> list[Path]:
        """Every file that the new version is served from."""
        folders = (self.store.folder(self.new), folder_of(self.store.models, MODELS["new"]))
        return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("damage")
    store = SnapshotStore(folder / "index")
    return Published(store, *(_publish(store, folder / "corpus.jsonl", name) for name in MODELS))


def _publish(store: SnapshotStore, path: Path, name: str) -> str:
    path.write_text(
        f'{{"_id": "{name}", "text": "The {name} mould is returned."}}\n{{"_id": "vi", "text": "Khuôn được trả lại."}}'
    )
    embedder = tiny_embedder(FIXTURES / "knowledge", store.models, MODELS[name])
    return build_corpus(path, store, lambda: embedder).version


def flipped(sound: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(sound)
    damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def truncated(sound: bytes, chance: random.Random) -> bytes:
    return sound[: chance.choice([0, len(sound) - 1, chance.randrange(len(sound))])]


def test_both_versions_can_be_served(published: Published) -> None:
    assert open_index(published.store).search(QUERY)[0].id == "new"
    kinds = {path.suffix for path in published.files}
    assert kinds == {".faiss", ".json", ".jsonl", ".marisa", ".npy", ".onnx"}


@pytest.mark.parametrize(("damage", "times"), [(flipped, FLIPS), (truncated, TRUNCATIONS)], ids=["bit flips", "truncations"])
def test_every_damage_is_refused_and_the_version_before_serves(
    published: Published, caplog: pytest.LogCaptureFixture, damage: Damage, times: int
) -> None:
    chance = random.Random(20261127)
    files = published.files
    chance.shuffle(files)
    for path in itertools.islice(itertools.cycle(files), times):
        sound = path.read_bytes()
        path.write_bytes(damage(sound, chance))
        try:
            assert_refused(published, caplog, path.name)
        finally:
            path.write_bytes(sound)
    assert open_index(published.store).version == published.new


def assert_refused(published: Published, caplog: pytest.LogCaptureFixture, name: str) -> None:
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        index = open_index(published.store)
    (record,) = caplog.records
    assert (index.version, record.__dict__["version"]) == (published.old, published.new), name
    assert len(record.getMessage().splitlines()) == 1, name
    assert index.search(QUERY)[0].id == "old", name
