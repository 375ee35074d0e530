"""What guidance its owners should read again, from the index that is served."""

from datetime import date, timedelta
from pathlib import Path

from bot.audits.guidance_due import GuidanceDue
from indexer.build import build_knowledge
from indexer.snapshot import SnapshotStore
from tests.fakes.embedder import WordEmbedder


def test_titles_of_the_owners_come_longest_due_first_and_a_new_build_is_taken_up(knowledge: Path, store: SnapshotStore) -> None:
    due = GuidanceDue(store)
    assert due("legal,curator,reviewer", date(2099, 1, 1)) == []
    build_knowledge(knowledge, store, WordEmbedder)
    guides = GuidanceDue(store)
    owners = {line.removeprefix("owner: ") for line in lines(knowledge) if line.startswith("owner: ")}
    titles = guides(",".join(owners), date(2099, 1, 1))
    every = {line.removeprefix("title: ") for line in lines(knowledge) if line.startswith("title: ")}
    assert every - set(titles) == {"Earlier customs rules in Vietnam (test content)"}  # another guide supersedes it
    assert len(titles) == len(every) - 1
    assert due(",".join(owners), date(2099, 1, 1)) == titles
    assert due("admin", date(2099, 1, 1)) == []
    assert due(",".join(owners), date(2000, 1, 1)) == []


def test_a_damaged_index_is_not_due(knowledge: Path, store: SnapshotStore) -> None:
    version = build_knowledge(knowledge, store, WordEmbedder).version
    (store.folder(version) / "content.json").write_text("{", encoding="utf-8")
    assert GuidanceDue(store)("legal", date.max - timedelta(days=1)) == []


def lines(knowledge: Path) -> list[str]:
    """The front matter of all guides in English."""
    paths = [path for path in (knowledge / "guides").rglob("*.md") if not path.name.endswith(".vi.md")]
    return [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
