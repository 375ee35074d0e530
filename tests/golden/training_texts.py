"""The texts on which the model is tuned: every phrasing, heading, statement and near miss of the guidance, by section."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.content import Content
from indexer.embedder import Embedder, Vectors
from indexer.entry import section_entries

Numbers = NDArray[np.int64]
_ASKING = ("phrasing", "heading")


@dataclass(frozen=True)
class Batch:
    """Numbers of texts: `asked[i]`, `again[i]` and `told[i]` belong to one section, another for each i; `beyond` to none."""

    asked: list[int]
    again: list[int]
    told: list[int]
    beyond: list[int]


class TrainingTexts:
    """All texts with their kinds, sections and languages."""

    def __init__(self, content: Content) -> None:
        rows = [(entry, row) for entry in section_entries(content) for row in entry.rows if row.kind != "text"]
        self._rows = [row for _, row in rows]
        number = {identity: n for n, identity in enumerate(sorted({entry.id for entry, _ in rows}))}
        owner = np.array([number[entry.id] for entry, _ in rows])
        kinds = np.array([row.kind for _, row in rows])
        self._languages = np.array([entry.language for entry, _ in rows])
        self._asking, self._telling = np.isin(kinds, _ASKING), kinds == "statement"
        self._of = [np.flatnonzero((owner == n) & (kinds != "near_miss")) for n in range(len(number))]
        self._beyond = np.flatnonzero(kinds == "near_miss")

    def vectors(self, embedder: Embedder) -> Vectors:
        """The vector of each text, as the index has it."""
        asked = np.array([row.asks for row in self._rows])
        found = np.zeros((len(self._rows), embedder.dimension), dtype=np.float32)
        found[asked] = embedder.queries([row.text for row in self._rows if row.asks], "embedding questions")
        found[~asked] = embedder.passages([row.text for row in self._rows if not row.asks], "embedding texts")
        return found

    def batch(self, chance: np.random.RandomState, size: int, beyond: int) -> Batch:
        """Three texts of each of `size` sections, and `beyond` near misses."""
        sections = chance.permutation(len(self._of))[:size]
        drawn = [found for section in sections if (found := self._draw(chance, self._of[section])) is not None]
        asked, again, told = (list(column) for column in zip(*drawn, strict=True))
        near = chance.permutation(self._beyond)[:beyond]
        return Batch(asked, again, told, [int(number) for number in near])

    def _draw(self, chance: np.random.RandomState, mine: Numbers) -> tuple[int, int, int] | None:
        """A question, another way to ask it and a statement that answers it, all in one language."""
        asked = int(chance.choice(mine[self._asking[mine]]))
        same = self._languages[mine] == self._languages[asked]
        again, told = mine[self._asking[mine] & same & (mine != asked)], mine[self._telling[mine] & same]
        if not len(again) or not len(told):
            return None
        return asked, int(chance.choice(again)), int(chance.choice(told))
