"""An Entry is how an auditor was let in, or was not; refusal and a long wait at the gate are findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# The BRC food standard gives half an hour for unannounced audits; for us it is a house rule.
LET_IN_WITHIN = timedelta(minutes=30)


class BadEntry(ValueError):
    """Tell the auditor: times that cannot be so."""


@dataclass(frozen=True)
class Entry:
    """`access_at` is None when entry was refused; `reason` is what was said at the gate."""

    arrived_at: datetime
    access_at: datetime | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.access_at is not None and not timedelta(0) <= self.access_at - self.arrived_at < timedelta(days=1):
            raise BadEntry("access comes after arrival, on the same day")

    @property
    def refused(self) -> bool:
        """True when nobody was let in."""
        return self.access_at is None

    @property
    def minutes(self) -> int | None:
        """Whole minutes from arrival to access; None when entry was refused."""
        return None if self.access_at is None else int((self.access_at - self.arrived_at).total_seconds() // 60)

    @property
    def finding(self) -> str | None:
        """ "refused" or "late"; None when all was well."""
        if self.access_at is None:
            return "refused"
        return "late" if self.access_at - self.arrived_at > LET_IN_WITHIN else None

    def as_json(self) -> dict[str, Any]:
        """What is kept with the outcome."""
        access = None if self.access_at is None else self.access_at.isoformat()
        times = {"arrived_at": self.arrived_at.isoformat(), "access_at": access}
        return {**times, "minutes": self.minutes, "finding": self.finding, "reason": self.reason}


def entry_of(found: Mapping[str, Any]) -> Entry:
    """The entry of its JSON."""
    access = found["access_at"]
    moment = None if access is None else datetime.fromisoformat(access)
    return Entry(datetime.fromisoformat(found["arrived_at"]), moment, found["reason"])
