"""What is kept of checklist runs: their changes, which are the truth, and a summary of each to find it by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, Protocol

from bot.store.change_record import START, Change, Head, Logged, sealed
from bot.store.name_record import LogNames, RememberedNames

RunState = Literal["draft", "in_progress", "submitted", "changes_requested", "signed_off", "closed"]
Kept = Literal["kept", "known", "stale"]
NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class OpenAction:
    """A corrective action that waits for its owner."""

    run: str
    finding: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class RunSummary:
    """A run as its last change left it; `version` is the number of its changes, `actions` those not closed yet."""

    id: str
    checklist: str
    digest: str
    supplier: str | None
    site: str | None
    lead: str
    state: RunState
    paused: bool
    version: int
    started_at: datetime
    changed_at: datetime
    people: frozenset[str] = frozenset()
    actions: tuple[OpenAction, ...] = ()


@dataclass(frozen=True)
class Definition:
    """The wording of a checklist that runs are pinned to, as canonical JSON, kept once per digest."""

    digest: str
    text: str


class RunRecords(Protocol):
    """Where runs are kept; every method raises StoreUnavailable when the store is out of reach."""

    @property
    def names(self) -> LogNames:
        """The names by which people stand in the log."""

    def forget(self, person: str) -> int:
        """From now on the log's name of somebody leads to nobody, and stands in the summaries too.

        How many runs they took part in, at least one where they had a name; 0 for whoever had none.
        """

    def append(
        self, change: Change, after: RunSummary, definition: Definition | None = None, names: Mapping[str, str] = NOBODY
    ) -> Kept:
        """Keeps a change, the log's row and the summary in one step; `names` are those of all people in the run.

        "known": a change with this key was kept before; "stale": the run has gone on since, or somebody in it was forgotten
        since. Nothing is kept then.
        """

    def run_with(self, key: str) -> str | None:
        """The run of the change with this key."""

    def changes_of(self, run: str) -> list[Logged]:
        """The changes of a run, oldest first."""

    def definition(self, digest: str) -> Definition | None:
        """The wording of a digest."""

    def summary(self, run: str) -> RunSummary | None:
        """The summary of a run."""

    def of_supplier(self, supplier: str) -> list[RunSummary]:
        """The runs on a supplier, newest first."""

    def of_person(self, person: str) -> list[RunSummary]:
        """The runs in which a person takes part, latest changed first."""

    def every(self) -> list[RunSummary]:
        """All runs, newest first."""

    def open_actions(self) -> list[OpenAction]:
        """All corrective actions that are not closed, by the day they are due."""

    def log(self, after: int, count: int) -> list[Logged]:
        """So many rows of the log that follow a number."""

    def head(self) -> Head:
        """Where the log ended when the last change was kept; kept apart from the log itself."""


class RememberedRuns:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self._log: list[Logged] = []
        self._head = START
        self._summaries: dict[str, RunSummary] = {}
        self._definitions: dict[str, Definition] = {}
        self._names = RememberedNames()

    @property
    def names(self) -> LogNames:
        return self._names

    def forget(self, person: str) -> int:
        name = self._names.drop(person)
        mine = [found for found in self._summaries.values() if name and person in found.people]
        for found in mine:
            self._summaries[found.id] = _renamed(found, person, str(name))
        return max(1, len(mine)) if name else 0

    def append(
        self, change: Change, after: RunSummary, definition: Definition | None = None, names: Mapping[str, str] = NOBODY
    ) -> Kept:
        if change.key is not None and self.run_with(change.key) is not None:
            return "known"
        known = self._summaries.get(change.run)
        if (known.version if known else 0) != change.step - 1 or self._names.of(names) != dict(names):
            return "stale"
        row = sealed(change, self._head)
        self._log.append(row)
        self._head = Head(row.number, row.hash)
        self._summaries[change.run] = replace(after, version=change.step)
        if definition is not None:
            self._definitions.setdefault(definition.digest, definition)
        return "kept"

    def run_with(self, key: str) -> str | None:
        return next((row.run for row in self._log if row.key == key), None)

    def changes_of(self, run: str) -> list[Logged]:
        return [row for row in self._log if row.run == run]

    def definition(self, digest: str) -> Definition | None:
        return self._definitions.get(digest)

    def summary(self, run: str) -> RunSummary | None:
        return self._summaries.get(run)

    def of_supplier(self, supplier: str) -> list[RunSummary]:
        return [found for found in self.every() if found.supplier == supplier]

    def of_person(self, person: str) -> list[RunSummary]:
        mine = [found for found in self._summaries.values() if person in found.people]
        return sorted(mine, key=lambda found: found.changed_at, reverse=True)

    def every(self) -> list[RunSummary]:
        return sorted(self._summaries.values(), key=lambda found: found.started_at, reverse=True)

    def open_actions(self) -> list[OpenAction]:
        found = [action for summary in self._summaries.values() for action in summary.actions]
        return sorted(found, key=lambda action: (action.due_on, action.run, action.finding))

    def log(self, after: int, count: int) -> list[Logged]:
        return self._log[after : after + count]

    def head(self) -> Head:
        return self._head


def _renamed(summary: RunSummary, person: str, name: str) -> RunSummary:
    actions = tuple(replace(one, owner=name) if one.owner == person else one for one in summary.actions)
    lead = name if summary.lead == person else summary.lead
    return replace(summary, lead=lead, people=(summary.people - {person}) | {name}, actions=actions)
