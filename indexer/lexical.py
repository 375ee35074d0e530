"""BM25 over the terms of entries in one language, with misspelt words led to known ones."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.errors import BrokenSnapshot

_K1 = 1.2
_B = 0.6
# Shorter words have too many neighbours: a Vietnamese syllable would be led to another one.
_MENDED = 5


@dataclass(frozen=True)
class Postings:
    """For term number n the documents that have it and its score in each: from `starts[n]` to `starts[n + 1]`."""

    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    scores: NDArray[np.float32]


class LexicalIndex:
    """BM25 scores of the entries that share a language; `entries` holds their numbers in the snapshot.

    `rarity` gives the inverse document frequency of each term, in the order of the postings.
    """

    def __init__(self, postings: Postings, entries: NDArray[np.int64], rarity: dict[str, float]) -> None:
        self._postings = postings
        self.entries = entries
        self.rarity = rarity
        self._column = {term: number for number, term in enumerate(rarity)}
        self._by_length: dict[int, list[str]] = {}
        for term in rarity:
            if term.isalpha():
                self._by_length.setdefault(len(term), []).append(term)
        self._nearest = lru_cache(maxsize=20_000)(self._find_nearest)

    @classmethod
    def build(cls, documents: Sequence[list[str]], entries: NDArray[np.int64]) -> "LexicalIndex":
        """An index over the terms of each document."""
        counts: dict[str, int] = {}
        for document in documents:
            for term in set(document):
                counts[term] = counts.get(term, 0) + 1
        total = len(documents)
        rarity = {term: float(np.log(1 + (total - n + 0.5) / (n + 0.5))) for term, n in sorted(counts.items())}
        return cls(_postings(documents, list(rarity)), entries, rarity)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Reads a saved index; raises BrokenSnapshot."""
        try:
            found = [np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("starts", "documents", "scores", "entries")]
            rarity = json.loads((folder / "rarity.json").read_text(encoding="utf-8"))
            if len(found[0]) != len(rarity) + 1:
                raise ValueError("its postings and its terms do not belong together")
            return cls(Postings(*found[:3]), found[3], rarity)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenSnapshot(f"{folder.name} is no lexical index: {error}") from None

    def save(self, folder: Path) -> None:
        """Writes named, inspectable files into `folder`."""
        folder.mkdir(parents=True)
        for name, values in {**vars(self._postings), "entries": self.entries}.items():
            np.save(folder / f"{name}.npy", values)
        (folder / "rarity.json").write_text(json.dumps(self.rarity, ensure_ascii=False), encoding="utf-8")

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """One score for each of `entries`, in their order."""
        found = np.zeros(len(self.entries), dtype=np.float32)
        starts, documents, scores = self._postings.starts, self._postings.documents, self._postings.scores
        for column in (self._column[term] for term in terms if term in self._column):
            having = slice(starts[column], starts[column + 1])
            found[documents[having]] += scores[having]
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


def _postings(documents: Sequence[list[str]], terms: list[str]) -> Postings:
    """The postings of the terms in their order, scored by bm25s, which only a build needs: it takes 0.1 s to import."""
    import bm25s

    # bm25s sets its logger to DEBUG and would tell of every index that it builds.
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    engine = bm25s.BM25(k1=_K1, b=_B)
    engine.index([document or ["∅"] for document in documents], show_progress=False)
    bounds = engine.scores["indptr"]
    spans = [slice(bounds[column], bounds[column + 1]) for column in (engine.vocab_dict[term] for term in terms)]
    return Postings(
        np.cumsum([0, *(span.stop - span.start for span in spans)], dtype=np.int64),
        np.concatenate([np.empty(0, np.int32), *(engine.scores["indices"][span] for span in spans)], dtype=np.int32),
        np.concatenate([np.empty(0, np.float32), *(engine.scores["data"][span] for span in spans)], dtype=np.float32),
    )
