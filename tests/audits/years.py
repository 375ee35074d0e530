"""Simulated years of audits in twenty time zones, with a clock that may be wrong and a machine that may be down.

The expectation is worked out here from the days of the rules and the holidays alone, not from the code under test.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from bot.audits.programme import Outcome as Ended
from bot.store.audit_record import AuditRecords, PlanRecord
from bot.store.remembered_audits import RememberedAudits
from tests.audits.house import MANAGER, House, plan

DAY = timedelta(days=1)
ZONES = [
    ("Asia/Ho_Chi_Minh", "VN"),
    ("America/New_York", "US"),
    ("America/Los_Angeles", "US"),
    ("Asia/Shanghai", "CN"),
    ("Asia/Tokyo", "JP"),
    ("Asia/Kolkata", "IN"),
    ("Asia/Kathmandu", "NP"),
    ("Asia/Dhaka", "BD"),
    ("Asia/Riyadh", "SA"),
    ("Europe/Berlin", "DE"),
    ("Europe/London", "GB"),
    ("Africa/Cairo", "EG"),
    ("America/Sao_Paulo", "BR"),
    ("America/Santiago", "CL"),
    ("Australia/Sydney", "AU"),
    ("Australia/Lord_Howe", "AU"),
    ("Pacific/Auckland", "NZ"),
    ("Pacific/Chatham", "NZ"),
    ("America/St_Johns", "CA"),
    ("Asia/Bangkok", "TH"),
]
TET = {2026: date(2026, 2, 17), 2027: date(2027, 2, 6), 2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 2)}
START, END = date(2027, 1, 4), date(2027, 1, 4) + timedelta(days=365 * 3)
BEGIN = datetime(2027, 1, 4, tzinfo=UTC)
MONTHS = (3, 6, 12)
HALF_AN_HOUR = timedelta(minutes=30)
ANYWAY = 0.02  # of the looks at which nothing is due are taken all the same


def works(country: str, day: date) -> bool:
    known = CALENDARS.setdefault(country, holidays.country_holidays(country, years=range(2026, 2032)))
    tet = country == "VN" and -2 <= (day - TET.get(day.year, date.max)).days <= 4
    return day.weekday() not in known.weekend and day not in known and not tet


CALENDARS: dict[str, holidays.HolidayBase] = {}


def moved(country: str, day: date, step: int) -> date:
    while not works(country, day):
        day += step * DAY
    return day


class Expected:
    """The days on which one plan must be reminded of, each by the shortest lead that falls on it."""

    def __init__(self, number: int) -> None:
        rng = random.Random(number)
        self.plant, self.reader = ZONES[number % 20], ZONES[(number * 7 + number // 20) % 20]
        self.months = MONTHS[number % 3]
        self.first = START + timedelta(days=40 + rng.randrange(300))
        self.identity = f"plan-{number:03}"

    def plan_changes(self) -> dict[str, object]:
        places = {
            name: {"zone": zone, "country": country} for name, (zone, country) in (("plant", self.plant), ("reader", self.reader))
        }
        rule = f"FREQ=MONTHLY;INTERVAL={self.months}"
        return {**places, "every": rule, "starts": self.first.isoformat(), "channel": f"slack:C{int(self.identity[-3:]):03}"}

    def rule_days(self) -> list[date]:
        days, number = [], 0
        while True:
            month = self.first.month - 1 + number * self.months
            year, month = self.first.year + month // 12, month % 12 + 1
            last = (date(year + month // 12, month % 12 + 1, 1) - DAY).day
            day = date(year, month, min(self.first.day, last))
            if day > END + timedelta(days=60):
                return days
            days.append(day)
            number += 1

    def reminders(self) -> list[tuple[str, str, date]]:
        found = []
        for day in self.rule_days():
            due = moved(self.plant[1], day, 1)
            by_day = {}
            for lead in (30, 7, 3, 1):
                by_day[moved(self.reader[1], due - lead * DAY, -1)] = f"T-{lead}"
            by_day[moved(self.reader[1], due + DAY, 1)] = "overdue"
            found += [(f"{self.identity}/{day}", step, on) for on, step in by_day.items()]
        return found


def moment(row: Mapping[str, Any]) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(str(row["created_at"])))


# What the clock of the machine shows at a moment; None while it is down.
Shown = Callable[[datetime], datetime | None]


class Years:
    """So many audits over a store; each that is overdue is done at once, so that it has each of its reminders once.

    A store that has its plans already is gone on with.
    """

    def __init__(self, count: int, records: AuditRecords | None = None) -> None:
        self.expected = [Expected(number) for number in range(count)]
        self.house = House(now=BEGIN, records=records or RememberedAudits())
        known = {record.id for record in self.house.records.plans()}
        for one in (one for one in self.expected if one.identity not in known):
            self.house.programme.keep(plan(one.identity, **one.plan_changes()), MANAGER)
        self._next, self._chance = self._earliest(), random.Random(1)

    def pass_by(self, shown: Shown = lambda at: at, end: date = END, step: timedelta = HALF_AN_HOUR) -> None:
        """Looks at every step at which anything is due, and now and then between two steps."""
        for moment in moments(BEGIN, end, step):
            at = shown(moment)
            if at is not None:
                self.look(at)

    def look(self, at: datetime) -> None:
        """One round of the worker and what people do about it; before anything is due, now and then and for nothing."""
        if at >= self._next:
            self.house.now = at
            self.house.rounds()
            finish_overdue(self.house)
            self._next = self._earliest()
        elif self._chance.random() < ANYWAY:
            self.house.now = at
            assert not self.house.round.step(), f"something was done at {at}, before anything was due"

    def _earliest(self) -> datetime:
        """Until then a round finds nothing: the moment of the first that will ever be due."""
        far = datetime(2100, 1, 1, tzinfo=UTC)
        ahead = self.house.records.due(far, 1)
        moments = (one.wake_at if isinstance(one, PlanRecord) else one.next_at for one in ahead)
        return min((at for at in moments if at is not None), default=far)

    @property
    def wanted(self) -> dict[tuple[str, str], date]:
        """The days on which reminders must come, by occurrence and step."""
        return {(occurrence, step): on for one in self.expected for occurrence, step, on in one.reminders()}

    def outcome(self, rows: Sequence[Mapping[str, Any]], end: date = END) -> "Outcome":
        """Of all rows of the outbox. Where several were missed together, the last one stands for them, and the log says so."""
        on_day, readers = self.wanted, {one.identity: one.reader for one in self.expected}
        told = [row for row in rows if str(row["key"]).endswith("/channel")]
        posted = Counter(_reminder(row) for row in told)
        due = {key for key, on in on_day.items() if on < end - DAY}  # the last day has begun in some zones and not in others
        late = [row for row in told if _day_there(row, readers) > on_day.get(_reminder(row), date.max)]
        return Outcome(
            wanted=len(due),
            missed=len(due - posted.keys() - self._stood_for()),
            doubled=sum(times - 1 for times in posted.values()),
            unasked=len(posted.keys() - on_day.keys()),
            outside=sum(not in_office(row, readers) for row in rows),
            early=sum(_day_there(row, readers) < on_day.get(_reminder(row), date.min) for row in told),
            late=len(late),
            silently_late=sum("should have come" not in str(row["payload"]) for row in late),
        )

    def _stood_for(self) -> set[tuple[str, str]]:
        lines = [line for line in self.house.records.log() if line.action == "reminded"]
        return {(line.occurrence, step) for line in lines for step in line.details.get("instead_of", ())}


@dataclass(frozen=True)
class Outcome:
    """Numbers of reminders; `late` and `early` by the local day of who is reminded."""

    wanted: int
    missed: int
    doubled: int
    unasked: int
    outside: int
    early: int
    late: int
    silently_late: int


def moments(since: datetime, end: date, step: timedelta = HALF_AN_HOUR) -> Iterator[datetime]:
    """Every step until a day begins (UTC), and after one in fifty another moment before the next."""
    rng, last = random.Random(since.isoformat()), datetime(end.year, end.month, end.day, tzinfo=UTC)
    while since < last:
        yield since
        if rng.random() < ANYWAY:
            yield since + step * rng.random()
        since += step


def _reminder(row: Mapping[str, Any]) -> tuple[str, str]:
    occurrence, step, _ = str(row["key"]).removeprefix("audit/").rsplit("/", 2)
    return occurrence, step


def _day_there(row: Mapping[str, Any], readers: dict[str, tuple[str, str]]) -> date:
    return moment(row).astimezone(ZoneInfo(readers[_reminder(row)[0].split("/")[0]][0])).date()


def down(times: int, until: date = END, seed: int = 1) -> Shown:
    """Now and then for a week."""
    rng, length = random.Random(seed), timedelta(days=7)
    begins = [BEGIN + timedelta(hours=rng.randrange(24 * (until - START).days)) for _ in range(times)]
    return lambda at: None if any(begin <= at < begin + length for begin in begins) else at


def wrong(times: int, until: date = END, seed: int = 1) -> Shown:
    """Now and then a day ahead or a day behind for some hours."""
    rng = random.Random(seed)
    begins = [datetime(2027, 1, 5, tzinfo=UTC) + timedelta(hours=rng.randrange(24 * (until - START).days)) for _ in range(times)]
    leaps = [(begin, timedelta(hours=rng.randrange(1, 30)), rng.choice([DAY, -DAY])) for begin in begins]
    return lambda at: at + next((leap for begin, length, leap in leaps if begin <= at < begin + length), timedelta())


def finish_overdue(house: House) -> None:
    """Whatever is overdue is done."""
    for one in house.records.occurrences():
        if one.told:
            house.programme.done(one.id, MANAGER, Ended(run="r1"))


def in_office(row: Mapping[str, Any], readers: dict[str, tuple[str, str]]) -> bool:
    name = str(row["key"]).removeprefix("audit/").split("/")[0]
    if name == "digest":
        name = f"plan-{str(row['conversation'])[1:]}"
    zone, country = readers[name]
    local = moment(row).astimezone(ZoneInfo(zone))
    return 9 <= local.hour < 17 and works(country, local.date())
