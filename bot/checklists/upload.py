"""An Upload is a file that somebody hands in as evidence: of a kind that cannot run, and that is what its name says."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from bot.checklists.trouble import UnreadableAnswer
from indexer.text import unseen

MAX_BYTES = 20 * 1024 * 1024
_MAX_NAME = 150
# An Office file is a ZIP of a few hundred parts; a bomb says in its list what it would become, which is all that is read of it.
_MAX_PARTS = 5_000
_MAX_UNPACKED = 300 * 1024 * 1024
_MAX_LIST = 2 * 1024 * 1024
_MARKUP = re.compile(rb"^\s*(?:<|#!|%!|MZ|\{\\rtf)", re.IGNORECASE)
_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


@dataclass(frozen=True)
class Upload:
    """`name` as its sender calls it, `content` whole."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept; `media_type` by what it is, not by what its sender says."""

    name: str
    media_type: str
    content: bytes


def accept(upload: Upload) -> Accepted:
    """Raises UnreadableAnswer for whatever is empty, too large, of another kind, or not what its name says."""
    if not upload.content:
        raise UnreadableAnswer("empty_file")
    if len(upload.content) > MAX_BYTES:
        raise UnreadableAnswer("large_file", most=str(MAX_BYTES // 1024 // 1024))
    name = _named(_shown(upload.name), upload.content)
    kind = _KINDS.get(name.rpartition(".")[2].lower()) if "." in name else None
    if kind is None:
        raise UnreadableAnswer("file_kind")
    media_type, is_so = kind
    if not is_so(upload.content):
        raise UnreadableAnswer("file_differs")
    return Accepted(name, media_type, upload.content)


def _shown(name: str) -> str:
    """The last part of a path, without what cannot be seen."""
    last = re.split(r"[\\/]", name)[-1]
    hidden = "".join(c for c in last if not unseen(c)).strip(" .")
    stem, dot, extension = hidden.rpartition(".")
    return f"{stem[:_MAX_NAME]}{dot}{extension[:10]}" if dot else hidden[:_MAX_NAME]


def _named(name: str, content: bytes) -> str:
    """A pasted picture comes without a kind in its name: it is called by what it is."""
    if "." in name:
        return name
    return next((f"{name}.{kind}" for kind in _PICTURES if _KINDS[kind][1](content)), name)


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signatures)


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and not any(word in content for word in _ACTIVE)


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1")


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text and _MARKUP.match(text[:200].encode()) is None


def _office(folder: str) -> Callable[[bytes], bool]:
    """An Office file without macros, by the list of its parts; nothing is unpacked."""

    def is_so(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04") or _list_size(content) > _MAX_LIST:
            return False
        try:
            parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            return False
        names = [part.filename for part in parts]
        small = len(parts) <= _MAX_PARTS and sum(part.file_size for part in parts) <= _MAX_UNPACKED
        whole = "[Content_Types].xml" in names and any(name.startswith(f"{folder}/") for name in names)
        return small and whole and not any(_is_active(name) for name in names)

    return is_so


def _list_size(content: bytes) -> int:
    """How many bytes the list of a ZIP's parts has, by its end record; too many where there is none."""
    end = content.rfind(b"PK\x05\x06")
    if content[max(end - 20, 0) : end].startswith(b"PK\x06\x07"):
        return _MAX_LIST + 1  # ZIP64: no Office file of 20 MB needs it
    return int.from_bytes(content[end + 12 : end + 16], "little") if end >= 0 else _MAX_LIST + 1


def _is_active(name: str) -> bool:
    lowered = name.lower()
    return lowered.endswith((".bin", ".exe", ".dll", ".js", ".vbs", ".zip", ".svg", ".html")) and "printersettings" not in lowered


_PICTURES = ("png", "jpg", "webp", "heic")
_OFFICE = "application/vnd.openxmlformats-officedocument"
_KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _is_pdf),
    "png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "webp": ("image/webp", _is_webp),
    "heic": ("image/heic", _is_heic),
    "docx": (f"{_OFFICE}.wordprocessingml.document", _office("word")),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _office("xl")),
    "txt": ("text/plain", _is_text),
    "csv": ("text/csv", _is_text),
}
