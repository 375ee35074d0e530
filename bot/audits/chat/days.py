"""Reads the days that a sentence names, and what each is: the first one, the one on which it is due, an expiry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.audits.chat.relative_days import COMING, relative_day
from bot.audits.chat.sentence import Sentence
from bot.checklists.answer_reading import read_day
from bot.checklists.trouble import UnreadableAnswer

Meaning = Literal["first", "due", "expiry"]
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*"
WRITTEN = (
    r"(?P<day>\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\.?,?\s+\d{{4}}|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{1,2}\s+thang\s+\d{1,2}(?:,)?\s+nam\s+\d{4})"
)
_FIRST = r"start(?:s|ing)?(?:\s+on)?|from|beginning(?:\s+on)?|begins?(?:\s+on)?|first(?:\s+(?:on|time))?|bat\s+dau(?:\s+tu)?|ke\s+tu|tu|lan\s+dau"
_EXPIRY = r"expir(?:es|y|ing)(?:\s+on)?|valid\s+until|runs?\s+out(?:\s+on)?|het\s+han|het\s+hieu\s+luc"
_DUE = r"due(?:\s+(?:on|by))?|by|on|before|until|vao|truoc|den\s+han|han"
_SAID = re.compile(
    rf"\b(?:(?P<first>{_FIRST})|(?P<expiry>{_EXPIRY})|(?P<due>{_DUE}))?(?:\s*[:=])?\s*(?:(?:vao\s+)?ngay\s+)?\b{WRITTEN}(?!\d)"
)
_TOLD = re.compile(rf"\b(?:(?:(?P<first>{_FIRST})|(?P<expiry>{_EXPIRY})|(?P<due>{_DUE}))(?:\s*[:=])?\s*)?\b(?P<day>{COMING})")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+thang\s+(\d{1,2}),?\s+nam\s+(\d{4})")
_AMERICAN = re.compile(rf"({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})")


@dataclass(frozen=True)
class Said:
    """`day` is None where it cannot be read; `why` is then "no_day" or "which_day"."""

    meaning: Meaning
    day: date | None
    why: str = ""


def days(sentence: Sentence, language: str, today: date) -> list[Said]:
    """All days of a sentence; 3/4/2027 is clear in Vietnamese only."""
    return [*_days(sentence, language), *_told(sentence, today)]


def _told(sentence: Sentence, today: date) -> Iterator[Said]:
    """Those that are told from today."""
    for match in sentence.take(_TOLD):
        day = relative_day(match["day"], today)
        yield Said(_meaning(match), day, "" if day is not None else "no_day")


def _meaning(match: re.Match[str]) -> Meaning:
    return "first" if match["first"] else "expiry" if match["expiry"] else "due"


def _days(sentence: Sentence, language: str) -> Iterator[Said]:
    for match in sentence.take(_SAID):
        meaning = _meaning(match)
        try:
            yield Said(meaning, read_day(_plain(match["day"]), language))
        except UnreadableAnswer as error:
            yield Said(meaning, None, error.why)


def _plain(text: str) -> str:
    if found := _VIETNAMESE.fullmatch(text):
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    if found := _AMERICAN.fullmatch(text):
        return f"{found[2]} {found[1]} {found[3]}"
    return text.replace(".", "") if any(letter.isalpha() for letter in text) else text
