"""An embedder without a model: words are hashed into directions, so texts that share words lie near each other."""

import hashlib
from collections.abc import Sequence

import numpy as np

from indexer.embedder import Vectors
from indexer.text import fold, stem, words

DIMENSION = 64


class WordEmbedder:
    """Counts how many texts it embedded in `embedded`."""

    def __init__(self, fingerprint: str = "words", cross_language: bool = False) -> None:
        self.fingerprint = fingerprint
        self.dimension = DIMENSION
        self.cross_language = cross_language
        self.background = 0.0
        self.embedded = 0

    def query(self, text: str) -> Vectors:
        total = np.full(DIMENSION, 1e-3, dtype=np.float32)
        for word in words(fold(text)):
            seed = int.from_bytes(hashlib.sha256(stem(word).encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32)
        unit: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
        return unit

    def queries(self, texts: Sequence[str], progress: str | None = None) -> Vectors:
        return self.passages(texts, progress)

    def passages(self, texts: Sequence[str], progress: str | None = None) -> Vectors:
        self.embedded += len(texts)
        return np.array([self.query(text) for text in texts], dtype=np.float32).reshape(len(texts), DIMENSION)
