"""What people say around a question to be polite ("Hi team, … Thanks, Anna"); the phrases are in courtesies.yaml."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from bot.answering.chat import chat_sentences
from bot.answering.small_talk import small_talk_kind
from indexer.text import STOP_WORDS, fold, words

# What may stand before a question in its sentence; what may be announced runs on into it without a mark.
_BEFORE = ("greeting", "exclaiming", "announcing", "asking", "thanks")
_RUNNING_ON = ("asking", "exclaiming")
_AFTER = ("thanks", "pressing")
_MARK = re.compile(r"\s*[,.!:;–—-]+\s*")
# So many words after thanks may be a name.
_NAME = 2
# So many words that mean something are no question beside thanks.
_LITTLE = 2
# Small talk is no longer than this.
_SHORT = 200


@dataclass(frozen=True)
class Phrase:
    """Words that are said for politeness, and what kind of politeness that is."""

    words: tuple[str, ...]
    kind: str


def without_courtesies(text: str) -> str:
    """The text without what is said for politeness; unchanged where nothing else is said."""
    kept = [trimmed for sentence in chat_sentences(text) if (trimmed := _trimmed(sentence))]
    return " ".join(kept) or text


def small_talk_in(text: str) -> str | None:
    """The kind of small talk that a message is, courtesies around it or not; None when it asks for something."""
    kinds = [_polite(sentence) for sentence in chat_sentences(text[: 2 * _SHORT])]
    if len(text) <= 2 * _SHORT and kinds and all(kinds):
        return small_talk_kind(text[:_SHORT]) or ("thanks" if kinds[0] == "thanks" else "greeting")
    beside = without_courtesies(text[: 2 * _SHORT])[:_SHORT]
    kind = small_talk_kind(text[:_SHORT])
    # "Thanks. Trademark renewal fee in Vietnam" thanks for one thing and asks for another.
    return small_talk_kind(beside) if kind is None or (beside != text and _says_much(beside)) else kind


def _says_much(text: str) -> bool:
    folded = [fold(word) for word in words(text)]
    return sum(word not in STOP_WORDS["en"] and word not in STOP_WORDS["vi"] for word in folded) > _LITTLE


def _polite(sentence: str) -> str | None:
    """The kind of a sentence that is nothing but courtesy, perhaps with a name after its thanks; else None."""
    said = words(sentence)
    end, kind = _courtesy(said, 0, tuple(_phrases()))
    if kind is None:
        return None
    name = said[end:]
    named = "?" not in sentence and kind == "thanks" and len(name) <= _NAME and all(word[:1].isupper() for word in name)
    return kind if not name or named else None


def _trimmed(sentence: str) -> str:
    """A sentence without its greeting and its thanks; nothing where it is nothing else."""
    if _polite(sentence) is not None:
        return ""
    start = _beginning(sentence)
    end = _ending(sentence, start)
    rest = sentence[start:end].strip()
    return rest if len(words(rest)) > 1 else sentence


def _beginning(sentence: str) -> int:
    """Where the question begins after greetings that a mark ends, or that run on into it."""
    start = 0
    while True:
        said = words(sentence[start:])
        end, kind = _courtesy(said, 0, _BEFORE)
        if kind is None:
            return start
        after = start + _offset(sentence[start:], end)
        mark = _MARK.match(sentence, after)
        if mark is None and kind not in _RUNNING_ON:
            return start
        start = mark.end() if mark is not None else after


def _ending(sentence: str, start: int) -> int:
    """Where thanks begin that end a sentence, after a mark or without one."""
    said = words(sentence[start:])
    for first in range(max(1, len(said) - 8), len(said)):
        end, kind = _courtesy(said, first, _AFTER)
        name = said[end:]
        if kind is None or len(name) > _NAME or (name and (kind != "thanks" or not all(w[:1].isupper() for w in name))):
            continue
        before = start + _offset(sentence[start:], first)
        if kind == "thanks" or _MARK.match(sentence, before):
            return before
    return len(sentence)


def _offset(text: str, number: int) -> int:
    """Where the word before word `number` ends."""
    at = 0
    for word in words(text)[:number]:
        at = text.index(word, at) + len(word)
    return at


def _courtesy(said: list[str], first: int, kinds: tuple[str, ...]) -> tuple[int, str | None]:
    """(the word after the phrases of these kinds that begin at word `first`, the kind of the last one)."""
    at, kind = first, None
    while at < len(said):
        phrase = next((p for p in _beginning_with(fold(said[at])) if p.kind in (*kinds, "beside") and _said(p, said, at)), None)
        if phrase is None or (phrase.kind == "beside" and kind is None):
            break
        at += len(phrase.words)
        kind = kind if phrase.kind == "beside" else phrase.kind
    return at, kind


def _said(phrase: Phrase, said: list[str], at: int) -> bool:
    typed = [word.lower() for word in said[at : at + len(phrase.words)]]
    return len(typed) == len(phrase.words) and all(_same(word, known) for word, known in zip(typed, phrase.words, strict=True))


def _same(typed: str, known: str) -> bool:
    return typed == known or (typed.isascii() and typed == fold(known))


def _beginning_with(word: str) -> tuple[Phrase, ...]:
    return _by_first().get(word, ())


@cache
def _by_first() -> dict[str, tuple[Phrase, ...]]:
    """The phrases by their first word, the longest first."""
    found: dict[str, list[Phrase]] = {}
    for kind, phrases in _phrases().items():
        for phrase in phrases:
            found.setdefault(fold(phrase[0]), []).append(Phrase(phrase, kind))
    return {word: tuple(sorted(same, key=lambda p: -len(p.words))) for word, same in found.items()}


@cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    raw = files("bot.answering").joinpath("courtesies.yaml").read_text(encoding="utf-8")
    lists = yaml.load(raw, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - our own file
    return {kind: [tuple(words(p)) for line in lines for p in line.split(",")] for kind, lines in lists.items()}
