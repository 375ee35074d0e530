"""Where exported models lie, and how one is opened for serving: only if it is the one that was exported."""

import hashlib
import json
from pathlib import Path

from indexer.embedder import Embedder, OnnxEmbedder
from indexer.errors import UnusableModel
from indexer.pieces import pieces_name, pieces_of

# What an export holds beside its manifest.
FILES = ("config.json", "tokenizer.json", "model.onnx")
# And, where the model is tuned, the map that its vectors go through at last.
MAP = "map.npy"


def folder_of(models: Path, fingerprint: str) -> Path:
    """The folder of a model's export."""
    return models / fingerprint[:16]


def serving_embedder(models: Path, fingerprint: str) -> Embedder:
    """The embedder with this fingerprint; raises UnusableModel when its files are missing or damaged."""
    folder = folder_of(models, fingerprint)
    if not intact(folder):
        raise UnusableModel(f"the model in {folder} is missing or damaged; run: python -m indexer build")
    return OnnxEmbedder(folder)


def intact(folder: Path) -> bool:
    """True when every file of an export is the one that was written."""
    try:
        files: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        pieces = pieces_of(folder)
        if pieces is not None and pieces.name != pieces_name(sha256_of(pieces)):
            return False
        return set(files) - {MAP} == set(FILES) and all(sha256_of(folder / name) == digest for name, digest in files.items())
    except (OSError, ValueError, TypeError, AttributeError, UnusableModel):
        return False


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file; raises UnusableModel when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnusableModel(f"{path} cannot be read: {error}") from None
