"""A programme over a store in memory, with a clock that a test moves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.access.actor import Actor
from bot.audits.plan import AuditPlan, plan_of
from bot.audits.programme import Programme
from bot.audits.round import Round, Surroundings
from bot.audits.sealing import Seal
from bot.store.audit_record import AuditRecords, OccurrenceRecord
from bot.store.remembered_audits import RememberedAudits

KEY = "a key that only this test knows, 0123456789"
MANAGER = Actor("slack:T1:UMAI", frozenset({"supplier_manager"}))
LINH = Actor("slack:T1:ULINH", frozenset({"auditor"}))
STRANGER = Actor("slack:T1:UX", frozenset({"employee"}))
HANOI = {"zone": "Asia/Ho_Chi_Minh", "country": "VN"}


def plan(identity: str = "song-hong", **changes: Any) -> AuditPlan:
    """A yearly announced audit at Sông Hồng, due on 15 March 2027; its owner is Mai, its ladder Bình, then Châu."""
    found = {
        "id": identity,
        "kind": "facility_audit",
        "title": "Facility audit at Sông Hồng",
        "plant": HANOI,
        "channel": "slack:C1",
        "owner": MANAGER.id,
        "starts": "2027-03-15",
        "every": "FREQ=MONTHLY;INTERVAL=12",
        "supplier": "s1",
        "auditor": LINH.id,
        "escalation": {"ladder": ["slack:T1:UBINH", "slack:T1:UCHAU"], "every": 1, "patience": 2},
    }
    return plan_of({**found, **changes})


def unannounced(identity: str = "song-hong", **changes: Any) -> AuditPlan:
    """An unannounced audit three to twelve months after 27 November 2026."""
    return plan(identity, mode="unannounced", every=None, starts="2026-11-27", **changes)


@dataclass
class House:
    """Everything of the programme; `posts` are the rows of the outbox in order."""

    now: datetime = datetime(2027, 1, 4, 3, tzinfo=UTC)
    records: AuditRecords = field(default_factory=RememberedAudits)
    surroundings: Surroundings = field(default_factory=Surroundings)
    key: str | None = KEY

    @property
    def seal(self) -> Seal | None:
        return Seal(self.key) if self.key else None

    @property
    def programme(self) -> Programme:
        return Programme(self.records, self.seal, lambda: self.now)

    @property
    def round(self) -> Round:
        return Round(self.records, self.seal, lambda: self.now, self.surroundings)

    @property
    def posts(self) -> Sequence[dict[str, Any]]:
        assert isinstance(self.records, RememberedAudits)
        return list(self.records.posts.values())

    def sent(self) -> list[str]:
        """The keys of all posts without their common beginning."""
        return [str(row["key"]).removeprefix("audit/") for row in self.posts if not str(row["key"]).startswith("audit/digest/")]

    def text_of(self, key: str) -> str:
        """What a post says."""
        row = next(row for row in self.posts if row["key"] == f"audit/{key}")
        return str(row["payload"]["card"]["text"])

    def rounds(self) -> None:
        """Until nothing is left to do now."""
        for _ in range(50):
            if not self.round.step():
                return
        raise AssertionError("it never comes to rest")

    def until(self, day: date, step: timedelta = timedelta(hours=1)) -> None:
        """Goes on to the end of a day (UTC), a round every hour."""
        end = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
        while self.now < end:
            self.rounds()
            self.now = min(self.now + step, end)
        self.rounds()

    def one(self, plan: str = "song-hong") -> OccurrenceRecord:
        """The last occurrence of a plan."""
        return self.records.occurrences(plan)[-1]
