"""Turns text into the ids of the pieces that a model knows."""

from pathlib import Path
from typing import Any, Protocol

from indexer.pieces import PieceTokenizer, pieces_of


class Tokenizer(Protocol):
    """`ids` begins and ends with the model's marks and is no longer than the model reads."""

    def ids(self, text: str) -> list[int]:
        """The ids of a text."""


class HubTokenizer:
    """Any tokenizer.json, by the library it is made for."""

    def __init__(self, path: Path, longest: int) -> None:
        from tokenizers import Tokenizer as Library  # a model with pieces does without it, its memory and its start

        self._library: Any = Library.from_file(str(path))
        self._library.no_padding()
        self._library.enable_truncation(longest)

    def ids(self, text: str) -> list[int]:
        return list(self._library.encode(text).ids)


def tokenizer_of(folder: Path, longest: int) -> Tokenizer:
    """The tokenizer of an exported model, which cuts texts after `longest` ids; raises what its library or NumPy raises."""
    pieces = pieces_of(folder)
    return HubTokenizer(folder / "tokenizer.json", longest) if pieces is None else PieceTokenizer(pieces, longest)
