"""BM25 over the terms of entries in one language, with misspelt words led to known ones."""

import json
import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.errors import BrokenSnapshot

# bm25s sets its logger to DEBUG and would tell of every index that it builds.
logging.getLogger("bm25s").setLevel(logging.WARNING)

_K1 = 1.2
_B = 0.6
# Shorter words have too many neighbours: a Vietnamese syllable would be led to another one.
_MENDED = 5


class LexicalIndex:
    """BM25 scores of the entries that share a language; `entries` holds their numbers in the snapshot."""

    def __init__(self, engine: bm25s.BM25, entries: NDArray[np.int64], rarity: dict[str, float]) -> None:
        self._engine = engine
        self.entries = entries
        self.rarity = rarity
        self._by_length: dict[int, list[str]] = {}
        for term in rarity:
            if term.isalpha():
                self._by_length.setdefault(len(term), []).append(term)
        self._nearest = lru_cache(maxsize=20_000)(self._find_nearest)

    @classmethod
    def build(cls, documents: Sequence[list[str]], entries: NDArray[np.int64]) -> "LexicalIndex":
        """An index over the terms of each document."""
        engine = bm25s.BM25(k1=_K1, b=_B)
        engine.index([document or ["∅"] for document in documents], show_progress=False)
        counts: dict[str, int] = {}
        for document in documents:
            for term in set(document):
                counts[term] = counts.get(term, 0) + 1
        total = len(documents)
        rarity = {term: float(np.log(1 + (total - n + 0.5) / (n + 0.5))) for term, n in sorted(counts.items())}
        return cls(engine, entries, rarity)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Reads a saved index; raises BrokenSnapshot."""
        try:
            engine = bm25s.BM25.load(str(folder), load_corpus=False)
            rarity = json.loads((folder / "rarity.json").read_text(encoding="utf-8"))
            return cls(engine, np.load(folder / "entries.npy", allow_pickle=False), rarity)
        except (OSError, ValueError, KeyError) as error:
            raise BrokenSnapshot(f"{folder.name} is no lexical index: {error}") from None

    def save(self, folder: Path) -> None:
        """Writes named, inspectable files into `folder`."""
        folder.mkdir(parents=True)
        self._engine.save(str(folder), show_progress=False)
        np.save(folder / "entries.npy", self.entries)
        (folder / "rarity.json").write_text(json.dumps(self.rarity, ensure_ascii=False), encoding="utf-8")

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """One score for each of `entries`, in their order."""
        known = [term for term in terms if term in self.rarity]
        if not known:
            return np.zeros(len(self.entries), dtype=np.float32)
        found: NDArray[np.float32] = self._engine.get_scores(known)
        return found

    def known(self, term: str) -> str | None:
        """The term itself, or the nearest known one if it looks misspelt; None when nothing is near."""
        return term if term in self.rarity else self._nearest(term)

    def weight(self, term: str) -> float:
        """How rare a term is (inverse document frequency); an unknown term is the rarest."""
        return self.rarity.get(term, self.unknown_weight)

    @property
    def unknown_weight(self) -> float:
        """The weight of a term that no entry has."""
        return float(np.log(1 + 2 * max(1, len(self.entries))))

    def _find_nearest(self, term: str) -> str | None:
        if len(term) < _MENDED or not term.isascii() or not term.isalpha():
            return None
        allowed = 1 if len(term) < 8 else 2
        choices = [c for length in range(len(term) - allowed, len(term) + allowed + 1) for c in self._by_length.get(length, [])]
        choices = [c for c in choices if c[0] == term[0]]
        match = process.extractOne(term, choices, scorer=OSA.distance, score_cutoff=allowed)
        return str(match[0]) if match else None
