"""A FAISS index whose kind follows its size: exact while that is fast, then graph, then inverted lists."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.embedder import Vectors
from indexer.errors import BrokenSnapshot

FLAT_LIMIT = 50_000
GRAPH_LIMIT = 400_000
# A graph or lists lose their way among few allowed rows; so many can be scored one by one in a few milliseconds.
FEW_ROWS = 20_000
# How widely a graph and lists look: nine of the ten nearest are found among 100,000 and a million rows (docs/benchmarks.md).
_GRAPH_BREADTH = 256
_LISTS_PROBED = 128


class VectorIndex:
    """Row numbers by inner product of unit vectors."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        self._matrix: Vectors | None = None  # a view of a flat index's own memory, no copy

    @property
    def count(self) -> int:
        """How many rows."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """How long each vector is."""
        return int(self._index.d)

    @property
    def kind(self) -> str:
        """flat, graph or lists."""
        names = {faiss.IndexFlat: "flat", faiss.IndexHNSWSQ: "graph"}
        return names.get(type(self._index), "flat" if isinstance(self._index, faiss.IndexFlat) else "lists")

    @classmethod
    def build(cls, vectors: Vectors) -> "VectorIndex":
        """An index over vectors of shape (rows, dimension)."""
        rows, dimension = vectors.shape
        if rows <= FLAT_LIMIT:
            index: faiss.Index = faiss.IndexFlatIP(dimension)
        elif rows <= GRAPH_LIMIT:
            index = faiss.index_factory(dimension, "HNSW16,SQ8", faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efSearch = _GRAPH_BREADTH
        else:
            index = faiss.index_factory(dimension, "IVF4096,SQ8", faiss.METRIC_INNER_PRODUCT)
            index.nprobe = _LISTS_PROBED
        if not index.is_trained:
            index.train(vectors[:: max(1, rows // 200_000)])
        if rows:
            index.add(vectors)
        if isinstance(index, faiss.IndexIVF):
            index.make_direct_map()  # so that single rows can be read back
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Reads an index file; raises BrokenSnapshot."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise BrokenSnapshot(f"{path.name} is no vector index: {str(error).splitlines()[0]}") from None

    def save(self, path: Path) -> None:
        """Writes the index file."""
        faiss.write_index(self._index, str(path))

    def nearest(self, vector: Vectors, count: int, allowed: NDArray[np.int64] | None = None) -> tuple[NDArray[np.int64], Vectors]:
        """(rows, similarities), best first; only rows in `allowed` when given."""
        if self.count == 0 or count <= 0 or (allowed is not None and len(allowed) == 0):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        parameters = None
        if allowed is not None:
            if self.kind != "flat" and len(allowed) <= FEW_ROWS:
                return self._nearest_of_few(vector, count, allowed)
            parameters = self._parameters(faiss.IDSelectorBatch(allowed))
        scores, rows = self._index.search(vector[None, :], min(count, self.count), params=parameters)
        kept = rows[0] >= 0
        return rows[0][kept], scores[0][kept]

    def _nearest_of_few(self, vector: Vectors, count: int, allowed: NDArray[np.int64]) -> tuple[NDArray[np.int64], Vectors]:
        scores = self.similarities(vector, allowed)
        best = np.argsort(-scores, kind="stable")[:count]
        return allowed[best], scores[best]

    def all_similarities(self, vector: Vectors) -> Vectors | None:
        """The similarity of every row, in their order; None for a kind of index that does not compare them all."""
        if self.kind != "flat":
            return None
        if self._matrix is None:
            stored = faiss.rev_swig_ptr(self._index.get_xb(), self.count * self.dimension)
            self._matrix = stored.reshape(self.count, self.dimension)
        found: Vectors = self._matrix @ vector
        return found

    def similarities(self, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """The similarity of each of the given rows."""
        if len(rows) == 0:
            return np.empty(0, np.float32)
        found: Vectors = (self.reconstruct(rows) if self._matrix is None else self._matrix[rows]) @ vector
        return found

    def reconstruct(self, rows: NDArray[np.int64]) -> Vectors:
        """The stored vectors of the given rows."""
        found: Vectors = np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)
        return found

    def _parameters(self, selector: faiss.IDSelector) -> faiss.SearchParameters:
        if isinstance(self._index, faiss.IndexIVF):
            return faiss.SearchParametersIVF(sel=selector, nprobe=self._index.nprobe)
        if isinstance(self._index, faiss.IndexHNSW):
            return faiss.SearchParametersHNSW(sel=selector, efSearch=_GRAPH_BREADTH)
        return faiss.SearchParameters(sel=selector)
