"""The weekly digests of simulated years: one for each channel on the first working day of every week, and no other."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tests.audits.years import BEGIN, DAY, END, Expected, Years, works

WEEK = timedelta(days=7)


def digests_astray(years: Years, end: date = END) -> tuple[int, int]:
    """How many must come until the eve of the last day, and how many were missed, doubled or on another day, by the log."""
    zones = {str(one.plan_changes()["channel"]): ZoneInfo(one.reader[0]) for one in years.expected}
    wanted = Counter((str(one.plan_changes()["channel"]), day) for one in years.expected for day in mornings(one, end))
    told = Counter(
        (channel, day)
        for line in years.house.records.log()
        if line.action == "digest"
        for channel in [str(line.details["channel"])]
        if (day := line.at.astimezone(zones[channel]).date()) < end - DAY
    )
    return wanted.total(), (wanted - told).total() + (told - wanted).total()


def mornings(one: Expected, end: date) -> Iterator[date]:
    """The first working day of every week there that has any, from the week after the plan was made."""
    zone, country = one.reader
    made = BEGIN.astimezone(ZoneInfo(zone)).date()
    monday = made + WEEK - made.weekday() * DAY
    while monday < end:
        first = next((day for day in (monday + number * DAY for number in range(7)) if works(country, day)), None)
        if first is not None and first < end - DAY:
            yield first
        monday += WEEK
