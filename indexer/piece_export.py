"""Writes the pieces of a tokenizer.json beside it, where it is one that indexer.pieces can stand for."""

import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np

from indexer.packed_model import piece_tokenizer
from indexer.pieces import SPECIAL, pieces_name


def write_pieces(folder: Path) -> bool:
    """Writes the file of pieces as a whole or not at all; False for a tokenizer of another make."""
    described = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    if _make(described) != _make(json.loads(piece_tokenizer([(piece, 0.0) for piece in SPECIAL]).to_str())):
        return False
    packed = _packed(described["model"]["vocab"])
    aside = folder / f".pieces-{os.getpid()}"
    aside.write_bytes(packed)
    os.replace(aside, folder / pieces_name(hashlib.sha256(packed).hexdigest()))
    return True


def _make(described: dict[str, Any]) -> list[Any]:
    """All that decides about ids but the vocabulary, padding and the length."""
    model = {name: value for name, value in described["model"].items() if name != "vocab"}
    pieces = [piece for piece, _ in described["model"]["vocab"][: len(SPECIAL)]] if model["type"] == "Unigram" else []
    template = described["post_processor"] or {}
    parts = [described[name] for name in ("normalizer", "pre_tokenizer", "added_tokens")]
    return [model, pieces, *parts, template.get("single"), template.get("special_tokens")]


def _packed(vocabulary: list[tuple[str, float]]) -> bytes:
    pieces = [piece for piece, _ in vocabulary]
    trie = marisa_trie.Trie(pieces)
    ids = np.empty(len(pieces), np.int32)
    ids[[trie[piece] for piece in pieces]] = np.arange(len(pieces))
    scores = np.array([score for _, score in vocabulary])[ids]
    file = io.BytesIO()
    np.savez(file, trie=np.frombuffer(trie.tobytes(), np.uint8), ids=ids, scores=scores, reach=max(map(len, pieces)))
    return file.getvalue()
