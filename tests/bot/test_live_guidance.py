import logging
import shutil
import weakref
from pathlib import Path

import pytest

from bot.answering.guidance import LiveGuidance
from indexer.build import build_knowledge
from indexer.errors import BrokenSnapshot
from indexer.snapshot import SnapshotStore
from tests.bot.asking import GENEROUS, Asker
from tests.fakes.embedder import WordEmbedder

QUESTION = "What happens to a mould when the contract ends?"


@pytest.fixture
def root(tmp_path: Path, small_knowledge: Path) -> Path:
    """A knowledge folder that a test may change."""
    return Path(shutil.copytree(small_knowledge, tmp_path / "knowledge"))


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "index")


@pytest.fixture
def live(store: SnapshotStore) -> LiveGuidance:
    return LiveGuidance(store, GENEROUS, lambda _models, _fingerprint: WordEmbedder())


def publish(root: Path, store: SnapshotStore, days: int) -> str:
    """Builds the folder with another deadline for returning moulds."""
    path = root / "guides" / "contracts" / "contract-tooling.md"
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.partition("returns each mould within ")
    path.write_text(f"{head}returns each mould within {days} days{tail[tail.index(' days') + 5 :]}", encoding="utf-8")
    return build_knowledge(root, store, WordEmbedder).version


def damage(store: SnapshotStore, version: str) -> None:
    path = store.folder(version) / "vectors.faiss"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_without_an_index_there_is_no_guidance(live: LiveGuidance) -> None:
    with pytest.raises(BrokenSnapshot, match="indexer build"):
        live.current()
    assert live.refresh() is False


def test_an_index_that_is_built_later_is_taken_up_at_the_next_call(live: LiveGuidance, root: Path, store: SnapshotStore) -> None:
    with pytest.raises(BrokenSnapshot):
        live.current()
    version = publish(root, store, 30)
    assert live.current().index.version == version


def test_the_same_guidance_is_served_until_there_is_a_new_build(live: LiveGuidance, root: Path, store: SnapshotStore) -> None:
    publish(root, store, 30)
    first = live.current()
    assert live.refresh() is False
    assert live.current() is first


def test_a_new_build_is_taken_up_on_refresh_and_not_before(live: LiveGuidance, root: Path, store: SnapshotStore) -> None:
    publish(root, store, 30)
    asker = Asker(live)
    assert "within 30 days" in asker.ask(QUESTION).answer
    newest = publish(root, store, 45)
    asker.new_thread()
    assert "within 30 days" in asker.ask(QUESTION).answer
    assert live.refresh() is True
    asker.new_thread()
    assert "within 45 days" in asker.ask(QUESTION).answer
    assert live.current().index.version == newest


def test_a_new_build_with_the_same_model_does_not_load_it_again(root: Path, store: SnapshotStore) -> None:
    loaded: list[str] = []

    def load(_models: Path, fingerprint: str) -> WordEmbedder:
        loaded.append(fingerprint)
        return WordEmbedder()

    live = LiveGuidance(store, GENEROUS, load)
    publish(root, store, 30)
    live.current()
    publish(root, store, 45)
    assert live.refresh() is True
    assert loaded == ["words"]


def test_a_broken_build_is_refused_once_and_the_old_one_serves_on(
    live: LiveGuidance, root: Path, store: SnapshotStore, caplog: pytest.LogCaptureFixture
) -> None:
    good = publish(root, store, 30)
    live.current()
    damage(store, publish(root, store, 45))
    with caplog.at_level(logging.ERROR):
        assert [live.refresh() for _ in range(3)] == [False] * 3
    assert [record.action for record in caplog.records if record.name.startswith("bot.")] == ["snapshot_refused"]
    assert live.current().index.version == good
    assert "within 30 days" in Asker(live).ask(QUESTION).answer


def test_a_good_build_after_a_broken_one_is_taken_up(live: LiveGuidance, root: Path, store: SnapshotStore) -> None:
    publish(root, store, 30)
    live.current()
    damage(store, publish(root, store, 45))
    live.refresh()
    newest = publish(root, store, 60)
    assert live.refresh() is True
    assert live.current().index.version == newest


def test_a_broken_current_build_falls_back_to_the_last_good_one_at_the_start(
    live: LiveGuidance, root: Path, store: SnapshotStore
) -> None:
    good = publish(root, store, 30)
    damage(store, publish(root, store, 45))
    assert live.current().index.version == good


def test_an_old_answer_is_replayed_on_its_own_version(live: LiveGuidance, root: Path, store: SnapshotStore) -> None:
    publish(root, store, 30)
    asker = Asker(live)
    record = asker.desk.record(asker.ask(QUESTION).id)
    assert record is not None
    publish(root, store, 45)
    live.refresh()
    assert "within 30 days" in asker.desk.replay(record).answer


def test_a_version_that_is_gone_cannot_be_replayed(live: LiveGuidance, root: Path, store: SnapshotStore) -> None:
    publish(root, store, 30)
    asker = Asker(live)
    record = asker.desk.record(asker.ask(QUESTION).id)
    assert record is not None
    for days in (45, 60, 75):
        publish(root, store, days)
        live.refresh()
    with pytest.raises(BrokenSnapshot):
        asker.desk.replay(record)


def test_an_index_is_warm_before_it_takes_over(live: LiveGuidance, root: Path, store: SnapshotStore) -> None:
    publish(root, store, 30)
    live.current()
    publish(root, store, 40)
    assert live.refresh()
    assert "_diacritics" in vars(live.current().index)


def test_the_index_before_is_gone_when_another_has_taken_over(live: LiveGuidance, root: Path, store: SnapshotStore) -> None:
    publish(root, store, 30)
    before = weakref.ref(live.current().index)
    publish(root, store, 40)
    assert live.refresh()
    assert before() is None
