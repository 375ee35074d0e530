"""Reads how often something is to come due, in English and Vietnamese, as an RRULE."""

import re

from bot.audits.chat.sentence import Sentence

_NUMBERS = {
    word: number
    for number, names in enumerate(
        (
            "one once mot",
            "two hai",
            "three ba",
            "four bon",
            "five",
            "six sau",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ),
        1,
    )
    for word in names.split()
}
_UNITS = {
    "DAILY": (1, "day days ngay"),
    "WEEKLY": (1, "week weeks tuan"),
    "MONTHLY": (1, "month months thang"),
    "QUARTERLY": (3, "quarter quarters quy"),
    "YEARLY": (12, "year years yr nam"),
}
_OF_UNIT = {word: (name, months) for name, (months, words) in _UNITS.items() for word in words.split()}
_COUNT = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNIT = rf"({'|'.join(sorted(_OF_UNIT, key=len, reverse=True))})"
_EVERY = re.compile(
    rf"\b(?:once\s+)?(?:every|each|per|moi|hang|dinh\s+ky(?:\s+moi)?)\s+(?:{_COUNT}\s+)?{_UNIT}\b(?:\s+(?:mot|1)\s+lan\b)?"
)
_ONCE_A = re.compile(rf"\bonce\s+an?\s+(){_UNIT}\b")
_A_TIME = re.compile(rf"\b{_COUNT}\s+{_UNIT}\s*(?:/|\s(?:mot|1|moi)\s)\s*lan\b")
_OTHER = re.compile(rf"\bevery\s+(?:other|second)\s+{_UNIT}\b")
_TIMES = re.compile(rf"\b(?:(twice)|{_COUNT}\s+(?:times|lan))\s*(?:an?|per|each|mot|moi|1|/)\s*(?:year|nam)\b")
_HALF = re.compile(
    r"\b(?:(?:every|each)\s+half[\s-]+year|half[\s-]?yearly|semi[\s-]?annual(?:ly)?|(?:moi\s+)?nua\s+nam(?:\s+(?:mot|1)\s+lan)?)\b"
)
_ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
_ADVERBS |= dict.fromkeys(("yearly", "annual", "annually"), "year")
_ADVERB = re.compile(rf"\b({'|'.join(_ADVERBS)})\b")
_WEEKDAYS = {
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
_THU = {"hai": "MO", "ba": "TU", "tu": "WE", "nam": "TH", "sau": "FR", "bay": "SA"}
_DAY_NAMES = "|".join(_WEEKDAYS)
_WEEKDAY = re.compile(rf"\b(?:every|each)\s+({_DAY_NAMES})s?\b|\bon\s+({_DAY_NAMES})s\b|\bmoi\s+thu\s+({'|'.join(_THU)})\b")
# One Monday is a day; only where a sentence says "weekly" is it every Monday.
_OF_WEEK = re.compile(rf"\b(?:on\s+)?({_DAY_NAMES})\b|\b(?:vao\s+)?thu\s+({'|'.join(_THU)})\b")
_MONTH_DAY = re.compile(
    r"\bon\s+(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)(?:\s+(?:day\s+)?of\s+(?:every|each|the)\s+month)?\b(?!\s*[a-z]+\s+\d{4})"
    r"|\b(?:vao\s+)?ngay\s+(\d{1,2})\s+(?:hang|moi)\s+thang\b"
)


def rhythms(sentence: Sentence) -> list[str]:
    """The rules that a sentence names, each once; more than one is a contradiction."""
    month_days = [match[1] or match[2] for match in sentence.take(_MONTH_DAY)]
    found = list(dict.fromkeys(_spoken(sentence)))
    weekly = bool(found) and all(rule.startswith("FREQ=WEEKLY") for rule in found)
    weekdays = [_weekday(m) for pattern in ((_WEEKDAY, _OF_WEEK) if weekly else (_WEEKDAY,)) for m in sentence.take(pattern)]
    if month_days and found in ([], ["FREQ=MONTHLY"]):
        return [f"FREQ=MONTHLY;BYMONTHDAY={day}" for day in dict.fromkeys(month_days)]
    if weekdays and (weekly or not found):
        days = ",".join(dict.fromkeys(weekdays))
        return [f"{rule};BYDAY={days}" for rule in found or ["FREQ=WEEKLY"]]
    return [*found, *weekdays, *month_days]


def _weekday(match: re.Match[str]) -> str:
    said = next(name for name in match.groups() if name)
    return _WEEKDAYS.get(said) or _THU[said]


def months_of(rule: str) -> int | None:
    """The months between two days of a rule; None for one of days or weeks."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    each = {"MONTHLY": 1, "YEARLY": 12}.get(parts.get("FREQ", ""))
    return each * int(parts.get("INTERVAL", "1")) if each else None


def _spoken(sentence: Sentence) -> list[str]:
    found = [_rule("MONTHLY", 6) for _ in sentence.take(_HALF)]
    found += [_rule("MONTHLY", 12 // _times(match)) for match in sentence.take(_TIMES, lambda match: 12 % _times(match) == 0)]
    found += [_of_unit(match[1], 2) for match in sentence.take(_OTHER)]
    for pattern in (_A_TIME, _ONCE_A, _EVERY):
        found += [_of_unit(match[2], _number(match[1])) for match in sentence.take(pattern)]
    return found + [_of_unit(_ADVERBS[match[1]], 1) for match in sentence.take(_ADVERB)]


def _times(match: re.Match[str]) -> int:
    return 2 if match[1] else _number(match[2]) or 1


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else _NUMBERS.get(text or "", 1)


def _of_unit(unit: str, count: int) -> str:
    name, months = _OF_UNIT[unit]
    return _rule("MONTHLY", count * months) if name in ("MONTHLY", "QUARTERLY", "YEARLY") else _rule(name, count)


def _rule(frequency: str, count: int) -> str:
    return f"FREQ={frequency};INTERVAL={count}" if count != 1 else f"FREQ={frequency}"
