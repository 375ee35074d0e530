"""Cuts text into Unigram pieces kept in a trie: 3 MB, opened at once, where the tokenizers library takes 100 MB for the same ids.

It adds scores in double precision, as that library does; in single precision, as sentencepiece has it, "ccc" is cut elsewhere.
"""

import math
import re
import unicodedata
from array import array
from collections.abc import Iterator
from pathlib import Path

import marisa_trie
import numpy as np

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
BEGINNING, END, UNKNOWN = 0, 2, 3
# By how much an unknown character is worse than the worst piece.
_PENALTY = 10.0
# White space as Unicode has it: Python's own adds four control characters.
_SPACES = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_SPECIAL = re.compile(f"({'|'.join(SPECIAL)})")
_WORD = re.compile("▁[^▁]*")


def pieces_of(folder: Path) -> Path | None:
    """The file of pieces of an export; None where its tokenizer.json serves."""
    return next(iter(sorted(folder.glob("pieces-*.npz"))), None)


def pieces_name(digest: str) -> str:
    """A file of pieces is named for its SHA-256: the manifest is that of an export without one, so that any version reads it."""
    return f"pieces-{digest[:16]}.npz"


class PieceTokenizer:
    """Cuts each word into the pieces with the best sum of scores; a text gets no more than `longest` ids."""

    def __init__(self, path: Path, longest: int) -> None:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            self._trie = marisa_trie.Trie().frombytes(file["trie"].tobytes())
            self._ids = array("i", file["ids"].astype(np.intc).tobytes())
            self._scores = array("d", file["scores"].astype(np.double).tobytes())
            self._unknown = float(file["scores"].min()) - _PENALTY
            self._reach = int(file["reach"])
        self._room = longest - 2

    def ids(self, text: str) -> list[int]:
        """The ids of a text, between the marks of its beginning and end."""
        found: list[int] = []
        for word in _words(text):
            found += [SPECIAL.index(word)] if word in SPECIAL else self._cut(word)
            if len(found) >= self._room:
                break
        return [BEGINNING, *found[: self._room], END]

    def _cut(self, word: str) -> list[int]:
        """The ids of a word's pieces; unknown characters beside each other are one."""
        found: list[int] = []
        steps, at = self._steps(word), len(word)
        while at:
            at, piece = steps[at]
            if piece != UNKNOWN or found[-1:] != [UNKNOWN]:
                found.append(piece)
        return found[::-1]

    def _steps(self, word: str) -> list[tuple[int, int]]:
        """For each place in a word, where the last piece of the best way to it begins, and its id."""
        best = [0.0] + [-math.inf] * len(word)
        steps = [(0, UNKNOWN)] * len(best)
        for start in range(len(word)):
            here, alone = best[start], False
            for piece, key in self._trie.iter_prefixes_with_ids(word[start : start + self._reach]):
                end, score = start + len(piece), here + self._scores[key]
                alone = alone or end == start + 1
                if score > best[end]:
                    best[end], steps[end] = score, (start, self._ids[key])
            if not alone and here + self._unknown > best[start + 1]:
                best[start + 1], steps[start + 1] = here + self._unknown, (start, UNKNOWN)
        return steps


def _words(text: str) -> Iterator[str]:
    """Special pieces that are spelt out, and the words between them in small letters and NFKC, each behind its mark."""
    for part in _SPECIAL.split(text):
        if part in SPECIAL:
            yield part
            continue
        marked = _SPACES.sub(" ", unicodedata.normalize("NFKC", part).lower()).strip(" ").replace(" ", "▁")
        yield from _WORD.findall(marked if marked[:1] in ("", "▁") else f"▁{marked}")
