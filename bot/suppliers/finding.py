"""Finds what people mean by a name: without diacritics, in part, with a typing error."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from rapidfuzz import fuzz

from bot.suppliers.supplier import key_of

# A word may differ by one letter in five, a whole name by a little less.
_WORD_LIKE = 80.0
_NAME_LIKE = 86.0


class Named(Protocol):
    """Anything that is found by its key: a supplier, a site."""

    @property
    def key(self) -> str:
        """The name as it is compared."""


_N = TypeVar("_N", bound=Named)


def found(text: str, among: Sequence[_N]) -> list[_N]:
    """The ones meant by a text, likeliest first: called exactly so, or with all those words, or else with words like those."""
    wanted = key_of(text)
    if not wanted:
        return []
    exact = [named for named in among if named.key == wanted]
    whole = [named for named in among if set(wanted.split()) <= set(named.key.split())]
    likely = [(_likeness(wanted, named.key), named) for named in among]
    near = sorted((pair for pair in likely if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].key))
    return exact or whole or [named for _, named in near]


def _likeness(wanted: str, key: str) -> float:
    """0 unless the names are alike as wholes, or every word wanted is one of the name's."""
    whole = fuzz.token_sort_ratio(wanted, key, score_cutoff=_NAME_LIKE)
    if whole:
        return float(whole)
    parts = [max(fuzz.ratio(word, of) for of in key.split()) for word in wanted.split()]
    return sum(parts) / len(parts) if min(parts) >= _WORD_LIKE else 0.0
