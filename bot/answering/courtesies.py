"""What people say around a question to be polite ("Hi team, quick question … Thanks, Anna"); the words are in courtesies.yaml."""

import re
from functools import cache
from importlib.resources import files

import yaml

from bot.answering.small_talk import small_talk_kind
from indexer.sentences import split_sentences
from indexer.text import fold, words

_KINDS = ("greeting", "exclaiming", "announcing", "thanks", "pressing")
# Kinds of words that patterns name in capitals; a later one may stand in an earlier one.
_NAMED = ("asking", "called", "for", "we")
# So many words after thanks are a name.
_NAME = 2
# Small talk is no longer than this.
_SHORT = 200
_MARKS = r"\s*[,.!:;–—-]+\s*"


def without_courtesies(text: str) -> str:
    """The text without what is said for politeness; unchanged where nothing else is said."""
    kept = [trimmed for sentence in _telling(text) if (trimmed := _trimmed(sentence))]
    return " ".join(kept) or text


def small_talk_in(text: str) -> str | None:
    """The kind of small talk that a message is, courtesies around it or not; None when it asks for something."""
    return small_talk_kind(text[:_SHORT]) or small_talk_kind(without_courtesies(text[: 2 * _SHORT])[:_SHORT])


def _telling(text: str) -> list[str]:
    """The sentences that are more than courtesy; a name alone after thanks goes with them."""
    found, polite = [], False
    for sentence in split_sentences(text):
        plain = " ".join(words(fold(sentence)))
        signed = polite and sentence[:1].isupper() and "?" not in sentence and 0 < len(plain.split()) <= _NAME
        polite = signed or _polite(sentence, plain)
        if not polite:
            found.append(sentence)
    return found


def _polite(sentence: str, plain: str) -> bool:
    if _whole().fullmatch(plain) is not None:
        return True
    return "?" not in sentence and re.fullmatch(rf"{_pattern('thanks')}(?: \w+){{0,{_NAME}}}", plain) is not None


def _trimmed(sentence: str) -> str:
    """A sentence without its greeting and its thanks, if something is asked besides."""
    folded = fold(sentence)
    if len(folded) != len(sentence):
        return sentence
    start = 0
    while (before := _before().match(folded, start)) and before.end() > start:
        start = before.end()
    after = _after().search(folded, start)
    rest = sentence[start : after.start() if after else len(sentence)].strip()
    return rest if len(words(rest)) > 1 and small_talk_kind(rest) is None else sentence


@cache
def _whole() -> re.Pattern[str]:
    kind = "|".join(_pattern(name) for name in _KINDS)
    return re.compile(rf"(?:{kind})(?: (?:{kind}))*")


@cache
def _before() -> re.Pattern[str]:
    opening = "|".join(_pattern(kind) for kind in ("greeting", "announcing", "thanks"))
    asking = rf"{_pattern('asking')}(?: (?:chut|ti|xiu|la|ve))*\s+"
    return re.compile(rf"(?:{opening}){_MARKS}|{asking}|{_pattern('exclaiming')}[\s,.!:]+")


@cache
def _after() -> re.Pattern[str]:
    thanks = _pattern("thanks")
    return re.compile(
        rf"{_MARKS}{thanks}\W*(?:\w+ ?){{0,{_NAME}}}\W*$|\s(?:em |minh )?cam on(?: (?:a|anh|chi|ban|nhieu|nhe|ad))*\W*$"
    )


@cache
def _pattern(kind: str) -> str:
    text = "|".join(_lists()[kind])
    for name in _NAMED:
        text = text.replace(name.upper(), f"(?:{'|'.join(_lists()[name])})")
    return f"(?:{text})"


@cache
def _lists() -> dict[str, list[str]]:
    raw = files("bot.answering").joinpath("courtesies.yaml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = yaml.load(raw, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - our own file
    return found
