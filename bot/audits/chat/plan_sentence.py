"""Reads a plan from a sentence: "facility audit at Sông Hồng every 6 months, unannounced, auditor @linh, channel #audit-vn"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from bot.audits.chat.days import Said, days
from bot.audits.chat.rhythm import rhythms
from bot.audits.chat.sentence import CHANNEL, PERSON, UNKNOWN, Sentence
from bot.audits.kind import kinds
from bot.checklists.saying import is_question
from bot.conversation.mention import unnamed
from indexer.language import language_of
from indexer.text import fold

_P, _C, _U = PERSON, CHANNEL, UNKNOWN
_IS = r"\s*(?:is|are|:|=|la)?\s*"
_WHO = rf"((?:{_P}|{_U}))"
_THEN = r"(?:\s*(?:,|>|→|/|then|and|sau\s+do|roi|va|den)\s*)+"
_AUDITOR = re.compile(
    rf"\b(?:lead\s+)?(?:auditor|audited\s+by|nguoi\s+danh\s+gia|danh\s+gia\s+vien|kiem\s+toan\s+vien|nguoi\s+kiem\s+tra){_IS}{_WHO}"
)
_OWNER = re.compile(
    rf"\b(?:owner|owned\s+by|responsible|in\s+charge|nguoi\s+phu\s+trach|phu\s+trach|chu\s+tri|nguoi\s+chiu\s+trach\s+nhiem){_IS}{_WHO}"
    rf"|\bdo\s+{_WHO}\s+phu\s+trach\b"
)
_LADDER = re.compile(
    rf"\b(?:escalat(?:e|es|ed|ion)(?:\s+ladder)?(?:\s+to)?|bao\s+(?:cao\s+)?len|chuyen\s+cap\s+len){_IS}({_WHO}(?:{_THEN}{_WHO})*)"
)
_PLACE = re.compile(
    rf"\b(?:in\s+)?(?:the\s+)?(?:channel|kenh|post(?:ed)?\s+in|trong\s+kenh){_IS}((?:{_C}|{_U}))|(?:\b(?:in|trong|o)\s+)?({_C})"
)
_BARE = re.compile(rf"(?:\b(?:with|by|for|voi|cho|boi)\s+)?({_P})")
_STRAY = re.compile(rf"{_U}")
_NUMBERS = r"(?:t-)?\d{1,3}(?:(?:\s*(?:,|/|and|va)\s*)+(?:t-)?\d{1,3})*"
_LEADS = re.compile(
    rf"\bremind(?:ers?|ed)?(?:\s+(?:me|us|him|her|them|people|everyone))?(?:\s+at)?{_IS}({_NUMBERS})\s*days?(?:\s+(?:before|ahead|earlier|in\s+advance))?\b"
    rf"|\b(?:nhac|nhac\s+nho)(?:\s+truoc)?\s*:?\s*({_NUMBERS})\s*ngay(?:\s+truoc)?\b"
)
_TELL = re.compile(
    r"\b(?:tell(?:\s+the\s+auditor)?\s+|bao\s+(?:cho\s+nguoi\s+danh\s+gia\s+)?(?:truoc\s+)?)(\d{1,3})\s*(?:hours?|h|gio|tieng)(?:\s+(?:before|ahead|truoc))?\b"
)
_WINDOW = re.compile(
    r"\b(?:(?:within|between|in|after|window(?:\s+of)?|trong(?:\s+khoang)?|cua\s+so|sau|khoang|tu)\s*:?\s*)*(?:(?:the\s+)?months?\s+|thang(?:\s+thu)?\s+)?"
    r"(\d{1,2})\s*(?:-|–|to|and|den)\s*(?:(?:month\s+|thang(?:\s+thu)?\s+))?(\d{1,2})(?:\s*(?:months?|thang)\b|(?<=\d)\b)"
)
_MODES = {
    "semi_announced": re.compile(r"\b(?:semi[\s-]?announced|bao\s+truoc\s+mot\s+phan|ban\s+bao\s+truoc)\b"),
    "unannounced": re.compile(
        r"\b(?:un-?announced|surprise|(?:without|no)\s+(?:prior\s+)?notice|(?:khong|ko)\s+bao\s+truoc|dot\s+xuat|bat\s+ngo)\b"
    ),
    "announced": re.compile(r"\b(?:announced|(?:co\s+)?bao\s+truoc)\b"),
}
_BARE_KINDS = {
    "facility_audit": (r"\baudits?\b", r"\bdanh +gia\b", r"\bkiem +tra\b"),
    "nda_renewal": (r"\bndas?\b",),
    "certificate_expiry": (r"\bcertificates?\b", r"\bchung +nhan\b"),
}
_BARE_WORDS = frozenset(word for words in _BARE_KINDS.values() for word in words)
_HEAD = re.compile(
    r"^\s*(?:(?:please|xin|hay)\s+)?(?:(?P<named>(?:new\s+)?audits?\s+plan(?!s)(?:\s+for)?|plan(?:\s+an?)?\s+audits?\s*:|ke\s+hoach\s+(?:danh\s+gia|audit)\s+moi)"
    r"|plan|schedule|set\s+up|(?:lap|len|tao)\s+ke\s+hoach(?:\s+cho)?|dat\s+lich|len\s+lich|lap\s+lich)\b\s*:?"
)
# A sentence with a verb says something about audits; it does not ask for one.
_VERBS = re.compile(
    r"\b(?:was|were|is|are|has|have|had|should|must|can|could|will|would|may|need|needs|do|does|did|said|says|failed|happened|been|shall"
    r"|nen|phai|duoc|da|dang|se|bi|neu|khi|vi|co\s+the)\b"
)
_EDGES = (
    "plan schedule new create add please a an the to at of with for in on by and from that it our we once every due"
    " mot cuoc lan cho tai o cua voi va vao do la xin hay ve dinh ky lich ke hoach ngay"
)
_EDGE = re.compile(
    rf"^(?:(?:{'|'.join(_EDGES.split())})\b\s*|[\s.:()!“”\"'·–-]+)+|(?:\s*\b(?:{'|'.join(_EDGES.split())})|[\s.:()!“”\"'·–-]+)+$"
)
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
    stand for nobody.
    """

    language: str
    explicit: bool = False
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
    unknown: tuple[str, ...] = field(default=())


