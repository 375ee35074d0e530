"""Text inside a PNG file, in a chunk of its own (iTXt), so that a picture carries what it shows."""

import struct
import zlib
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEY = b"page"
_PLAIN = b"\x00\x00\x00\x00\x00"  # not compressed, no language, no translated keyword


def with_text(png: bytes, text: str) -> bytes:
    """The picture with a text in it, behind its header."""
    header, *rest = _chunks(png)
    return _SIGNATURE + b"".join([_chunk(*header), _chunk(b"iTXt", _KEY + _PLAIN + text.encode()), *(_chunk(*c) for c in rest)])


def text_of(png: bytes) -> str | None:
    """The text in a picture."""
    begin = _KEY + _PLAIN
    return next((body[len(begin) :].decode() for kind, body in _chunks(png) if kind == b"iTXt" and body.startswith(begin)), None)


def width_of(png: bytes) -> int:
    """How many pixels wide a picture is."""
    return int.from_bytes(png[16:20], "big")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
