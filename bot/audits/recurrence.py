"""A Recurrence says on which days something comes due again: an RRULE over local days, bounded in count and in time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from dateutil.rrule import rrule, rrulestr

MAX_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 2000, 2200
_HORIZON = timedelta(days=366 * 12)  # a rule that names no day within twelve years names none
_MOST = 1000
_FREQUENCIES = {"DAILY": 366, "WEEKLY": 104, "MONTHLY": 60, "YEARLY": 10}  # the longest interval of each
_PARTS = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(?:;[A-Z]+=[A-Z0-9,+-]+)*")
_LIST = r"{0}(?:,{0}){{0,30}}"
_DAY_OF_MONTH = "(?:-?(?:[1-9]|[12][0-9]|3[01]))"
# What may stand beside a frequency. The library searches a rule that names no day up to the year 9999: with these it takes a
# fraction of a second.
_VALUES = {
    "FREQ": re.compile("[A-Z]+"),
    "INTERVAL": re.compile("[0-9]{1,3}"),
    "COUNT": re.compile("[0-9]{1,4}"),
    "UNTIL": re.compile("[0-9]{8}"),
    "WKST": re.compile("MO|SU"),
    "BYDAY": re.compile(_LIST.format("(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)")),
    "BYMONTH": re.compile(_LIST.format("(?:[1-9]|1[0-2])")),
    "BYMONTHDAY": re.compile(_LIST.format(_DAY_OF_MONTH)),
    "BYSETPOS": re.compile(_DAY_OF_MONTH),
}
_LONGER_ONLY = {"BYMONTH", "BYMONTHDAY", "BYSETPOS"}
_SHORTEST_MONTH = 28


class BadRecurrence(ValueError):
    """Tell the author of the plan: the rule names no days, or not in a way that we follow."""


@dataclass(frozen=True)
class Recurrence:
    """`rule` is an RRULE of days or longer, `start` its first day.

    A rule for day 29, 30 or 31 means the last day of months that are shorter: nothing due is skipped. 29 February is the 28th
    in other years.
    """

    rule: str
    start: date

    def __post_init__(self) -> None:
        parts = _parts(self.rule)
        if not FIRST_YEAR <= self.start.year <= LAST_YEAR:
            raise BadRecurrence(f"the start must lie between {FIRST_YEAR} and {LAST_YEAR}")
        _check(parts)
        if next(self.days(self.start), None) is None:
            raise BadRecurrence(f"{self.rule!r} names no day within twelve years")

    def days(self, after: date) -> Iterator[date]:
        """The days from `after` on, itself included, in order; at most 1,000 and none beyond twelve years."""
        last = max(after, self.start) + _HORIZON
        until = datetime(last.year, last.month, last.day)  # noqa: DTZ001 - naive on purpose: the zone is attached to the local day
        found = _bounded(_lengthened(_parts(self.rule), self.start), self.start, until)
        start = datetime(after.year, after.month, after.day)  # noqa: DTZ001
        return (moment.date() for moment in islice(found.xafter(start, count=_MOST, inc=True), _MOST))


def _bounded(parts: dict[str, str], start: date, until: datetime) -> rrule:
    text = ";".join(f"{name}={value}" for name, value in parts.items() if name != "COUNT")
    first = datetime(start.year, start.month, start.day)  # noqa: DTZ001
    try:
        found = rrulestr(text, dtstart=first)
    except ValueError as error:
        raise BadRecurrence(f"{text!r} is not an RRULE: {error}") from None
    assert isinstance(found, rrule)
    own = datetime.strptime(parts["UNTIL"], "%Y%m%d") if "UNTIL" in parts else until  # noqa: DTZ007
    if "COUNT" in parts:
        counted = list(islice(found, int(parts["COUNT"])))
        own = min(own, counted[-1]) if counted else own
    return found.replace(until=min(own, until))


def _parts(rule: str) -> dict[str, str]:
    text = rule.removeprefix("RRULE:")
    if len(rule) > MAX_LENGTH or not _PARTS.fullmatch(text):
        raise BadRecurrence(f"{rule[:MAX_LENGTH]!r} is not an RRULE such as FREQ=MONTHLY;INTERVAL=6")
    pairs = [part.partition("=") for part in text.split(";")]
    found = {name: value for name, _, value in pairs}
    if len(found) != len(pairs):
        raise BadRecurrence(f"a part of {rule!r} stands twice")
    return found


def _check(parts: dict[str, str]) -> None:
    longest = _FREQUENCIES.get(parts.get("FREQ", ""))
    if longest is None:
        raise BadRecurrence("the frequency must be DAILY, WEEKLY, MONTHLY or YEARLY")
    for name, value in parts.items():
        if name not in _VALUES or (name in _LONGER_ONLY and parts["FREQ"] in ("DAILY", "WEEKLY")):
            raise BadRecurrence(f"{name} cannot stand in a {parts['FREQ']} rule here: a plan names days by week, month or year")
        if not _VALUES[name].fullmatch(value):
            raise BadRecurrence(f"{name}={value} cannot be read")
    if not 1 <= int(parts.get("INTERVAL", "1")) <= longest:
        raise BadRecurrence(f"INTERVAL must be 1 to {longest}")
    if not 1 <= int(parts.get("COUNT", "1")) <= _MOST:
        raise BadRecurrence(f"COUNT must be 1 to {_MOST}")
    if parts["FREQ"] in ("DAILY", "WEEKLY") and re.search("[0-9]", parts.get("BYDAY", "")):
        raise BadRecurrence("a weekday has a number only in a month or a year")


def _lengthened(parts: dict[str, str], start: date) -> dict[str, str]:
    """The same rule, in which a day that a month does not have is its last."""
    if "BYSETPOS" in parts or parts["FREQ"] not in ("MONTHLY", "YEARLY"):
        return parts
    if not set(parts) & {"BYDAY", "BYMONTHDAY"}:
        return _ending(parts, start.day, start.month) if start.day > _SHORTEST_MONTH else parts
    day = parts.get("BYMONTHDAY", "")
    if "BYDAY" not in parts and re.fullmatch("29|30|31", day):
        return _ending(parts, int(day), start.month)
    return parts


def _ending(parts: dict[str, str], day: int, month: int) -> dict[str, str]:
    days = ",".join(str(number) for number in range(_SHORTEST_MONTH, day + 1))
    own = {"BYMONTH": str(month)} if parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts else {}
    return {**parts, **own, "BYMONTHDAY": days, "BYSETPOS": "-1"}