def read(text: str, known: Callable[[], Sequence[Known]], language: str | None, guided: bool = False) -> Phrases | None:
    """None for whatever asks for no plan, questions among them; `guided` where only a command counts.

    `known` is asked for only when a text may be a plan.
    """
    if len(text) > _LONGEST or is_question(unnamed(text)):
        return None
    sentence = Sentence(text)
    head = sentence.take(_HEAD)
    if not (head and head[0]["named"]) and not any(sentence.has(word) for word, _ in kind_words()):
        return None
    found = _phrases(sentence, known(), language or ("vi" if language_of(unnamed(text)) == "vi" else "en"), bool(head))
    if head:
        return found if found.kinds or head[0]["named"] else None
    timed = found.rules or found.days or found.windows or (found.modes and found.auditors)
    return found if found.kinds and timed and not guided and _says_no_more(found) else None


def _phrases(sentence: Sentence, known: Sequence[Known], language: str, explicit: bool) -> Phrases:
    places = _places(sentence, known)
    auditors, owners = _ids(sentence, _AUDITOR), _ids(sentence, _OWNER)
    ladders, channels = _ids(sentence, _LADDER), _ids(sentence, _PLACE)
    bare, stray = _ids(sentence, _BARE), _ids(sentence, _STRAY)
    leads = [",".join(re.findall(r"\d+", match[0])) for match in sentence.take(_LEADS)]
    tells = [match[1] for match in sentence.take(_TELL)]
    said = days(sentence, language)
    windows = [f"{m[1]}-{m[2]}" for m in sentence.take(_WINDOW, lambda m: "month" in m[0] or "thang" in m[0])]
    rules = rhythms(sentence)
    modes = [mode for mode, pattern in _MODES.items() if sentence.take(pattern)]
    named = [*auditors, *owners, *channels, *ladders, *stray]
    return Phrases(
        language=language,
        explicit=explicit,
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
        bare = name in _BARE_KINDS and pattern.pattern in _BARE_WORDS
        if not (bare and found) and sentence.take(pattern):
            found.append(name)
    return list(dict.fromkeys(found))


@cache
def kind_words() -> list[tuple[re.Pattern[str], str]]:
    """What kinds are called, the longest names first; "audit" by itself counts last."""
    words = [(fold(word), name) for name, kind in kinds().items() for names in kind.words.values() for word in names]
    whole = [(rf"\b{' +'.join(map(re.escape, word.split()))}s?\b", name) for word, name in sorted(words, key=_longest_first)]
    bare = [(word, name) for name, said in _BARE_KINDS.items() for word in said]
    return [(re.compile(pattern), name) for pattern, name in (*whole, *bare)]


def _longest_first(pair: tuple[str, str]) -> int:
    return -len(pair[0])


def _rest(sentence: Sentence) -> list[str]:
    """What was not understood, without the small words at its edges."""
    pieces = []
    for folded, written in sentence.left():
        start = match.end() if (match := _EDGE.match(folded)) else 0
        end = next((m.start() for m in _EDGE.finditer(folded, start) if m.end() == len(folded)), len(folded))
        if piece := " ".join(written[start:end].split()):
            pieces.append(piece)
    return pieces


def _says_no_more(found: Phrases) -> bool:
    """True when what is left can be a name: few words, and no verb."""
    rest = " ".join(found.rest)
    return len(rest.split()) <= _MOST_WORDS and not _VERBS.search(fold(rest))
