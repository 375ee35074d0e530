"""Puts the diacritics back into Vietnamese that was typed without them, by what the guidance itself writes."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from indexer.text import fold

_WORD = re.compile(r"[^\W\d_]+")
_START = ""
_SHIFT = 32
# The number of a syllable that the guidance has not: it stands in no pair.
_UNKNOWN = (1 << _SHIFT) - 1
# How much a pair of syllables that the guidance has counts against single ones.
_PAIR_WEIGHT = 0.85


class Diacritics:
    """Knows how often each written syllable, and each pair of them, stands in a text."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._alone: Counter[str] = Counter()
        # A syllable's number, and pairs as the numbers of both: pairs of strings would take three times the memory.
        self._number: dict[str, int] = {_START: 0}
        self._pairs: Counter[int] = Counter()
        for text in texts:
            found = [word.lower() for word in _WORD.findall(text)]
            if _is_marked(found):
                self._alone.update(found)
                numbers = [self._number.setdefault(word, len(self._number)) for word in [_START, *found]]
                self._pairs.update(a << _SHIFT | b for a, b in pairwise(numbers))
        self._forms: dict[str, list[str]] = defaultdict(list)
        for word in self._alone:
            self._forms[fold(word)].append(word)
        self._total = sum(self._alone.values()) or 1
        self.restored = lru_cache(maxsize=2_000)(self._restore)

    def _restore(self, text: str) -> str:
        """`text` with the likeliest diacritics; unchanged where it has some already, as it is typed with all or none."""
        matches = list(_WORD.finditer(text))
        typed = [match[0].lower() for match in matches]
        if _is_marked(typed):
            return text
        pieces, at = [], 0
        for match, form in zip(matches, self._likeliest(typed), strict=True):
            pieces += [text[at : match.start()], _cased(match[0], form)]
            at = match.end()
        return "".join([*pieces, text[at:]])

    def _likeliest(self, typed: list[str]) -> list[str]:
        """The best path through the forms of each syllable (Viterbi)."""
        paths: dict[str, tuple[float, list[str]]] = {_START: (0.0, [])}
        for word in typed:
            forms = self._forms.get(word, [word])
            if len(forms) == len(paths) == 1:  # no choice: all later paths go through here, so its odds decide nothing
                paths = {forms[0]: (0.0, [*next(iter(paths.values()))[1], forms[0]])}
                continue
            following: dict[str, tuple[float, list[str]]] = {}
            for form in forms:
                score, before = max((known + self._log_odds(previous, form), previous) for previous, (known, _) in paths.items())
                following[form] = (score, [*paths[before][1], form])
            paths = following
        return max(paths.values(), key=lambda path: path[0])[1]

    def _log_odds(self, previous: str, form: str) -> float:
        alone = (self._alone[form] + 0.1) / self._total
        pair = self._number.get(previous, _UNKNOWN) << _SHIFT | self._number.get(form, _UNKNOWN)
        together = self._pairs[pair] / (self._alone[previous] or 1) if previous else 0.0
        return math.log(_PAIR_WEIGHT * together + (1 - _PAIR_WEIGHT) * alone)


def _cased(typed: str, form: str) -> str:
    """An abbreviation stays as it was typed."""
    if typed.isupper() and len(typed) > 1:
        return typed
    return form if typed.islower() else form.capitalize()


def _is_marked(words: list[str]) -> bool:
    """True when at least a tenth of the words have diacritics, as Vietnamese with diacritics always has."""
    return sum(map(_has_diacritics, words)) * 10 > len(words)


@lru_cache(maxsize=20_000)
def _has_diacritics(word: str) -> bool:
    return fold(word) != word
