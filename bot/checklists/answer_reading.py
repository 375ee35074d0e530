"""Reads what a person says to an item as a value of its kind; what cannot be read is said in one sentence and changes nothing."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from babel.numbers import NumberFormatError, parse_decimal

from bot.checklists.trouble import UnreadableAnswer
from indexer.checklist import SCALE, ChecklistItem, Option
from indexer.condition import Value
from indexer.text import fold, words

MAX_TEXT = 3_000
MAX_DIGITS = 15
_YES = frozenset({"yes", "y", "yep", "yeah", "co", "vang", "da", "roi", "da co", "co roi"})
_NO = frozenset({"no", "n", "nope", "khong", "chua", "khong co", "chua co", "ko"})
_NOT_APPLICABLE = frozenset({"n a", "na", "not applicable", "does not apply", "khong ap dung", "khong lien quan"})
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+),? (\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Written by somebody used to the other language's signs, it would be a thousand times as much.
_AMBIGUOUS = {"en": re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}"), "vi": re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")}
_NUMBER = re.compile(r"([+-]?[\d.,]+)\s*(.*)")


def read(item: ChecklistItem, said: Sequence[str], language: str) -> Value:
    """The value of what was typed, or chosen: several texts where a menu gives several. Raises UnreadableAnswer."""
    texts = [text.strip() for text in said if text.strip()]
    if not texts:
        raise UnreadableAnswer("empty")
    if item.kind == "multi":
        return _several(item, texts)
    if len(texts) > 1:
        raise UnreadableAnswer("one_only")
    return _READERS[item.kind](item, texts[0], language)


def says_not_applicable(text: str) -> bool:
    """True for "n/a" and "không áp dụng"."""
    return _plain(text) in _NOT_APPLICABLE


def readable(text: str) -> str:
    """A text that can be kept: what no database or log can hold is replaced; raises UnreadableAnswer."""
    found = text.encode("utf-8", "replace").decode().replace("\x00", "").strip()
    if not found:
        raise UnreadableAnswer("empty")
    if len(found) > MAX_TEXT:
        raise UnreadableAnswer("too_long", most=str(MAX_TEXT))
    return found


def _yes_no(item: ChecklistItem, text: str, _: str) -> Value:
    plain = _plain(text)
    if plain in _YES:
        return "yes"
    if plain in _NO:
        return "no"
    return _one_of(item, text)


def _single(item: ChecklistItem, text: str, _: str) -> Value:
    return _one_of(item, text)


def _several(item: ChecklistItem, texts: Sequence[str]) -> Value:
    known = {option.value for option in item.options}
    parts = texts if len(texts) > 1 or texts[0] in known else re.split(r"[,;]", texts[0])
    chosen = {_one_of(item, part) for part in parts if part.strip()}
    return tuple(option.value for option in item.options if option.value in chosen)


def _one_of(item: ChecklistItem, text: str) -> str:
    """By its value, its label in either language, or its number in the list."""
    plain = _plain(text)
    for number, option in enumerate(item.options, start=1):
        if plain in _names(option, number):
            return option.value
    raise UnreadableAnswer("no_option")


def _names(option: Option, number: int) -> set[str]:
    return {_plain(option.value), _plain(option.label.en), _plain(option.label.vi), str(number)} - {""}


def _scale(_: ChecklistItem, text: str, __: str) -> Value:
    if text not in {str(step) for step in SCALE}:
        raise UnreadableAnswer("no_step")
    return int(text)


def _number(item: ChecklistItem, text: str, language: str) -> Value:
    match = _NUMBER.fullmatch(text)
    if match is None or len(match[1]) > MAX_DIGITS:
        raise UnreadableAnswer("no_number")
    if match[2] and _plain(match[2]) not in {_plain(item.unit or ""), _plain((item.unit or "").rstrip("s"))} - {""}:
        raise UnreadableAnswer("other_unit", unit=item.unit or "–")
    if _AMBIGUOUS["vi" if language == "vi" else "en"].fullmatch(match[1]):
        raise UnreadableAnswer("which_number")
    try:
        value: Decimal = parse_decimal(match[1], locale="vi" if language == "vi" else "en", strict=True)
    except NumberFormatError:
        raise UnreadableAnswer("no_number") from None
    return int(value) if value == int(value) else float(value)


def _date(_: ChecklistItem, text: str, language: str) -> Value:
    return read_day(text, language).isoformat()


def read_day(text: str, language: str) -> date:
    """ "2026-11-27", "27/11/2026", "27 Nov 2026"; 3/4/2026 is clear in Vietnamese only. Raises UnreadableAnswer."""
    try:
        if match := _ISO.fullmatch(text.strip()):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SLASHED.fullmatch(text.strip()):
            return _slashed(int(match[1]), int(match[2]), int(match[3]), language)
        if (match := _NAMED.fullmatch(fold(text.strip()))) and match[2][:3] in _MONTHS:
            return date(int(match[3]), _MONTHS.index(match[2][:3]) + 1, int(match[1]))
    except ValueError as error:
        if isinstance(error, UnreadableAnswer):
            raise
        raise UnreadableAnswer("no_day") from None
    raise UnreadableAnswer("no_day")


def _slashed(first: int, second: int, year: int, language: str) -> date:
    """The day comes first, unless an American meant the month: where both could be, English readers are asked."""
    if language != "vi" and first <= 12 and second <= 12 and first != second:
        raise UnreadableAnswer("which_day")
    day_first = second <= 12
    return date(year, second, first) if day_first else date(year, first, second)


def _text(_: ChecklistItem, text: str, __: str) -> Value:
    return readable(text)


def _file(_: ChecklistItem, __: str, ___: str) -> Value:
    raise UnreadableAnswer("attach_file")


_READERS: dict[str, Callable[[ChecklistItem, str, str], Value]] = {
    "yes_no_na": _yes_no,
    "single": _single,
    "scale": _scale,
    "number": _number,
    "date": _date,
    "text": _text,
    "file": _file,
}


def _plain(text: str) -> str:
    return " ".join(words(fold(text)))
