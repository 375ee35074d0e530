"""Working days and office hours of a place, and the moment at which somebody there may be written to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.audits.lunar_new_year import days_of_tet

OPENS, CLOSES = time(9), time(17)
_DAY = timedelta(days=1)
_WEEKEND = frozenset({5, 6})
_LANGUAGES = {"en": "en_US", "vi": "vi"}  # as the library calls them
_LONGEST_BREAK = 60  # days: no country closes for longer


class UnknownPlace(ValueError):
    """Tell the author of the plan: there is no such time zone."""


@dataclass(frozen=True)
class Place:
    """An IANA time zone and an ISO country code; both a plant and the people who are reminded have one."""

    zone: str
    country: str

    @property
    def tz(self) -> ZoneInfo:
        """The zone; raises UnknownPlace."""
        return _zone(self.zone)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownPlace(f"there is no time zone {name!r}; write one such as Asia/Ho_Chi_Minh") from None


@lru_cache(maxsize=1024)
def _closed(country: str, year: int) -> tuple[frozenset[date], frozenset[int]]:
    """Holidays of a year and weekdays off, from the library `holidays`; of a country that it does not know, the weekend only."""
    import holidays  # it takes a while, which a question need not wait for

    try:
        known = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return frozenset(), _WEEKEND
    own = days_of_tet(year) if country == "VN" else ()
    return frozenset({*known.keys(), *own}), frozenset(known.weekend)


@lru_cache(maxsize=1024)
def _named(country: str, year: int, language: str) -> dict[date, str]:
    import holidays

    try:
        return dict(holidays.country_holidays(country, years=year, language=_LANGUAGES.get(language, "en_US")))
    except NotImplementedError:
        return {}


def holiday(place: Place, day: date, language: str) -> str:
    """The name of a public holiday there, in a language that the library knows it in; empty for any other day."""
    name = _named(place.country, day.year, language).get(day, "")
    return name or ("Tết" if place.country == "VN" and day in set(days_of_tet(day.year)) else "")


def is_working_day(place: Place, day: date) -> bool:
    """True unless it is a weekend or a public holiday there."""
    days_off, weekend = _closed(place.country, day.year)
    return day.weekday() not in weekend and day not in days_off


def on_or_after(place: Place, day: date) -> date:
    """The day, or the next working day."""
    return _nearest(place, day, _DAY)


def on_or_before(place: Place, day: date) -> date:
    """The day, or the working day before it."""
    return _nearest(place, day, -_DAY)


def _nearest(place: Place, day: date, step: timedelta) -> date:
    for _ in range(_LONGEST_BREAK):
        if is_working_day(place, day):
            return day
        day += step
    return day


def working_days(place: Place, first: date, last: date) -> list[date]:
    """All working days from the first to the last."""
    days = (first + number * _DAY for number in range((last - first).days + 1))
    return [day for day in days if is_working_day(place, day)]


def moment_of(day: date, at: time, place: Place) -> datetime:
    """The moment, in UTC, of a local time.

    A time that the clocks skip in spring comes as much later as they skip; of a time that they show twice in autumn it is the
    first.
    """
    return datetime.combine(day, at, place.tz).replace(fold=0).astimezone(UTC)


def day_at(moment: datetime, place: Place) -> date:
    """What day it is there."""
    return moment.astimezone(place.tz).date()


def office_moment(day: date, reader: Place, plant: Place) -> datetime:
    """When a reader is written to on a day: in office hours that the plant shares, where there are any.

    Else when theirs begin.
    """
    opens, closes = moment_of(day, OPENS, reader), moment_of(day, CLOSES, reader)
    there = moment_of(day_at(opens, plant), OPENS, plant)
    return there if opens <= there < closes and is_working_day(plant, day_at(there, plant)) else opens


def in_office_hours(moment: datetime, place: Place) -> bool:
    """True on a working day from opening to closing time."""
    local = moment.astimezone(place.tz)
    return OPENS <= local.time() < CLOSES and is_working_day(place, local.date())


def next_office_moment(moment: datetime, place: Place) -> datetime:
    """The moment itself in office hours; else when they next begin."""
    if in_office_hours(moment, place):
        return moment
    day = day_at(moment, place)
    if moment >= moment_of(day, OPENS, place):
        day += _DAY
    return moment_of(on_or_after(place, day), OPENS, place)


def last_office_moment(moment: datetime, place: Place) -> datetime:
    """The moment itself in office hours; else when those of the working day before begin."""
    if in_office_hours(moment, place):
        return moment
    day = day_at(moment, place)
    if moment < moment_of(day, OPENS, place):
        day -= _DAY
    return moment_of(on_or_before(place, day), OPENS, place)
