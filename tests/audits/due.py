"""Reminders that come due now, each to a channel and to an owner, over many channels whose offices are open."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.audits.programme import Programme
from bot.audits.sealing import Seal
from bot.audits.working_time import Place, in_office_hours
from bot.store.audit_record import Change, OccurrenceRecord
from bot.store.stored_audits import StoredAudits
from tests.audits.house import KEY, MANAGER, plan

CHANNELS = 100
# Whose weekends, between them, leave any two days in a row free: Saturday and Sunday, Friday and Saturday, Friday, Sunday.
COUNTRIES = ("VN", "BD", "IR", "PY", "HK")
# A reminder: its occurrence, and "channel" or "0" for the owner.
Reminder = tuple[str, str]


@dataclass(frozen=True)
class Where:
    """The platform's own names of a number of channels, and of as many owners; `spread` is how long they take to come due."""

    channel: str = "slack:C{}"
    owner: str = "slack:T1:U{}"
    spread: timedelta = timedelta()
    margin: timedelta = timedelta()


def fill(engine: Engine, count: int, where: Where = Where()) -> set[Reminder]:
    """Makes so many occurrences due; all reminders that must come of them."""
    records, now = StoredAudits(engine), datetime.now(UTC)
    place = always_open(now, where.margin)
    day = now.astimezone(place.tz).date() + timedelta(days=200)
    programme = Programme(records, Seal(KEY), lambda: now)
    known = {"zone": place.zone, "country": place.country}
    for number in range(min(CHANNELS, count)):
        names = {"title": f"Plan {number}", "channel": where.channel.format(number), "owner": where.owner.format(number)}
        programme.keep(plan(f"p{number}", **names, plant=known, reader=known, starts=day.isoformat()), MANAGER)
    ones = []
    for number in range(count):
        name, due = f"p{number % CHANNELS}", day + timedelta(days=number // CHANNELS)
        at = now - timedelta(minutes=1) + where.spread * number / count
        ones.append(OccurrenceRecord(f"{name}/{due}", name, due.isoformat(), at, now, "open", at))
    assert records.commit(Change(occurrences=tuple(ones)))
    whom = ("channel",) if where.owner.startswith("terminal") else ("channel", "0")
    return {(one.id, to) for one in ones for to in whom}


def always_open(now: datetime, margin: timedelta = timedelta()) -> Place:
    """Where offices are open now and for two hours to come, and as well `margin` earlier and later."""
    for hours in range(-11, 13):
        zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
        for country in COUNTRIES:
            place = Place(zone, country)
            moments = [now + shift + length for shift in (-margin, timedelta(), margin) for length in (timedelta(), 2 * _HOUR)]
            if all(in_office_hours(moment, place) for moment in moments):
                return place
    pytest.skip("nobody works anywhere now")


_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Tally:
    """What became of the reminders that were wanted."""

    lost: int
    doubled: int
    unasked: int


def tallied(keys: Iterable[str], wanted: set[Reminder]) -> Tally:
    """Of the keys of all posts, as often as they were posted."""
    counted = Counter(reminder_of(key) for key in keys)
    doubled = sum(times - 1 for times in counted.values())
    return Tally(len(wanted - counted.keys()), doubled, len(counted.keys() - wanted))


def reminder_of(key: str) -> Reminder:
    """Of a post's key, "audit/PLAN/DAY/STEP/WHOM"."""
    occurrence, _, whom = key.removeprefix("audit/").rsplit("/", 2)
    return occurrence, whom
