"""Query time, memory and recall of the vector index as it grows; `curve.py build|search COUNT FOLDER` is one step of it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedder import Vectors
from indexer.vectors import VectorIndex
from tests.bench.memory import held_mb
from tests.bench.processes import ROOT

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DIMENSION = 384
HITS = 10
CANDIDATES = 200  # so many the search asks for
QUERIES = 500
# Chosen so that the cosines to the first, tenth and hundredth neighbour fall as they do among the guidance's own vectors:
# real embeddings gather around topics and fill a few dozen of their dimensions.
_INNER = 48
_WITHIN = 0.8
_NOISE = 0.03
_BLOCK = 50_000
_SEED = 20261127


@dataclass(frozen=True)
class Point:
    """The curve at one size: seconds, MB."""

    count: int
    kind: str
    build: float
    file: float
    memory: float
    p50: float
    p95: float
    recall: float


def measure_curve(folder: Path, sizes: tuple[int, ...] = SIZES) -> list[Point]:
    """A point for each size."""
    folder.mkdir(parents=True, exist_ok=True)
    return [Point(**{"count": count, **_run("build", count, folder, 2), **_run("search", count, folder, 1)}) for count in sizes]


def _run(step: str, count: int, folder: Path, threads: int) -> dict[str, Any]:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **dict.fromkeys(names, str(threads))}
    command = [sys.executable, "-m", "tests.bench.curve", step, str(count), str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def synthetic(count: int) -> Vectors:
    """Unit vectors around topics, about fifty a topic; they depend on the seed alone."""
    found = np.empty((count, DIMENSION), dtype=np.float32)
    for first in range(0, count, _BLOCK):
        found[first : first + _BLOCK] = _around(_topics(count), min(_BLOCK, count - first), first)
    return found


def queries(count: int) -> Vectors:
    """Vectors around the same topics that the index does not hold."""
    return _around(_topics(count), QUERIES, count + 1)


def _topics(count: int) -> Vectors:
    return np.random.default_rng(_SEED).standard_normal((max(1, count // 50), _INNER), dtype=np.float32)


def _around(topics: Vectors, count: int, seed: int) -> Vectors:
    spread = np.random.default_rng(_SEED).standard_normal((_INNER, DIMENSION), dtype=np.float32) / np.sqrt(DIMENSION)
    chance = np.random.default_rng([_SEED, seed])
    inner = topics[chance.integers(0, len(topics), count)] + _WITHIN * chance.standard_normal((count, _INNER), dtype=np.float32)
    found = inner @ spread + _NOISE * chance.standard_normal((count, DIMENSION), dtype=np.float32)
    unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def _exact(vectors: Vectors, asked: Vectors) -> NDArray[np.int64]:
    """The true nearest rows of each query, a block of rows at a time."""
    rows, scores = np.empty((QUERIES, 0), np.int64), np.empty((QUERIES, 0), np.float32)
    for first in range(0, len(vectors), _BLOCK):
        found = asked @ vectors[first : first + _BLOCK].T
        scores = np.concatenate([scores, found], axis=1)
        rows = np.concatenate([rows, np.broadcast_to(np.arange(first, first + found.shape[1]), found.shape)], axis=1)
        best = np.argpartition(-scores, HITS, axis=1)[:, :HITS]
        rows, scores = np.take_along_axis(rows, best, axis=1), np.take_along_axis(scores, best, axis=1)
    return rows


def build(count: int, folder: Path) -> dict[str, Any]:
    """Builds and saves an index, and the true answers beside it."""
    vectors = synthetic(count)
    started = time.perf_counter()
    VectorIndex.build(vectors).save(folder / f"{count}.faiss")
    seconds = time.perf_counter() - started
    np.save(folder / f"{count}.npy", _exact(vectors, queries(count)))
    return {"build": seconds, "file": (folder / f"{count}.faiss").stat().st_size / 2**20}


def search(count: int, folder: Path) -> dict[str, Any]:
    """Loads an index as a server does, and asks it."""
    before = held_mb()
    index = VectorIndex.load(folder / f"{count}.faiss")
    (folder / f"{count}.faiss").unlink()
    exact = np.load(folder / f"{count}.npy")
    found = list(_timed(index, queries(count)))
    seconds = [spent for spent, _ in found]
    shared = [len(set(rows) & set(true)) for (_, rows), true in zip(found, exact.tolist(), strict=True)]
    return {
        "kind": index.kind,
        "memory": held_mb() - before,
        "p50": float(np.percentile(seconds, 50)),
        "p95": float(np.percentile(seconds, 95)),
        "recall": sum(shared) / (QUERIES * HITS),
    }


def _timed(index: VectorIndex, asked: Vectors) -> Iterator[tuple[float, list[int]]]:
    for vector in asked[:20]:
        index.nearest(vector, CANDIDATES)
    for vector in asked:
        started = time.perf_counter()
        rows, _ = index.nearest(vector, CANDIDATES)
        yield time.perf_counter() - started, rows[:HITS].tolist()


if __name__ == "__main__":
    step = {"build": build, "search": search}[sys.argv[1]]
    print(json.dumps(step(int(sys.argv[2]), Path(sys.argv[3]))))
