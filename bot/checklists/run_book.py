"""The RunBook opens runs and keeps what is decided about them: each change once, on what it was decided on."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from threading import RLock
from types import MappingProxyType
from typing import Any

from bot.access.actor import Actor
from bot.checklists.naming import hidden, names_by, names_in, revealed
from bot.checklists.rights import Act, Rights
from bot.checklists.run import ChecklistRun
from bot.checklists.trouble import UnknownRun
from bot.checklists.unfolding import after, unfolded
from bot.errors import StoreUnavailable
from bot.store.change_record import Change, canonical, sha256
from bot.store.run_record import Definition, OpenAction, RunRecords, RunSummary
from indexer.checklist import Checklist
from indexer.checklist_file import as_json, from_json

_TRIES = 20
_TURNS = 64
_CHECKLISTS = 50
_MAX_KEY = 300
# What to do: the kind of change and its body, or None where it stands so already.
Decided = tuple[str, Mapping[str, Any]] | None


@dataclass(frozen=True)
class Changed:
    """A run as it stands now; `changed` is False when the same press came before, or it stood there already."""

    run: ChecklistRun
    changed: bool


class RunBook:
    """The clock and the ids are given from outside."""

    def __init__(self, records: RunRecords, rights: Rights, clock: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self.records = records
        self.rights = rights
        self.clock = clock
        self.new_id = new_id
        # Who decided on what a neighbour has just changed would lose every race against a neighbour who goes on.
        self._turns = tuple(RLock() for _ in range(_TURNS))
        self._checklist = lru_cache(maxsize=_CHECKLISTS)(self._read_checklist)

    def get(self, identity: str) -> ChecklistRun:
        """Raises UnknownRun."""
        run = read_run(self.records, identity)
        if run is None:
            raise UnknownRun(identity)
        return run

    def seen_by(self, identity: str, actor: Actor) -> ChecklistRun:
        """Raises UnknownRun, NotAllowed."""
        run = self.get(identity)
        self.rights.only_readers(run, actor)
        return run

    def checklist_of(self, run: ChecklistRun) -> Checklist:
        """The wording that the run is pinned to."""
        return self._checklist(run.digest)

    def runs_of(self, actor: Actor) -> list[RunSummary]:
        """The runs in which a person takes part on any of their accounts, latest changed first."""
        found = {s.id: s for account in self.rights.accounts(actor.id) for s in self.records.of_person(account)}
        return sorted(found.values(), key=lambda summary: summary.changed_at, reverse=True)

    def came_before(self, act: Act) -> bool:
        """True for a press whose effect is kept already."""
        return self._run_with(_key(act)) is not None

    def begin(self, checklist: Checklist, body: Mapping[str, Any], act: Act) -> Changed:
        """A new run; the one that the same press began, when it comes again."""
        known = self._run_with(_key(act))
        if known is not None:
            return Changed(self.get(known), changed=False)
        definition = definition_of(checklist)
        change = self._change(self.new_id(), 0, act, ("started", body))
        run = after(None, change)
        logged = hidden(change, self.records.names)
        run = _named(run, change, logged)
        kept = self.records.append(logged, summary_of(run), definition, run.names)
        if kept == "known":
            return Changed(self.get(str(self._run_with(_key(act)))), changed=False)
        if kept == "stale":  # whoever begins it was forgotten in between, and is somebody new now
            return self.begin(checklist, body, act)
        return Changed(run, changed=True)

    def change(self, identity: str, act: Act, decide: Callable[[ChecklistRun], Decided]) -> Changed:
        """One at a time; whoever loses a race against another process decides again on what the winner left.

        Raises UnknownRun and what `decide` raises.
        """
        with self._turns[hash(identity) % _TURNS]:
            return self._changed(identity, act, decide)

    def _changed(self, identity: str, act: Act, decide: Callable[[ChecklistRun], Decided]) -> Changed:
        for _ in range(_TRIES):
            run = self.get(identity)  # before the look for the press: its twin may be kept between the two
            if self.came_before(act):
                return Changed(self.get(identity), changed=False)
            decided = decide(run)
            if decided is None:
                return Changed(run, changed=False)
            change = self._change(run.id, run.version, act, decided)
            logged = hidden(change, self.records.names)
            changed = _named(after(run, change), change, logged)
            if self.records.append(logged, summary_of(changed), names=changed.names) == "kept":
                return Changed(changed, changed=True)
        raise StoreUnavailable(f"run {identity} changes too fast")

    def _change(self, run: str, version: int, act: Act, decided: tuple[str, Mapping[str, Any]]) -> Change:
        kind, body = decided
        return Change(run, version + 1, kind, act.actor.id, self.clock(), _key(act), body)

    def _run_with(self, key: str | None) -> str | None:
        return self.records.run_with(key) if key else None

    def _read_checklist(self, digest: str) -> Checklist:
        found = self.records.definition(digest)
        if found is None:
            raise UnknownRun(digest)
        return from_json(json.loads(found.text))


def read_run(records: RunRecords, identity: str) -> ChecklistRun | None:
    """The run as its log has it, people under their own ids as far as they are known; None where there is none."""
    rows = records.changes_of(identity)
    people = records.names.behind(names_in(rows))
    run = unfolded(revealed(row, people) for row in rows)
    return run and replace(run, names=MappingProxyType({person: name for name, person in people.items()}))


def _named(run: ChecklistRun, change: Change, logged: Change) -> ChecklistRun:
    return replace(run, names=MappingProxyType({**run.names, **names_by(change, logged)}))


def _key(act: Act) -> str | None:
    """However long and odd the delivery's own key is, it fits a column."""
    fits = len(act.key) <= _MAX_KEY and act.key.isascii() and act.key.isprintable()
    return (act.key if fits else sha256(act.key)) or None


def definition_of(checklist: Checklist) -> Definition:
    """The wording as it is kept."""
    return Definition(checklist.digest, canonical(as_json(checklist)))


def summary_of(run: ChecklistRun) -> RunSummary:
    """What a run is found by."""
    waiting = [one for one in run.findings if one.closed_at is None and one.owner and one.due_on]
    actions = tuple(OpenAction(run.id, f.id, str(f.owner), f.due_on) for f in waiting if f.due_on)
    summary = RunSummary(
        id=run.id,
        checklist=run.checklist,
        digest=run.digest,
        supplier=run.supplier,
        site=run.site,
        lead=run.lead,
        state=run.state,
        paused=run.paused,
        version=run.version,
        started_at=run.started_at,
        changed_at=run.changed_at,
        people=run.people,
    )
    return replace(summary, actions=tuple(sorted(actions, key=lambda action: action.finding)))
