"""Embeds text with an exported ONNX model; imports neither torch nor sentence-transformers."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tqdm import tqdm

from indexer.errors import UnusableModel
from indexer.tokenizer import tokenizer_of

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into unit vectors; `fingerprint` names the exact model they come from.

    `background` is the cosine that texts have which have nothing to do with each other.
    """

    fingerprint: str
    dimension: int
    cross_language: bool
    background: float

    def query(self, text: str) -> Vectors:
        """One vector of shape (dimension,)."""

    def queries(self, texts: Sequence[str], progress: str | None = None) -> Vectors:
        """Vectors of questions, of shape (len(texts), dimension); each depends on its own text alone."""

    def passages(self, texts: Sequence[str], progress: str | None = None) -> Vectors:
        """Vectors of texts that answer, of the same shape."""


class OnnxEmbedder:
    """Runs `model.onnx` of a folder that `indexer.model` exported."""

    def __init__(self, folder: Path, threads: int = 1, workers: int = 2) -> None:
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self._tokenizer = tokenizer_of(folder, config["max_length"])
            self._session = _session(folder / "model.onnx", threads)
            self._map: Vectors | None = np.load(folder / "map.npy", allow_pickle=False) if config.get("mapped") else None
        except Exception as error:  # noqa: BLE001 - three libraries, each with its own errors; all mean the same here
            raise UnusableModel(f"the model in {folder} cannot be loaded: {error}") from None
        self._config: dict[str, Any] = config
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._workers = workers
        self.fingerprint: str = config["fingerprint"]
        self.dimension: int = config["dimension"]
        self.cross_language: bool = config["cross_language"]
        self.background: float = config["background"]

    def query(self, text: str) -> Vectors:
        return self._vector(self._config["query_prompt"] + text)

    def queries(self, texts: Sequence[str], progress: str | None = None) -> Vectors:
        return self._vectors(self._config["query_prompt"], texts, progress)

    def passages(self, texts: Sequence[str], progress: str | None = None) -> Vectors:
        return self._vectors(self._config["passage_prompt"], texts, progress)

    def _vectors(self, prompt: str, texts: Sequence[str], progress: str | None) -> Vectors:
        # One text a call: int8 activations are scaled over the whole batch, so a vector would depend on its neighbours.
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        with ThreadPoolExecutor(self._workers) as pool:
            found = pool.map(self._vector, (prompt + text for text in texts))
            bar = tqdm(found, desc=progress, total=len(texts), delay=2, disable=progress is None, unit="text")
            for number, vector in enumerate(bar):
                vectors[number] = vector
        return vectors

    def _vector(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.ids(text)], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        feed = {name: value for name, value in feed.items() if name in self._inputs}
        hidden: Vectors = self._session.run(None, feed)[0][0]
        pooled = hidden[0] if self._config["pooling"] == "cls" else hidden.mean(axis=0)
        pooled = pooled if self._map is None else pooled @ self._map
        norm = float(np.linalg.norm(pooled)) or 1.0
        unit: Vectors = (pooled / norm).astype(np.float32)
        return unit


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
