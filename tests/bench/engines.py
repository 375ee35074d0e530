"""What is compared: IP Desk's own search, txtai, and the bare model; each is imported only in its own process."""

import json
import time
from pathlib import Path
from typing import Protocol

HITS = 10
PROMPTS = {"query": "query: ", "data": "passage: "}


class Engine(Protocol):
    """One way to index passages and to find them again; `folder` is the engine's own."""

    def index(self, passages: list[str]) -> None:
        """Adds passages to what is indexed and keeps the index in the folder."""

    def open(self) -> None:
        """Loads the kept index."""

    def search(self, query: str) -> int:
        """How many hits a query has; at most HITS."""

    def embed(self, query: str) -> None:
        """The embedder's part of a search, alone."""


class Ours:
    """`indexer` as the product uses it: verified snapshot, int8 model, BM25 and vectors fused."""

    def __init__(self, folder: Path, model: Path, threads: int) -> None:
        from indexer.embedder import OnnxEmbedder
        from indexer.snapshot import SnapshotStore

        self._folder = folder
        self._store = SnapshotStore(folder / "index")
        self._embedder = OnnxEmbedder(model, workers=threads)
        self._passages: list[str] = []

    def index(self, passages: list[str]) -> None:
        from indexer.build import build_corpus

        self._passages += passages
        path = self._folder / "corpus.jsonl"
        lines = (json.dumps({"_id": str(number), "text": text}) for number, text in enumerate(self._passages))
        path.write_text("\n".join(lines), encoding="utf-8")
        build_corpus(path, self._store, lambda: self._embedder)

    def open(self) -> None:
        from indexer.search import open_index

        self._index = open_index(self._store, lambda _models, _fingerprint: self._embedder)

    def search(self, query: str) -> int:
        self._index.query_vector.cache_clear()  # a question that was just asked must cost as much as a new one
        return len(self._index.search(query, HITS))

    def embed(self, query: str) -> None:
        self._embedder.query(query)


class Txtai:
    """txtai with BM25 and vectors fused, over the original model; ids alone are stored, which favours it."""

    def __init__(self, folder: Path, model: Path, threads: int) -> None:
        import torch
        from txtai import Embeddings

        torch.set_num_threads(threads)
        self._folder = folder / "index"
        self._embeddings = Embeddings(path=str(model), hybrid=True, instructions=PROMPTS)
        self._count = 0

    def index(self, passages: list[str]) -> None:
        rows = list(enumerate(passages, start=self._count))
        self._count += len(rows)
        if self._count == len(rows):
            self._embeddings.index(rows)
        else:
            self._embeddings.upsert(rows)
        self._embeddings.save(str(self._folder))

    def open(self) -> None:
        self._embeddings.load(str(self._folder))

    def search(self, query: str) -> int:
        return len(self._embeddings.search(query, HITS))

    def embed(self, query: str) -> None:
        self._embeddings.transform(query, "query")


class BareModel:
    """The original model on sentence-transformers: it embeds and finds nothing."""

    def __init__(self, folder: Path, model: Path, threads: int) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        self._model = SentenceTransformer(str(model), device="cpu")

    def index(self, passages: list[str]) -> None:
        self._model.encode(passages, prompt_name="passage", normalize_embeddings=True, show_progress_bar=False)

    def open(self) -> None:
        """There is nothing to load."""

    def search(self, query: str) -> int:
        self.embed(query)
        return 0

    def embed(self, query: str) -> None:
        self._model.encode(query, prompt_name="query", normalize_embeddings=True, show_progress_bar=False)


ENGINES: dict[str, type[Ours] | type[Txtai] | type[BareModel]] = {"ours": Ours, "txtai": Txtai, "bare": BareModel}


def timed_searches(engine: Engine, queries: list[str]) -> tuple[list[float], list[float]]:
    """(seconds of each search, seconds of each embedding alone), taken in turn on different queries."""
    searched, embedded = [], []
    for number, query in enumerate(queries):
        other = queries[(number + len(queries) // 2) % len(queries)]
        started = time.perf_counter()
        engine.search(query)
        between = time.perf_counter()
        engine.embed(other)
        searched.append(between - started)
        embedded.append(time.perf_counter() - between)
    return searched, embedded
