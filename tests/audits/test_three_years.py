"""Three simulated years of two hundred audits in twenty time zones: none missed, none doubled, none outside office hours.

The expectation is worked out here from the days of the rules and the holidays alone, not from the code under test.
"""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

from bot.audits.programme import Outcome
from tests.audits.house import MANAGER, House, plan
from tests.scale import SCALE

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
MONTHS = (3, 6, 12)


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


def moment(row: dict[str, object]) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(str(row["created_at"])))


def test_three_years_of_two_hundred_audits_in_twenty_zones() -> None:
    count = 60 if SCALE == 1 else 200
    expected = [Expected(number) for number in range(count)]
    house = House(now=datetime(2027, 1, 4, tzinfo=UTC))
    for one in expected:
        house.programme.keep(plan(one.identity, **one.plan_changes()), MANAGER)
    end = datetime(END.year, END.month, END.day, tzinfo=UTC)
    while house.now < end:
        house.rounds()
        finish_overdue(house)
        house.now += timedelta(minutes=30)
    on_day = {(occurrence, step): on for one in expected for occurrence, step, on in one.reminders()}
    posted = Counter(tuple(key.rsplit("/", 2)[:2]) for key in house.sent() if key.endswith("/channel"))
    wanted = {key for key, on in on_day.items() if on < END - DAY}  # the last day has begun in some zones and not in others
    assert wanted - posted.keys() == set(), "missed"
    assert posted.keys() - on_day.keys() == set(), "nobody asked for it"
    assert [key for key, times in posted.items() if times != 1] == []
    readers = {one.identity: one.reader for one in expected}
    outside = [row["key"] for row in house.posts if not in_office(row, readers)]
    assert outside == []
    for row in house.posts:
        parts = str(row["key"]).removeprefix("audit/").rsplit("/", 2)
        if parts[-1] == "channel":
            zone = ZoneInfo(readers[parts[0].split("/")[0]][0])
            assert moment(row).astimezone(zone).date() == on_day[parts[0], parts[1]]
    print(f"{count} audits, {len(wanted)} reminders, {len(house.posts)} posts")


def finish_overdue(house: House) -> None:
    """Whatever is overdue is done at once, so that each occurrence has each of its reminders once."""
    for one in house.records.occurrences():
        if one.told:
            house.programme.done(one.id, MANAGER, Outcome(run="r1"))


def in_office(row: dict[str, object], readers: dict[str, tuple[str, str]]) -> bool:
    name = str(row["key"]).removeprefix("audit/").split("/")[0]
    if name == "digest":
        name = f"plan-{str(row['conversation'])[1:]}"
    zone, country = readers[name]
    local = moment(row).astimezone(ZoneInfo(zone))
    return 9 <= local.hour < 17 and works(country, local.date())
