"""What guidance and which checklists their owners should read again, from the index that is served."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from indexer.checklist_file import parse_checklists
from indexer.content import Content
from indexer.errors import BrokenSnapshot
from indexer.snapshot import SnapshotStore


@dataclass(frozen=True)
class _Dated:
    due_on: date
    title: str
    owner: str


@dataclass
class GuidanceDue:
    """Reads a version once; without a good index nothing is due."""

    store: SnapshotStore
    _version: str | None = None
    _dated: list[_Dated] = field(default_factory=list)

    def __call__(self, owners: str, today: date) -> list[str]:
        """Titles of what the owners ("curator,reviewer") should have read again before `today`, longest due first."""
        version = self.store.current()
        if version is not None and version != self._version:
            self._version, self._dated = version, self._read(version)
        wanted = set(owners.split(","))
        return [one.title for one in self._dated if one.owner in wanted and one.due_on < today]

    def _read(self, version: str) -> list[_Dated]:
        folder = self.store.folder(version)
        try:
            content = Content.load(folder / "content.json")
            checklists = parse_checklists((folder / "checklists.json").read_bytes())
        except (BrokenSnapshot, OSError):
            return []
        dated = [_Dated(one.due_on, one.title.en, one.owner) for one in checklists.values()]
        return sorted([*_in_force(content), *dated], key=lambda one: (one.due_on, one.title))


def _in_force(content: Content) -> Iterator[_Dated]:
    replaced = {target for guide in content.guides.values() for target in guide.supersedes}
    for guide in content.guides.values():
        if guide.id not in replaced:
            yield _Dated(guide.due_on, guide.title, guide.owner)
