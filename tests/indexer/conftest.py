"""What the tests of the indexer share: a small guide to be bent, and published snapshots to be damaged."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.build import build_corpus
from indexer.snapshot import SnapshotStore
from tests.conftest import FIXTURES
from tests.fakes.embedder import WordEmbedder

Mend = Callable[[str, str, str], None]


@pytest.fixture
def mend(knowledge: Path) -> Mend:
    """Replaces a text, which must occur, in a file of the knowledge folder."""

    def replace(name: str, old: str, new: str) -> None:
        path = knowledge / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def checklist(knowledge: Path) -> Path:
    """A small checklist in the knowledge folder."""
    (knowledge / "checklists").mkdir()
    return Path(shutil.copy(FIXTURES / "checklists" / "mould_check.yaml", knowledge / "checklists"))


@pytest.fixture
def two_versions(tmp_path: Path, store: SnapshotStore) -> tuple[str, str]:
    """The names of two published versions; the second is the current one."""
    return publish_corpus(store, tmp_path, "first"), publish_corpus(store, tmp_path, "second")


def publish_corpus(store: SnapshotStore, folder: Path, word: str) -> str:
    """Publishes a tiny collection that holds `word`; the name of the version."""
    path = folder / "corpus.jsonl"
    lines = [f'{{"_id": "{word}-{n}", "title": "", "text": "The {word} mould number {n} is returned."}}' for n in range(3)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return build_corpus(path, store, WordEmbedder).version
