"""What is kept of the audit programme: plans, what came due of them, sealed dates, weekly digests, and a log of all of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

PlanState = Literal["active", "paused", "ended", "set_aside"]
OccurrenceState = Literal["open", "done", "cancelled", "set_aside"]
DrawState = Literal["sealed", "opened"]


@dataclass(frozen=True)
class PlanRecord:
    """`body` is the plan as JSON; `cursor` the local day (ISO) that comes due next, empty for none.

    `wake_at` when to look again.
    """

    id: str
    state: PlanState
    channel: str
    body: dict[str, Any]
    cursor: str
    wake_at: datetime | None
    tries: int = 0
    version: int = 0


@dataclass(frozen=True)
class OccurrenceRecord:
    """One time that a plan comes due. `id` is the plan and the day, so that no day can come due twice.

    `due_on` is a local day (ISO).

    `step` counts the reminders behind it, `told` those since it was last acknowledged, `next_at` is when the next is due;
    `opened_at` is when
    reminding began; `outcome` says how it ended.
    """

    id: str
    plan: str
    due_on: str
    due_at: datetime
    opened_at: datetime
    state: OccurrenceState
    next_at: datetime | None
    step: int = 0
    told: int = 0
    assignee: str = ""
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    outcome: dict[str, Any] = field(default_factory=dict)
    tries: int = 0
    version: int = 0


@dataclass(frozen=True)
class DrawRecord:
    """The secret date of an occurrence: `sealed` needs the key, `commitment` proves afterwards that it was not moved.

    `told` counts what the auditor was told: it is 0 until the lead time has come.
    """

    occurrence: str
    plan: str
    commitment: str
    sealed: str
    state: DrawState = "sealed"
    told: int = 0
    acknowledged: bool = False
    version: int = 0


@dataclass(frozen=True)
class DigestRecord:
    """The weekly digest of a channel and when it is due."""

    channel: str
    next_at: datetime
    tries: int = 0
    version: int = 0


@dataclass(frozen=True)
class LogRecord:
    """One thing that was done, by a person or by the programme itself (empty `actor`)."""

    at: datetime
    plan: str
    occurrence: str
    action: str
    actor: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What is kept in one step or not at all: records at the version read, outbox rows, log lines."""

    plans: tuple[PlanRecord, ...] = ()
    occurrences: tuple[OccurrenceRecord, ...] = ()
    draws: tuple[DrawRecord, ...] = ()
    digests: tuple[DigestRecord, ...] = ()
    posts: tuple[dict[str, Any], ...] = ()
    log: tuple[LogRecord, ...] = ()


Due = PlanRecord | OccurrenceRecord | DigestRecord


class AuditRecords(Protocol):
    """Where the programme is kept; every method raises StoreUnavailable when the store is out of reach."""

    def commit(self, change: Change) -> bool:
        """Keeps a change; False, and nothing of it, when a record has changed meanwhile, or a new one or a post is known."""

    def commit_each(self, changes: Sequence[Change]) -> list[bool]:
        """Keeps several, each by itself as `commit` does, at the price of one."""

    def plan(self, identity: str) -> PlanRecord | None:
        """The plan of an id."""

    def plans(self, channel: str | None = None) -> list[PlanRecord]:
        """Those that are told of in a channel, or all; by id."""

    def audited(self, kind: str) -> set[str]:
        """The suppliers of whom an audit of that kind is done."""

    def occurrence(self, identity: str) -> OccurrenceRecord | None:
        """The occurrence of an id."""

    def occurrences(self, plan: str | None = None) -> list[OccurrenceRecord]:
        """Those of a plan, or all that are open; by the moment they are due."""

    def since(self, day: str) -> list[tuple[OccurrenceRecord, bool]]:
        """All that came due on a day (ISO) or later, by the moment they are due; True for those whose date was drawn."""

    def draw(self, occurrence: str) -> DrawRecord | None:
        """The draw of an occurrence."""

    def sealed_draws(self) -> list[DrawRecord]:
        """All draws that were not opened, by occurrence: the same question whatever their dates."""

    def digest(self, channel: str) -> DigestRecord | None:
        """The digest of a channel."""

    def due(self, now: datetime, count: int) -> list[Due]:
        """Up to `count` active plans, open occurrences and digests each whose moment has come, longest due first."""

    def undelivered(self, prefix: str, count: int) -> list[tuple[str, str]]:
        """Posts (key, conversation) of that prefix which no platform takes and nobody was told of: no post "KEY/undelivered"."""

    def began(self, conversation: str, thread: str) -> list[str]:
        """Keys of the programme's posts with which a thread begins, as the platform calls both; the newest first."""

    def log(self, plan: str | None = None) -> list[LogRecord]:
        """The log, oldest first."""

    def naming(self, person: str) -> tuple[list[PlanRecord], list[OccurrenceRecord], list[LogRecord]]:
        """All records in which a person stands."""

    def forget(self, person: str, pseudonym: str) -> int:
        """Puts the pseudonym wherever a person stood, in the log and in posts that wait, too; their own digest comes no more.

        In how many plans, occurrences and lines of the log.
        """
