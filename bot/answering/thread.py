"""Reads a follow-up in the light of what was asked and answered before it."""

import re
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

import yaml

from bot.answering.courtesies import without_courtesies
from bot.answering.places import PlaceNames, Places
from bot.answering.question import Question, Unreadable
from bot.answering.reading import clean, content_words, read_message
from indexer.language import language_of
from indexer.text import fold, words

MAX_CARRIED = 400

_LANGUAGE_ONLY = re.compile(
    r"(?:va |and |now |please |can you |could you |say (?:it|that) |answer |repeat (?:it |that )?|the same |translate (?:it |that )?|what about "
    r"|tra loi |noi |dich |con |lai )*(?:in|into|to|bang|sang)? ?(?P<language>vietnamese|english|tieng viet|tieng anh)(?: please| thi sao| duoc khong| nhe| di)?"
)
_OPENING = re.compile(
    r"^(?:and|or|but|so|also|then|ok|what about|how about|what if|same (?:for|in|question)|con|the con|vay con|vay|the|va|neu)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:it|its|this|these|those|they|them|ones|same|such|above)\b|^that\b|\b(?:of|about|for|like|to|from|with|after|does|is|do|if|than) that\b|\bthat$"
)
_POINTING_VI = re.compile(r"\b(?:no|ho|cai (?:do|nay)|dieu (?:do|nay)|viec (?:do|nay)|nhu (?:vay|the)|do|nay)\b")
_WHICH = re.compile(
    r"^(?:which|what|whose|who|when|where|why|how)(?: \w+){0,3}\??$|\b(?:nao|gi|khi nao|o dau|tai sao|bao nhieu|bao lau)\??$"
)
_FILLER = frozenset(
    "about else case too instead exactly thi sao neu con vay the nhi ben phia question situation please regarding law rule rules apply applies".split()
)
_BESIDES = re.compile(r"\b(?:too|also|as well|both|besides|cung|luon)\b")
_SHORT = 3
_MEDIUM = 8


@dataclass(frozen=True)
class Turn:
    """An earlier question of a thread as it was understood, and what answered it."""

    question: str
    language: str
    places: Places
    sections: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class FollowUp:
    """A question read in its thread: sections of the turn before are at hand, its country is assumed if none is named.

    `alone` is the same message read by itself, where it may well mean that.
    """

    question: Question
    at_hand: tuple[str, ...] = ()
    assumed: Places = field(default_factory=Places)
    after_clarifying: bool = False
    alone: Question | None = None


def read_in_thread(text: str, turns: tuple[Turn, ...], names: PlaceNames, language: str | None) -> FollowUp | Unreadable:
    """The question that `text` asks after `turns`, oldest first."""
    asked = [turn for turn in turns if turn.status != "small_talk"]
    if not asked:
        read = read_message(text, names, language)
        return read if isinstance(read, Unreadable) else FollowUp(read)
    last = asked[-1]
    plain = without_courtesies(clean(text)[:MAX_CARRIED])
    other = _language_only(plain)
    if other is not None:
        return _again(last.question, last, names, other)
    places = names.find(plain)
    if (places.covered or places.others) and not _own_words(plain, names):
        return _again(_moved(last.question, plain, names), last, names, language or _spoken(plain, last, names))
    read = read_message(text, names, language)
    if isinstance(read, Unreadable):
        return read
    after = last.status == "clarify"
    strongly, weakly = _leaning(plain, names)
    if strongly or weakly:
        return replace(_joined(read, last, names, after), alone=None if strongly else read)
    return FollowUp(read, (), last.places, after)


def _language_only(plain: str) -> str | None:
    match = _LANGUAGE_ONLY.fullmatch(" ".join(words(fold(plain))))
    if match is None:
        return None
    return "vi" if match["language"] in ("vietnamese", "tieng viet") else "en"


def _own_words(plain: str, names: PlaceNames) -> list[str]:
    """What a message says beside naming countries."""
    spans = names.spans(plain)
    kept = " ".join(word for number, word in enumerate(words(plain)) if number not in spans)
    return [word for word in content_words(kept) if word not in _FILLER]


def _spoken(plain: str, last: Turn, names: PlaceNames) -> str:
    """A bare country name says nothing about the language; the thread does."""
    spans = names.spans(plain)
    beside = [word for number, word in enumerate(words(plain)) if number not in spans]
    vietnamese = language_of(" ".join(beside)) == "vi" if beside else language_of(plain) == "vi" and not plain.isascii()
    return "vi" if vietnamese else last.language


def _moved(question: str, plain: str, names: PlaceNames) -> str:
    """The earlier question without its countries, then the new one."""
    spans = names.spans(question)
    kept = [word for number, word in enumerate(words(question)) if number not in spans]
    there = " ".join(word for number, word in enumerate(words(plain)) if number in names.spans(plain))
    return f"{' '.join(kept)} {names.countrywide(there, language_of(question))}?"


def _again(question: str, last: Turn, names: PlaceNames, language: str | None) -> FollowUp | Unreadable:
    read = read_message(question, names, language)
    if isinstance(read, Unreadable):
        return read
    assumed = Places() if read.places.covered or read.places.others else last.places
    return FollowUp(read, (), assumed, last.status == "clarify")


def _leaning(plain: str, names: PlaceNames) -> tuple[bool, bool]:
    """(means little without the message before, may mean something by itself)."""
    own = _own_words(plain, names)
    folded = fold(plain)
    opened = _OPENING.match(folded) is not None
    pattern = _POINTING_VI if language_of(plain) == "vi" else _POINTING
    pointing = pattern.search(folded.rstrip(" ?.!")) is not None
    strongly = len(own) <= 1 or (len(own) <= _MEDIUM and (opened or pointing))
    return strongly, len(own) <= _SHORT and _WHICH.search(folded) is not None


def _joined(read: Question, last: Turn, names: PlaceNames, after: bool) -> FollowUp:
    named = read.places if read.places.covered or read.places.others else last.places
    carried = _moved(last.question, read.text, names) if read.places.covered or read.places.others else last.question
    carried = _swapped(carried, read.text)
    context = carried[:MAX_CARRIED]
    parts = tuple(replace(part, context=f"{context} {part.context}".strip(), places=named) for part in read.parts)
    thin = len(content_words(read.text)) <= 1
    written = _written(context) if thin else read.written
    language = last.language if thin and read.written == "en" else read.language
    text = f"{context} {read.text}"
    question = replace(read, parts=parts, places=named, written=written, language=language, text=text)
    return FollowUp(question, last.sections, Places(), after)


def _swapped(carried: str, text: str) -> str:
    """The earlier question without the platform, institution or kind of right that the follow-up names another of.

    "… and can a patent protect it, too?" leaves it as it is.
    """
    if _BESIDES.search(fold(text)):
        return carried
    for kind in _kinds():
        if (now := set(kind.findall(fold(text)))) and len(fold(carried)) == len(carried):
            gone = [match.span() for match in kind.finditer(fold(carried)) if match[0] not in now]
            for start, end in reversed(gone):
                carried = f"{carried[:start]}{carried[end:]}"
    return " ".join(carried.split())


@cache
def _kinds() -> tuple[re.Pattern[str], ...]:
    raw = files("bot.answering").joinpath("swapped.yaml").read_text(encoding="utf-8")
    found = yaml.load(raw, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - our own file
    return tuple(re.compile(rf"\b(?:{'|'.join(sorted(names, key=len, reverse=True))})\b") for names in found.values())


def _written(text: str) -> str:
    return "vi" if language_of(text) == "vi" else "en"
