"""What the log proves of samples: that each is what its seed gives, and how many of those drawn were audited since."""

from dataclasses import dataclass
from datetime import timedelta

from bot.audits.sampling import is_sound
from bot.store.audit_record import AuditRecords, LogRecord

SAMPLED = "sampled"
_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Sampled:
    """Numbers of suppliers, and of the sites of those with a high risk; those audited within a year of the draw.

    `sound` is False when somebody was put in or left out by hand.
    """

    plan: str
    year: int
    suppliers: int
    chosen: int
    audited: int
    high_sites: int
    high_audited: int
    sound: bool


def sampled(records: AuditRecords) -> list[Sampled]:
    """Every sample in the log, in order."""
    visits = {one.id: one.body for one in records.plans() if one.body.get("kind") == "facility_audit"}
    log = records.log()
    done = [(one, visits[one.plan]) for one in log if one.action == "done" and one.plan in visits]
    return [_sampled(line, done) for line in log if line.action == SAMPLED]


def _sampled(line: LogRecord, done: list[tuple[LogRecord, dict[str, object]]]) -> Sampled:
    found, chosen = line.details, set(line.details["chosen"])
    since = [body for one, body in done if line.at <= one.at < line.at + _YEAR]
    suppliers, sites = ({body.get(key) for body in since} for key in ("supplier", "site"))
    high = {site for named in found.get("sites", {}).values() for site in named}
    counts = (len(found["tiers"]), len(chosen), len(chosen & suppliers), len(high), len(high & sites))
    return Sampled(line.plan, found["year"], *counts, is_sound(found))
