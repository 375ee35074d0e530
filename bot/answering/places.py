"""Finds the countries that a message names, covered by the guidance or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from indexer.language import language_of
from indexer.search import Scope
from indexer.text import fold, words

COVERED = ("VN", "US")
_LAW = frozenset("law laws court courts statute statutes judge judges luat toa".split())
_JOINING = frozenset("and or vs versus compared with the in va hay hoac so voi o ben".split())
# Whom a country's name may describe without being the place whose law is asked about.
_PEOPLE = r"boss(?:es)?|customers?|clients?|buyers?|parent|headquarters|shareholders?|investors?|colleagues?"
_DESCRIBED = re.compile(rf" (?:{_PEOPLE})\b")
_DESCRIBING = re.compile(
    rf"\b(?:(?:{_PEOPLE}) from (?:the )?|(?:bought|purchased|ordered|imported|leased) (?:\w+ ){{1,5}}from (?:the )?"
    r"|(?:sep|khach|khach hang|(?:cong ty|cty) me|ong chu) (?:nguoi )?|(?:(?:cong ty|cty) me|ong chu) (?:o|ben|tai) )$"
)
# "in a", "under": where something happens or which law holds, whatever noun follows.
_WITHIN = re.compile(r"\b(?:in|under|within|at|into|to|o|tai|theo|trong)(?: the)? $")
NEUTRAL = "INT"
# Where to look when no country is named; comparisons answer only who compares.
EVERYWHERE = frozenset({*COVERED, NEUTRAL})

# A name's words, the country's code and whether it is but a cue.
Forms = dict[tuple[str, ...], tuple[str, bool]]


@dataclass(frozen=True)
class Places:
    """Countries named in a message: codes that the guidance covers, and codes that it does not."""

    covered: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class PlaceNames:
    """Country names as `jurisdictions.yaml` lists them."""

    def __init__(self, jurisdictions: dict[str, Any]) -> None:
        self._folded: Forms = {}
        self._exact: Forms = {}
        self._english: Forms = {}
        self._cities: set[tuple[str, ...]] = set()
        self._first: set[str] = set()
        self._longest = 1
        self._display: dict[str, dict[str, str]] = {}
        countries = {code: jurisdictions.get(code, {}) for code in COVERED} | dict(jurisdictions.get("others", {}))
        for code, forms in countries.items():
            self._add(code, forms)
        # A question's words are looked up once for each section that is weighed for it.
        self._found = lru_cache(maxsize=256)(lambda text: tuple(self._matches(text)))

    def _add(self, code: str, forms: dict[str, list[str]]) -> None:
        self._display[code] = {language: next(iter(forms.get(language, [])), code) for language in ("en", "vi")}
        for kind in ("en", "vi", "cues", "cities"):
            for form in forms.get(kind, []):
                self._keep(self._folded, words(fold(form)), code, kind in ("cues", "cities"))
        for form in forms.get("english", []):
            self._keep(self._english, words(fold(form)), code, cue=True)
        for kind in ("upper", "capital", "exact", "exact_cities"):
            for form in forms.get(kind, []):
                self._keep(self._exact, words(form), code)
        for kind in ("cities", "english", "exact_cities"):
            self._cities |= {tuple(words(fold(form))) for form in forms.get(kind, [])}

    def _keep(self, table: Forms, form: list[str], code: str, cue: bool = False) -> None:
        if form:
            table.setdefault(tuple(form), (code, cue))
            self._first.add(form[0])
            self._longest = max(self._longest, len(form))

    def name(self, code: str, language: str) -> str:
        """How a country is called in a language."""
        return self._display.get(code, {}).get(language, code)

    def find(self, text: str) -> Places:
        """The countries named in a text; a cue (a city, an authority) counts only where no name of a country stands.

        A country that says whose or which ("our Japanese boss") is none of them.
        """
        found = [match for match in self._found(text) if not self._describes(text, match)]
        named = [code for code, cue, _, _ in found if not cue]
        cued = [code for code, cue, _, _ in found if cue]
        codes = list(dict.fromkeys([*named, *(code for code in cued if not named or code in COVERED)]))
        return Places(tuple(c for c in COVERED if c in codes), tuple(c for c in codes if c not in COVERED))

    def _describes(self, text: str, match: tuple[str, bool, int, int]) -> bool:
        """True for "our Japanese boss", "a machine bought from Italy", "công ty mẹ bên Mỹ": it says whose or which, not where."""
        _, cue, first, after = match
        written = words(text)
        if cue or tuple(fold(word) for word in written[first:after]) in self._cities:
            return False
        starts = _starts(text, written)
        before, behind = fold(text[: starts[first]]), fold(text[starts[after - 1] + len(written[after - 1]) :])
        described = _DESCRIBED.match(behind) is not None and not _WITHIN.search(before)
        return described or _DESCRIBING.search(before) is not None

    def spans(self, text: str, cues: bool = True) -> set[int]:
        """The numbers of the words (as `words` counts them) that belong to a country's name, or to a cue of it."""
        found = self._found(text)
        return {number for _, cue, first, after in found if cues or not cue for number in range(first, after)}

    def countrywide(self, text: str, language: str) -> str:
        """The text with its cities' country in their stead: what holds in Bac Ninh is asked about as what holds in Vietnam."""
        written, pieces, at = words(text), [], 0
        starts = _starts(text, written)
        for code, _, first, after in self._found(text):
            if tuple(fold(word) for word in written[first:after]) in self._cities:
                pieces += [text[at : starts[first]], self.name(code, language)]
                at = starts[after - 1] + len(written[after - 1])
        return "".join([*pieces, text[at:]])

    def law_elsewhere(self, text: str) -> bool:
        """True for "Mexican law", "luật Trung Quốc", "the courts of India": the law of a country without guidance."""
        folded = [fold(word) for word in words(text)]
        elsewhere = [(first, after) for code, _, first, after in self._found(text) if code not in COVERED]
        return any(_LAW.intersection(folded[max(0, first - 2) : first] + folded[after : after + 1]) for first, after in elsewhere)

    def beside_each_other(self, text: str) -> bool:
        """True for "in Vietnam and the US": both covered countries named with nothing but joining words between them."""
        found = [(code, first, after) for code, cue, first, after in self._found(text) if not cue]
        folded = [fold(word) for word in words(text)]
        return any(
            {a[0], b[0]} == set(COVERED) and all(word in _JOINING for word in folded[a[2] : b[1]]) for a, b in pairwise(found)
        )

    def _matches(self, text: str) -> Iterator[tuple[str, bool, int, int]]:
        written = words(text)
        folded = [fold(word) for word in written]
        loose = [self._folded, self._english] if language_of(text) == "en" else [self._folded]
        at = 0
        while at < len(written):
            match = self._longest_at(written, folded, at, loose)
            if match is None:
                at += 1
                continue
            code, cue, after = match
            yield code, cue, at, after
            at = after

    def _longest_at(self, written: list[str], folded: list[str], at: int, loose: list[Forms]) -> tuple[str, bool, int] | None:
        if written[at] not in self._first and folded[at] not in self._first:
            return None
        for length in range(min(self._longest, len(written) - at), 0, -1):
            heard = tuple(folded[at : at + length])
            found = self._exact.get(tuple(written[at : at + length])) or next((f[heard] for f in loose if heard in f), None)
            if found is not None:
                return (*found, at + length)
        return None


def _starts(text: str, written: list[str]) -> list[int]:
    """Where each word begins."""
    starts, at = [], 0
    for word in written:
        at = text.index(word, at)
        starts.append(at)
        at += len(word)
    return starts


def scope_of(places: Places, audiences: frozenset[str]) -> Scope:
    """A named country and the country-neutral; for a country without guidance the neutral alone; else all but comparisons."""
    if places.covered:
        return Scope(frozenset({*places.covered, NEUTRAL}), audiences)
    return Scope(frozenset({NEUTRAL}) if places.others else EVERYWHERE, audiences)


def strictly(place: str, audiences: frozenset[str]) -> Scope:
    """One country alone, or the comparisons alone."""
    return Scope(frozenset({place}), audiences)
