"""What a question wants (a cost, a duration, a name …), and whether a section can give it; the words are in wants.yaml."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from indexer.text import fold

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LAW = re.compile(
    r"\b(?:art(?:icle)?s?\.?|section|decree|law|circular|rule|u\.?s\.?c\.?|cfr|precedent|resolution"
    r"|dieu|nghi dinh|luat|thong tu|an le)"
    r"(?: so| no\.?)? (\d+[a-z]?)\b"
)
_ACT = re.compile(
    r"(?:circular|decree|law|resolution|thong tu|nghi dinh|luat|nghi quyet)(?: so| no\.?)? (\d{1,3}/(?:19|20)\d\d)(?!\d)"
)
_NARROWER = {
    "cost": {"amount", "money"},
    "money": {"amount"},
    "duration": {"amount", "count"},
    "contact": {"amount"},
    "percentage": {"amount", "cost"},
    "fine": {"amount", "cost", "money"},
}


@dataclass(frozen=True)
class Want:
    """One kind of thing that is asked for; `decisive` when a section without it cannot be the answer."""

    name: str
    asks: re.Pattern[str]
    gives: tuple[re.Pattern[str], ...]
    decisive: bool
    never: bool

    def given_by(self, folded: str) -> bool:
        """True when a folded text holds what is wanted."""
        return not self.never and all(pattern.search(folded) for pattern in self.gives)


@cache
def _wants() -> dict[str, Want]:
    raw = files("bot.answering").joinpath("wants.yaml").read_text(encoding="utf-8")
    found = yaml.load(raw, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - our own file
    return {name: _want(name, entry) for name, entry in found.items()}


def _want(name: str, entry: dict[str, str | bool | list[str]]) -> Want:
    asks = entry["asks"]
    assert isinstance(asks, list)
    gives = tuple(_whole_words([str(entry[key])]) for key in ("gives", "and") if key in entry)
    never = bool(entry.get("never"))
    return Want(name, _whole_words(asks), gives, never or bool(entry.get("decisive")), never)


def _whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{pattern})(?!\w)" if pattern[0] != "^" else pattern for pattern in patterns))


def wants_of(question: str) -> frozenset[str]:
    """The kinds of thing that a question asks for."""
    folded = fold(question).strip()
    found = {name for name, want in _wants().items() if want.asks.search(folded)}
    for name in list(found):
        found -= _NARROWER.get(name, set())
    return frozenset(found)


def missing_wants(wants: frozenset[str], text: str) -> frozenset[str]:
    """Those of `wants` that nothing in `text` can satisfy."""
    folded = fold(text)
    return frozenset(name for name in wants if not _wants()[name].given_by(folded))


def decisive(wants: frozenset[str]) -> bool:
    """True when one of `wants` rules out a section that cannot give it."""
    return any(_wants()[name].decisive for name in wants)


def other_year(question: str, text: str) -> bool:
    """True when the question names a year and `text` has nothing of that year."""
    years = set(_YEAR.findall(question))
    return bool(years) and years.isdisjoint(_YEAR.findall(text))


def other_law(question: str, text: str, guide: str) -> bool:
    """True when the question names an article, a decree or the like by its number and `text` has none of these numbers.

    A whole act, such as Circular 06/2026, may be named anywhere in the guide; its articles may not.
    """
    folded = fold(question)
    known = {act for act in _ACT.findall(folded) if re.search(rf"(?<!\d){re.escape(act)}(?!\d)", guide)}
    for act in known:
        folded = folded.replace(act, " ")
    named = set(_LAW.findall(folded))
    return bool(named) and not any(re.search(rf"(?<!\d){re.escape(number)}(?!\d)", text) for number in named)
