"""The packed weights: read from a file that the test packs by itself, and the pinned file of the real package."""

import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer import packed_model
from indexer.errors import UnusableModel
from indexer.packed_model import packed_file, read_packed, unpack

SIZES = (32, 1, 2, 64, 6, 8, 2)  # hidden, layers, heads, inner, vocabulary, positions, types
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁mould", "▁khuôn"]


def packed(tensors: dict[str, tuple[int, int, bytes]]) -> bytes:
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4").tobytes()
    head = b"E5S1" + struct.pack("<I7ifi", 1, *SIZES, 1e-12, 32) + struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += ends + np.arange(len(PIECES), dtype="<f4").tobytes() + blob + struct.pack("<iI", 0, 0)
    length = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, (kind, count, content) in tensors.items():
        directory += (
            struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, length + len(body), len(content))
        )
        body += content
    return head + directory + body


def block(values: NDArray[np.int64], scale: float) -> bytes:
    """Thirty-two whole numbers from -8 to 7, packed as the format has it."""
    nibbles = (values + 8).astype(np.uint8)
    return np.float16(scale).tobytes() + (nibbles[:16] | (nibbles[16:] << 4)).tobytes()


def test_packed_weights_come_out_as_they_went_in() -> None:
    values = np.arange(64) % 16 - 8
    raw = packed({"w": (1, 64, block(values[:32], 0.5) + block(values[32:], 0.25))})
    expected = np.concatenate([values[:32] * 0.5, values[32:] * 0.25]).reshape(2, 32)
    assert np.array_equal(read_packed(raw).matrix("w", 2, 32), expected)


def test_plain_weights_keep_their_shape() -> None:
    raw = packed({"b": (0, 6, np.arange(6, dtype="<f4").tobytes())})
    assert np.array_equal(read_packed(raw).plain("b", 2, 3), np.arange(6).reshape(2, 3))


def test_the_vocabulary_is_read_with_its_scores() -> None:
    model = read_packed(packed({}))
    assert model.pieces == PIECES
    assert model.scores.tolist() == [0, 1, 2, 3, 4, 5]
    assert (model.hidden, model.layers, model.vocabulary) == (32, 1, 6)


@pytest.mark.parametrize(("kind", "read"), [(1, "plain"), (0, "matrix")])
def test_weights_of_the_other_kind_are_refused(kind: int, read: str) -> None:
    model = read_packed(packed({"w": (kind, 32, block(np.zeros(32, dtype=np.int64), 1.0))}))
    with pytest.raises(UnusableModel, match="w is"):
        getattr(model, read)("w", *((1, 32) if read == "matrix" else ()))


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(UnusableModel, match="no packed model"):
        read_packed(b"PK\x03\x04" + b"\0" * 100)


def test_weights_that_are_not_the_pinned_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "e5-small-q4.bin").write_bytes(packed({}))
    with pytest.raises(UnusableModel, match="not the pinned ones"):
        unpack(tmp_path / "e5-small-q4.bin", tmp_path)


def test_a_machine_without_the_package_has_no_packed_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_model, "PACKAGE", "no_such_package")
    assert packed_file() is None


@pytest.mark.parametrize(
    ("piece", "kept"),
    [
        ("▁khuôn", True),
        ("▁mould", True),
        ("2026", True),
        ("▁", True),
        ("▁Mould", False),
        ("é", True),
        ("ß", True),
        ("größe", False),
        ("мо", False),
        ("模", False),
    ],
)
def test_pieces_that_neither_english_nor_vietnamese_has_in_small_letters_are_left_out(piece: str, kept: bool) -> None:
    assert packed_model._is_written(piece) is kept
