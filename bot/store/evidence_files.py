"""The files of evidence, in a folder, each under the SHA-256 of what it holds."""

import hashlib
import os
import re
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from bot.errors import StoreUnavailable

_NAME = re.compile(r"[0-9a-f]{64}")


class EvidenceFiles(Protocol):
    """Where the files are kept; every method raises StoreUnavailable when they are out of reach."""

    def put(self, content: bytes) -> str:
        """Keeps a file, once however often it comes; its SHA-256."""

    def get(self, sha256: str) -> bytes | None:
        """The file with this SHA-256; None when it is gone or no longer what it was."""


class RememberedFiles:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        self.kept[name] = content
        return name

    def get(self, sha256: str) -> bytes | None:
        content = self.kept.get(sha256)
        return content if content is not None and hashlib.sha256(content).hexdigest() == sha256 else None


class StoredFiles:
    """EvidenceFiles in a folder, which only this program's user may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        try:
            if self.get(name) is None:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _write(path, content)
        except OSError as error:
            raise StoreUnavailable(f"evidence cannot be written: {error.strerror}") from None
        return name

    def get(self, sha256: str) -> bytes | None:
        if not _NAME.fullmatch(sha256):
            return None
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreUnavailable(f"evidence cannot be read: {error.strerror}") from None
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


def _write(path: Path, content: bytes) -> None:
    """Written aside and renamed: after a crash the file is whole or not there."""
    aside = path.with_name(f".{uuid4().hex}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
