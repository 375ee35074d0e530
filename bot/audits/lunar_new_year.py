"""Tết, on which no plant in Vietnam can be visited, from a table of our own that errs on the side of more days."""

from collections.abc import Iterator
from datetime import date, timedelta

# The first day of the first lunar month: the day, in Vietnam's time (UTC+7), of a new moon. In 2030 that moon comes at 23:07 in
# Hà Nội and at
# 00:07 in Beijing, so that Tết is a day before the Chinese new year. The tests compute the moons (Meeus, Astronomical
# Algorithms, chapter 49).
FIRST_DAYS = {
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 2),
}
# The Labour Code 2019, article 112, gives five days; the government decides each autumn whether one or two of them lie before
# the first.
# Until it has, we count both, and one more on either side: a house rule.
_BEFORE, _AFTER = 2, 5


def days_of_tet(year: int) -> Iterator[date]:
    """The days around Tết that are nobody's working days; none for a year that is not in the table."""
    first = FIRST_DAYS.get(year)
    if first is not None:
        yield from (first + timedelta(days=number) for number in range(-_BEFORE, _AFTER))
