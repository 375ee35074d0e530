"""Reads days that are told from today: "in 6 months", "next Monday", "end of March", "sau 6 tháng", "thứ Hai tới".

A table of our own: dateparser 1.2 reads neither ends of months nor Vietnamese weekdays and "sau 6 tháng", and brings 15 MB.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from bot.checklists.answer_reading import read_day
from bot.checklists.trouble import UnreadableAnswer
from indexer.text import fold

_ENGLISH = "one two three four five six seven eight nine ten eleven twelve".split()
_VIETNAMESE = "mot hai ba bon nam sau bay tam chin muoi".split()
_NUMBERS = {word: number for words in (_ENGLISH, _VIETNAMESE) for number, word in enumerate(words, 1)} | {"a": 1, "an": 1}
_UNITS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("day", "days", "ngay"), ("days", 1)),
    **dict.fromkeys(("week", "weeks", "tuan"), ("weeks", 1)),
    **dict.fromkeys(("month", "months", "thang"), ("months", 1)),
    **dict.fromkeys(("quarter", "quarters", "quy"), ("months", 3)),
    **dict.fromkeys(("year", "years", "nam"), ("years", 1)),
}
_WEEKDAYS = {name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_THU = {
    name: number for number, names in enumerate(("hai 2", "ba 3", "tu 4", "nam 5", "sau 6", "bay 7")) for name in names.split()
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_N = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_EN, _VI = r"(?P<unit>days?|weeks?|months?|quarters?|years?)", r"(?P<unit>ngay|tuan|thang|quy|nam)"
_DAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_THU_NAME = rf"(?:thu\s+(?P<thu>{'|'.join(_THU)})|(?P<sunday>chu\s+nhat))"
_PART = {"end": "end", "cuoi": "end", "beginning": "start", "start": "start", "dau": "start"}
_PART |= {"middle": "middle", "mid": "middle", "giua": "middle"}
_Found = Callable[[re.Match[str], date], date | None]


def _length(match: re.Match[str], count: int) -> relativedelta:
    name, times = _UNITS[match["unit"]]
    lengths: dict[str, Any] = {name: count * times}
    return relativedelta(**lengths)


def _count(match: re.Match[str]) -> int:
    return int(match["count"]) if match["count"].isdecimal() else _NUMBERS[match["count"]]


def _ahead(match: re.Match[str], today: date) -> date:
    return today + _length(match, _count(match))


def _ago(match: re.Match[str], today: date) -> date:
    return today - _length(match, _count(match))


def _following(match: re.Match[str], today: date) -> date:
    return today + _length(match, 1)


def _named(days: int) -> _Found:
    return lambda _match, today: today + timedelta(days=days)


def _number_of(match: re.Match[str]) -> int:
    found = match.groupdict()
    if found.get("weekday"):
        return _WEEKDAYS[found["weekday"]]
    return 6 if found.get("sunday") else _THU[found["thu"]]


def _next_weekday(match: re.Match[str], today: date) -> date:
    """The first one after today."""
    return today + timedelta(days=(_number_of(match) - today.weekday() - 1) % 7 + 1)


def _of_week(weeks: int) -> _Found:
    def found(match: re.Match[str], today: date) -> date:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=7 * weeks + _number_of(match))

    return found


def _last_weekday(match: re.Match[str], today: date) -> date:
    return today - timedelta(days=(today.weekday() - _number_of(match) - 1) % 7 + 1)


def _of_month(match: re.Match[str], today: date) -> date | None:
    """The next one that is not over, unless a year is named."""
    named = match["month"]
    month = int(named) if named.isdecimal() else _MONTHS.index(named[:3]) + 1
    if not 1 <= month <= 12:
        return None
    year = int(match["year"]) if match["year"] else today.year
    day = _in(_PART[match["part"]], date(year, month, 1), 1)
    return _in(_PART[match["part"]], date(year + 1, month, 1), 1) if day < today and not match["year"] else day


def _of_period(match: re.Match[str], today: date) -> date:
    name, times = _UNITS[match["unit"]]
    count = {"days": 0, "weeks": 0, "months": times, "years": 12}[name]
    which = (match.groupdict().get("which") or "").strip()
    ahead = 1 if which in ("next", "sau", "toi") else 0
    if name == "weeks":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
        return monday + timedelta(days={"start": 0, "middle": 2, "end": 4}[_PART[match["part"]]])
    begins = date(today.year, (today.month - 1) // count * count + 1, 1) + relativedelta(months=count * ahead)
    return _in(_PART[match["part"]], begins, count)


def _in(part: str, begins: date, months: int) -> date:
    ends = begins + relativedelta(months=months, days=-1)
    return {"start": begins, "middle": begins + (ends - begins) // 2, "end": ends}[part]


_OF = r"(?:(?:at|by)\s+)?(?:the\s+)?(?P<part>end|beginning|start|middle|mid)[\s-]+(?:of\s+)?"
_CUOI = r"(?P<part>cuoi|dau|giua)\s+"
_NO_RANGE = r"(?<!to )(?<!and )(?<!den )(?<![-–])(?<![-–] )"  # "3 to 12 months later" is a window
# What lies ahead, as it is said within a sentence; the longer phrase first.
_COMING: tuple[tuple[str, _Found], ...] = (
    (rf"(?<!once )(?:in|within)\s+{_N}\s+{_EN}(?:\s+time|\s+from\s+(?:now|today))?", _ahead),
    (rf"{_NO_RANGE}{_N}\s+{_EN}\s+(?:from\s+(?:now|today)|later|hence)", _ahead),
    (rf"(?:sau|trong(?:\s+vong)?)\s+{_N}\s+{_VI}(?:\s+(?:nua|toi))?", _ahead),
    (rf"{_NO_RANGE}{_N}\s+{_VI}\s+(?:nua|sau(?!\s+(?:lan|khi|dot)\b)|toi)", _ahead),
    (rf"(?:on\s+)?{_DAY}\s+(?:of\s+)?next\s+week", _of_week(1)),
    (rf"{_THU_NAME}\s+tuan\s+(?:sau|toi)", _of_week(1)),
    (rf"{_THU_NAME}\s+tuan\s+nay", _of_week(0)),
    (rf"(?:on\s+)?(?:this\s+coming|next|this|coming)\s+{_DAY}", _next_weekday),
    (rf"{_THU_NAME}\s+(?:toi|sau|nay)", _next_weekday),
    (rf"{_OF}(?P<month>{_MONTH})(?:,?\s+(?P<year>\d{{4}}))?", _of_month),
    (rf"{_CUOI}thang\s+(?P<month>\d{{1,2}})(?:(?:\s*/\s*|\s+nam\s+)(?P<year>\d{{4}}))?", _of_month),
    (rf"{_OF}(?P<which>this\s+|next\s+|the\s+)?(?P<unit>week|month|quarter|year)", _of_period),
    (rf"{_CUOI}(?P<unit>tuan|thang|quy|nam)(?P<which>\s+(?:nay|sau|toi))?", _of_period),
    (r"next\s+(?P<unit>week|month|quarter|year)", _following),
    (r"(?<!\d )(?P<unit>tuan|thang|quy|nam)\s+(?:sau(?!\s+(?:lan|khi|dot)\b)|toi)", _following),
    (r"(?:the\s+)?day\s+after\s+tomorrow|ngay\s+kia", _named(2)),
    (r"tomorrow|ngay\s+mai", _named(1)),
    (r"today|hom\s+nay", _named(0)),
)
# What is said of a day where nothing else is said: what is over, a weekday, a length of time.
_ALONE: tuple[tuple[str, _Found], ...] = (
    (r"yesterday|hom\s+qua", _named(-1)),
    (r"(?:the\s+)?day\s+before\s+yesterday|hom\s+kia", _named(-2)),
    (rf"{_N}\s+{_EN}\s+ago", _ago),
    (rf"(?:cach\s+day\s+)?{_N}\s+{_VI}\s+truoc", _ago),
    (rf"(?:on\s+)?last\s+{_DAY}", _last_weekday),
    (rf"{_THU_NAME}\s+tuan\s+truoc", _of_week(-1)),
    (rf"{_THU_NAME}\s+(?:truoc|vua\s+roi)", _last_weekday),
    (rf"(?:on\s+)?{_DAY}", _next_weekday),
    (_THU_NAME, _next_weekday),
    (rf"{_N}\s+{_EN}", _ahead),
    (rf"{_N}\s+{_VI}", _ahead),
)


def _nameless(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


# For a sentence in which other things stand, folded; it begins and ends with a word.
COMING = rf"(?:{'|'.join(_nameless(pattern) for pattern, _ in _COMING)})\b"
ALONE = rf"(?:{'|'.join(_nameless(pattern) for pattern, _ in (*_COMING, *_ALONE))})\b"
_READ = tuple((re.compile(pattern), found) for pattern, found in (*_COMING, *_ALONE))
_OVER = ((re.compile(rf"(?:on\s+)?{_DAY}"), _last_weekday), (re.compile(_THU_NAME), _last_weekday))
_MOST = 60


def relative_day(text: str, today: date, over: bool = False) -> date | None:
    """The day that a folded text tells from today; None for what tells none, or none that a calendar has.

    A weekday by itself is the next one, the last one where the day is `over`.
    """
    said = " ".join(text[:_MOST].split())
    for pattern, found in (*_OVER, *_READ) if over else _READ:
        if match := pattern.fullmatch(said):
            try:
                return found(match, today)
            except (OverflowError, ValueError):  # in 999 years, ten thousand times
                return None
    return None


def is_told(text: str, language: str) -> bool:
    """True for what is no day of a calendar, and so another day tomorrow."""
    try:
        read_day(text, language)
    except UnreadableAnswer:
        return True
    return False


def day_in(text: str, language: str, today: date, over: bool = False) -> date:
    """A day as a calendar writes it, or told from today; raises UnreadableAnswer."""
    try:
        return read_day(text, language)
    except UnreadableAnswer as error:
        found = relative_day(fold(text).strip(" .,"), today, over) if error.why == "no_day" else None
        if found is None:
            raise
        return found
