"""What the log proves of samples: that each is what its seed gives, and how many of those drawn were audited since."""

from dataclasses import dataclass

from bot.audits.sampling import is_sound
from bot.store.audit_record import AuditRecords, LogRecord

SAMPLED = "sampled"


@dataclass(frozen=True)
class Sampled:
    """Numbers of suppliers; `sound` is False when somebody was put in or left out by hand."""

    plan: str
    year: int
    suppliers: int
    chosen: int
    audited: int
    sound: bool


def sampled(records: AuditRecords) -> list[Sampled]:
    """Every sample in the log, in order."""
    visits = {record.id: str(record.body.get("supplier", "")) for record in records.plans() if _is_visit(record.body)}
    log = records.log()
    return [_sampled(line, log, visits) for line in log if line.action == SAMPLED]


def _is_visit(body: dict[str, object]) -> bool:
    return body.get("kind") == "facility_audit"


def _sampled(line: LogRecord, log: list[LogRecord], visits: dict[str, str]) -> Sampled:
    found = line.details
    done = {visits[one.plan] for one in log if one.action == "done" and one.plan in visits and one.at.year == found["year"]}
    chosen = set(found["chosen"])
    return Sampled(line.plan, found["year"], len(found["tiers"]), len(chosen), len(chosen & done), is_sound(found))
