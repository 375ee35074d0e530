"""Reads a plan from a sentence: "facility audit at Sông Hồng every 6 months, unannounced, auditor @linh, channel #audit-vn"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.audits.chat.days import Said, days
from bot.audits.chat.grammar import (
    AUDITOR,
    BARE,
    BARE_KINDS,
    BARE_WORDS,
    EDGE,
    HEAD,
    LADDER,
    LEADS,
    MODES,
    OWNER,
    PLACE,
    STRAY,
    TELL,
    VERBS,
    WINDOW,
)
from bot.audits.chat.rhythm import rhythms
from bot.audits.chat.sentence import Sentence
from bot.audits.kind import kinds
from bot.checklists.saying import is_question
from bot.conversation.mention import unnamed
from indexer.language import language_of
from indexer.text import fold

_MOST_WORDS, _LONGEST = 8, 1_000


@dataclass(frozen=True)
class Known:
    """A supplier by its name as names are compared."""

    key: str
    supplier: str


@dataclass(frozen=True)
class Phrases:
    """Everything that a sentence names, as often as it names it; more than one of a kind is a contradiction.

    `places` are suppliers that are known, `rest` the words that nobody took, `unknown` the @names and #names that
    stand for nobody, `unsaid` the fields that they were meant for.
    """

    language: str
    kinds: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    days: tuple[Said, ...] = ()
    windows: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    auditors: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    ladders: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    places: tuple[Known, ...] = ()
    rest: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()


def read(
    text: str, known: Callable[[], Sequence[Known]], language: str | None, today: date, guided: bool = False
) -> Phrases | None:
    """None for whatever asks for no plan, questions among them; `guided` where only a command counts.

    `known` is asked for only when a text may be a plan.
    """
    if len(text) > _LONGEST or is_question(unnamed(text)):
        return None
    sentence = Sentence(text)
    head = sentence.take(HEAD)
    if not (head and head[0]["named"]) and not any(sentence.has(word) for word, _ in kind_words()):
        return None
    spoken = language or ("vi" if language_of(unnamed(text)) == "vi" else "en")
    found = _phrases(sentence, known(), spoken, today)
    if head:
        return found if found.kinds or head[0]["named"] else None
    timed = found.rules or found.days or found.windows or (found.modes and found.auditors)
    return found if found.kinds and timed and not guided and _says_no_more(found) else None


def _phrases(sentence: Sentence, known: Sequence[Known], language: str, today: date) -> Phrases:
    places = _places(sentence, known)
    auditors, owners = _ids(sentence, AUDITOR), _ids(sentence, OWNER)
    ladders, channels = _ids(sentence, LADDER), _ids(sentence, PLACE)
    bare, stray = _ids(sentence, BARE), _ids(sentence, STRAY)
    leads = [",".join(re.findall(r"\d+", match[0])) for match in sentence.take(LEADS)]
    tells = [match[1] for match in sentence.take(TELL)]
    said = days(sentence, language, today)
    windows = [f"{m[1]}-{m[2]}" for m in sentence.take(WINDOW, lambda m: "month" in m[0] or "thang" in m[0])]
    rules = rhythms(sentence)
    modes = [mode for mode, pattern in MODES.items() if sentence.take(pattern)]
    roles = {"auditor": auditors, "owner": owners, "channel": channels, "ladder": ladders}
    named = [name for names in (*roles.values(), stray) for name in names]
    return Phrases(
        language=language,
        kinds=tuple(_kinds(sentence)),
        modes=tuple(modes),
        rules=tuple(rules),
        days=tuple(dict.fromkeys(said)),
        windows=tuple(dict.fromkeys(windows)),
        tells=tuple(dict.fromkeys(tells)),
        leads=tuple(dict.fromkeys(leads)),
        auditors=_real(auditors),
        owners=_real(owners),
        ladders=_real(ladders),
        channels=_real(channels),
        bare=tuple(bare),
        places=tuple(places),
        rest=tuple(_rest(sentence)),
        unknown=tuple(dict.fromkeys(name for name in named if name[:1] in "@#")),
        unsaid=tuple(role for role, names in roles.items() if len(_real(names)) < len(names)),
    )


def _places(sentence: Sentence, known: Sequence[Known]) -> list[Known]:
    """Known names are taken first, the longest first: a supplier may be called "Weekly Tools"."""
    longest = sorted(known, key=lambda one: len(one.key), reverse=True)
    return [one for one in longest if one.key and sentence.take(re.compile(rf"\b{_spaced(one.key)}\b"))]


def _spaced(key: str) -> str:
    return r"[\W_]+".join(map(re.escape, key.split()))


def _ids(sentence: Sentence, pattern: re.Pattern[str]) -> list[str]:
    return list(dict.fromkeys(name for match in sentence.take(pattern) for name in sentence.ids(match[0])))


def _real(names: list[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name[:1] not in "@#")


def _kinds(sentence: Sentence) -> list[str]:
    found: list[str] = []
    for pattern, name in kind_words():
        bare = name in BARE_KINDS and pattern.pattern in BARE_WORDS
        if not (bare and found) and sentence.take(pattern):
            found.append(name)
    return list(dict.fromkeys(found))


@cache
def kind_words() -> list[tuple[re.Pattern[str], str]]:
    """What kinds are called, the longest names first; "audit" by itself counts last."""
    words = [(fold(word), name) for name, kind in kinds().items() for names in kind.words.values() for word in names]
    whole = [(rf"\b{' +'.join(map(re.escape, word.split()))}s?\b", name) for word, name in sorted(words, key=_longest_first)]
    bare = [(word, name) for name, said in BARE_KINDS.items() for word in said]
    return [(re.compile(pattern), name) for pattern, name in (*whole, *bare)]


def _longest_first(pair: tuple[str, str]) -> int:
    return -len(pair[0])


def _rest(sentence: Sentence) -> list[str]:
    """What was not understood, without the small words at its edges."""
    pieces = []
    for folded, written in sentence.left():
        start = match.end() if (match := EDGE.match(folded)) else 0
        end = next((m.start() for m in EDGE.finditer(folded, start) if m.end() == len(folded)), len(folded))
        if piece := " ".join(written[start:end].split()):
            pieces.append(piece)
    return pieces


def _says_no_more(found: Phrases) -> bool:
    """True when what is left can be a name: few words, and no verb."""
    rest = " ".join(found.rest)
    return len(rest.split()) <= _MOST_WORDS and not VERBS.search(fold(rest))
