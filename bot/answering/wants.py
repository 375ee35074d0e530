"""What kind of figure a question wants, and whether a section can give it."""

import re
from typing import Literal

from indexer.text import fold

Want = Literal["cost", "amount", "duration", "date", "contact", "person"]

_ASKS: dict[Want, re.Pattern[str]] = {
    "cost": re.compile(
        r"\b(fees?|cost\w*|price\w*|pricing|charges?|expensive|cheap|how much (?:is|does it cost|to|for|do (?:we|i|you) (?:pay|charge))|le phi|chi phi"
        r"|phi (?:bao|dang|nop|gia|ghi|hai|quan)\w*|gia (?:bao nhieu|ca|tien)|mat bao nhieu tien|ton bao nhieu|bao nhieu tien|an phi|phi tong|hoc phi)\b"
    ),
    "amount": re.compile(
        r"\b(how much|how many|number of|statistic\w*|so lieu|so luong|what (?:percent\w*|amount|figure|rate|share|cap|ceiling)|maximum|max|bao nhieu|toi da|muc tran)\b"
    ),
    "duration": re.compile(
        r"\b(how long|how many (?:days|months|years|hours)|how (?:fast|quick\w*|soon)|bao lau|may (?:nam|thang|ngay|gio)|mat bao lau)\b"
    ),
    "date": re.compile(
        r"\b(since when|from when|what date|which (?:day|year)|when did|when does .* (?:start|take effect)|tu khi nao|tu ngay nao|ngay nao)\b"
    ),
    "contact": re.compile(
        r"\b(phone|telephone|hotline|street|opening hours|e-?mail address|postal address|street address|what address|url|so dien thoai|dia chi|email (?:cua|nao|gi))\b"
    ),
    "person": re.compile(
        r"\b(recommend (?:a|me|us|an?y)|which (?:law firm|lawyer|attorney|firm)|name of (?:a|the|your)|luat su nao|cong ty luat nao|gioi thieu)\b"
    ),
}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONEY = re.compile(r"\b(vnd|usd|dong|us\$|s\$|\$|eur|chf|million|billion|trieu|ty)\b|[$€]")
# Without these a section cannot be the answer, however near it lies.
DECISIVE: frozenset[Want] = frozenset({"contact", "person"})
_GIVES: dict[Want, re.Pattern[str]] = {
    "cost": re.compile(r"\b(fees?|costs?|free of charge|free|paid|surcharge|le phi|phi|chi phi|mien phi)\b"),
    "amount": re.compile(r"\d"),
    "duration": re.compile(
        r"\b(?:day|days|month|months|year|years|hour|hours|week|weeks|ngay|thang|nam|gio|tuan|no (?:time limit|limit|fixed)|khong (?:co )?(?:thoi han|gioi han))\b"
    ),
    "date": re.compile(r"\b(?:19|20)\d\d\b"),
    "contact": re.compile(r"@|\+\d|https?:|\bwww\.|\b\w+\.(?:gov|int|com|vn)\b"),
    "person": re.compile(r"(?!)"),
}


def wants_of(question: str) -> frozenset[Want]:
    """The kinds of figure that a question asks for."""
    folded = fold(question)
    found = {want for want, pattern in _ASKS.items() if pattern.search(folded)}
    if found & {"cost", "duration", "contact"}:
        found.discard("amount")
    return frozenset(found)


def missing_wants(wants: frozenset[Want], text: str) -> frozenset[Want]:
    """Those of `wants` that nothing in `text` can satisfy."""
    folded = fold(text)
    return frozenset(want for want in wants if not _gives(want, folded))


def other_year(question: str, text: str) -> bool:
    """True when a figure of a year is wanted and `text` has none of that year."""
    years = set(_YEAR.findall(question))
    return bool(years) and years.isdisjoint(_YEAR.findall(text))


def _gives(want: Want, folded: str) -> bool:
    if _GIVES[want].search(folded) is None:
        return False
    return want != "cost" or _MONEY.search(folded) is not None or "free" in folded or "mien phi" in folded
