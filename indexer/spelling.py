"""Mends misspelt English: the model cuts "desgin" into pieces that mean nothing to it.

A word is misspelt when neither a dictionary nor the guidance has it, and is mended when the guidance has one close to it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from functools import cache, lru_cache
from pathlib import Path

import marisa_trie
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.errors import BrokenSnapshot
from indexer.text import fold, words

# A word that stands by itself: no part of an address, a file name or a number.
_WORD = re.compile(r"(?<![\w@./\\?&=-])[A-Za-z]{5,40}(?![\w@/\\=-]|\.\w)")
_LONG = 9
# A word that the guidance has less often may be a slip of its own.
_USUAL = 3
# A word that opens a sentence becomes only one that the guidance has as often: it may be a name.
_FREQUENT = 100
_FILE = "english.marisa"
# As the list spells them: it is American.
_BRITISH = (("is", "iz"), ("our", "or"), ("ll", "l"), ("re", "er"), ("ence", "ense"), ("ogue", "og"), ("yse", "yze"))
# "wouldnt"
_VERBS = frozenset("would could should does did has have had was were are is do can".split())


def save_dictionary(folder: Path) -> None:
    """Writes the English words that nobody need mend."""
    (folder / _FILE).write_bytes(_listed())


@cache
def _listed() -> bytes:
    """The word list of pyspellchecker as a trie: a tenth of a second for the first build of a process."""
    from spellchecker import SpellChecker  # a build alone needs it

    listed = SpellChecker(language="en").word_frequency.keys()
    packed: bytes = marisa_trie.Trie(word for word in listed if _WORD.fullmatch(word)).tobytes()
    return packed


def load_dictionary(folder: Path) -> Container[str]:
    """The saved words; raises BrokenSnapshot."""
    try:
        known: Container[str] = marisa_trie.Trie().frombytes((folder / _FILE).read_bytes())
    except (OSError, RuntimeError) as error:
        raise BrokenSnapshot(f"{_FILE} is no list of words: {error}") from None
    return known


def unlisted(text: str, dictionary: Container[str]) -> list[str]:
    """The words of a text, in small letters, that could be mended and that a dictionary does not have."""
    return [word for word in (match[0].lower() for match in _WORD.finditer(text)) if word not in dictionary]


class Spelling:
    """Knows a dictionary, how often the guidance has each English word, and words that it has in other languages.

    What is `asked` of it holds slips of its own: of that only the words of the dictionary count.
    """

    def __init__(
        self, dictionary: Container[str], texts: Iterable[str], asked: Iterable[str] = (), foreign: Iterable[str] = ()
    ) -> None:
        self._dictionary = dictionary
        written = [word for text in texts for word in words(text)]
        self._known = {word.lower() for word in written}
        self._count = Counter(word.lower() for word in written)
        capitals = Counter(word.lower() for word in written if word[0].isupper())
        self._names = {word for word, count in capitals.items() if 2 * count > self._count[word]}
        self._count.update(word for text in asked for word in map(str.lower, words(text)) if word in dictionary)
        self._foreign = {word for text in foreign for word in words(fold(text))}
        self._of_length: dict[int, list[str]] = defaultdict(list)
        for word, count in self._count.items():
            if count >= _USUAL and _WORD.fullmatch(word):
                self._of_length[len(word)].append(word)
        self._near = lru_cache(maxsize=2_000)(self._nearest)

    def mended(self, text: str) -> str:
        """`text` with its misspelt words as the guidance writes them; names, addresses and other languages stay."""
        shouted = text.isupper()
        return _WORD.sub(lambda match: self._mended(match, shouted), text)

    def _mended(self, match: re.Match[str], shouted: bool) -> str:
        """A word with a capital may be a name: inside a sentence it becomes but another name, at its start a frequent word."""
        near = self._near(match[0].lower())
        if near is None or shouted or match[0][0].islower() or near in self._names:
            return near or match[0]
        inside = match.string[: match.start()].rstrip(" \"'(")[-1:] not in ("", ".", "!", "?", ":")
        return match[0] if inside or self._count[near] < _FREQUENT else near

    def _nearest(self, word: str) -> str | None:
        if self._is_one(word):
            return None
        slips = 1 if len(word) < _LONG else 2
        lengths = range(len(word) - slips, len(word) + slips + 1)
        near = [known for length in lengths for known in self._of_length.get(length, ()) if known[0] == word[0]]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=slips, limit=None)
        if not found:
            return None
        return str(min(found, key=lambda one: (one[1], -self._count[one[0]], one[0]))[0])

    def _is_one(self, word: str) -> bool:
        """True for a word of the dictionary, also as the British spell it, of the guidance or of another language."""
        if word in self._dictionary or word in self._known or word in self._foreign or word.removesuffix("nt") in _VERBS:
            return True
        return any(word.replace(ours, theirs) in self._dictionary for ours, theirs in _BRITISH if ours in word)
