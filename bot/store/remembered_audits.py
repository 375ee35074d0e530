"""The audit programme in memory, as the database keeps it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from bot.store.audit_people import naming, renamed, talk_with, without
from bot.store.audit_record import Change, DigestRecord, DrawRecord, Due, LogRecord, OccurrenceRecord, PlanRecord

_R = TypeVar("_R", PlanRecord, OccurrenceRecord, DrawRecord, DigestRecord)


class RememberedAudits:
    """The in-memory double; forgets when the process ends. `posts` is its outbox, by key."""

    def __init__(self) -> None:
        self._plans: dict[str, PlanRecord] = {}
        self._occurrences: dict[str, OccurrenceRecord] = {}
        self._draws: dict[str, DrawRecord] = {}
        self._digests: dict[str, DigestRecord] = {}
        self._log: list[LogRecord] = []
        self.posts: dict[str, dict[str, Any]] = {}

    def commit(self, change: Change) -> bool:
        kept = (
            _next({plan.id: plan for plan in change.plans}, self._plans),
            _next({found.id: found for found in change.occurrences}, self._occurrences),
            _next({draw.occurrence: draw for draw in change.draws}, self._draws),
            _next({digest.channel: digest for digest in change.digests}, self._digests),
        )
        posts = {str(row["key"]): row for row in change.posts}
        if None in kept or posts.keys() & self.posts.keys():
            return False
        for table, new in zip((self._plans, self._occurrences, self._draws, self._digests), kept, strict=True):
            table.update(new or {})  # type: ignore[attr-defined]
        self.posts.update(posts)
        self._log.extend(change.log)
        return True

    def commit_each(self, changes: Sequence[Change]) -> list[bool]:
        return [self.commit(change) for change in changes]

    def plan(self, identity: str) -> PlanRecord | None:
        return self._plans.get(identity)

    def plans(self, channel: str | None = None) -> list[PlanRecord]:
        found = [plan for plan in self._plans.values() if channel in (None, plan.channel)]
        return sorted(found, key=lambda plan: plan.id)

    def audited(self, kind: str) -> set[str]:
        done = {one.plan for one in self._occurrences.values() if one.state == "done"}
        bodies = [plan.body for plan in self._plans.values() if plan.id in done and plan.body.get("kind") == kind]
        return {str(body["supplier"]) for body in bodies if body.get("supplier")}

    def occurrence(self, identity: str) -> OccurrenceRecord | None:
        return self._occurrences.get(identity)

    def occurrences(self, plan: str | None = None) -> list[OccurrenceRecord]:
        every = self._occurrences.values()
        found = [one for one in every if (one.state == "open" if plan is None else one.plan == plan)]
        return sorted(found, key=lambda one: (one.due_at, one.id))

    def since(self, day: str) -> list[tuple[OccurrenceRecord, bool]]:
        found = sorted((one for one in self._occurrences.values() if one.due_on >= day), key=lambda one: (one.due_at, one.id))
        return [(one, one.id in self._draws) for one in found]

    def draw(self, occurrence: str) -> DrawRecord | None:
        return self._draws.get(occurrence)

    def sealed_draws(self) -> list[DrawRecord]:
        return sorted((draw for draw in self._draws.values() if draw.state == "sealed"), key=lambda draw: draw.occurrence)

    def digest(self, channel: str) -> DigestRecord | None:
        return self._digests.get(channel)

    def due(self, now: datetime, count: int) -> list[Due]:
        plans = [plan for plan in self._plans.values() if plan.state == "active" and plan.wake_at and plan.wake_at <= now]
        open_ones = [one for one in self._occurrences.values() if one.state == "open" and one.next_at and one.next_at <= now]
        digests = [digest for digest in self._digests.values() if digest.next_at <= now]
        return [
            *sorted(plans, key=lambda plan: str(plan.wake_at))[:count],
            *sorted(open_ones, key=lambda one: str(one.next_at))[:count],
            *sorted(digests, key=lambda digest: digest.next_at)[:count],
        ]

    def undelivered(self, prefix: str, count: int) -> list[tuple[str, str]]:
        failed = [(key, row) for key, row in self.posts.items() if row["state"] == "failed" and key.startswith(prefix)]
        found = [(key, row) for key, row in failed if f"{key}/undelivered" not in self.posts and not key.endswith("/undelivered")]
        return [(key, str(row["conversation"])) for key, row in sorted(found)][:count]

    def began(self, conversation: str, thread: str) -> list[str]:
        names = {(conversation, thread), ("", f"{conversation}:{thread}")}
        called = {key: (row["conversation"], row.get("posted_as")) for key, row in self.posts.items() if key.startswith("audit/")}
        return [key for key, (where, name) in reversed(called.items()) if {(where, name), ("", name)} & names]

    def log(self, plan: str | None = None) -> list[LogRecord]:
        return [line for line in self._log if plan in (None, line.plan)]

    def naming(self, person: str) -> tuple[list[PlanRecord], list[OccurrenceRecord], list[LogRecord]]:
        occurrences = sorted(self._occurrences.values(), key=lambda one: one.id)
        return naming(self.plans(), person), naming(occurrences, person), naming(self.log(), person)

    def forget(self, person: str, pseudonym: str) -> int:
        plans, occurrences, lines = self.naming(person)
        self._digests.pop(talk_with(person), None)
        for row in self.posts.values():
            row["payload"] = renamed(row["payload"], person, pseudonym)
        for plan in plans:
            self._plans[plan.id] = replace(without(plan, person, pseudonym), version=plan.version + 1)
        for one in occurrences:
            self._occurrences[one.id] = replace(without(one, person, pseudonym), version=one.version + 1)
        self._log = [without(line, person, pseudonym) for line in self._log]
        return len(plans) + len(occurrences) + len(lines)


def _next(new: dict[str, _R], known: dict[str, _R]) -> dict[str, _R] | None:
    """The new records under their next version; None when one is not at the version that is known."""
    for key, record in new.items():
        if (known[key].version if key in known else 0) != record.version:
            return None
    return {key: replace(record, version=record.version + 1) for key, record in _items(new)}


def _items(new: dict[str, _R]) -> Iterable[tuple[str, _R]]:
    return new.items()
