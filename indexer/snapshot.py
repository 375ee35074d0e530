"""A Snapshot is one version of the index: a directory of named files under a manifest, written aside and swapped in whole."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import BrokenSnapshot

FORMAT = 7
KEPT = 3
_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a snapshot holds; `content_hash`, which is also its name, depends on the content and the model alone."""

    content_hash: str
    model: str
    dimension: int
    entries: int
    rows: int
    files: dict[str, str]
    sizes: dict[str, int]
    format: int = FORMAT


class SnapshotStore:
    """The index directory: versions/, models/ and the pointer CURRENT."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.models = root / "models"
        self._versions = root / "versions"
        self._pointer = root / "CURRENT"

    def current(self) -> str | None:
        """The name of the version that CURRENT points to; None before the first build."""
        try:
            name = self._pointer.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return name if name and name == Path(name).name and not name.startswith(".") else None

    def folder(self, version: str) -> Path:
        """Where a version lies."""
        return self._versions / version

    def candidates(self) -> list[str]:
        """The current version, then the others, newest first: the order in which to try them."""
        current = self.current()
        names = [current] if current else []
        try:
            found = sorted(self._versions.iterdir(), key=_written_at, reverse=True)
        except OSError:
            return names
        return names + [path.name for path in found if path.name not in names and not path.name.startswith(".")]

    def verify(self, version: str) -> Manifest:
        """The manifest of a version whose every file is the one that was published; raises BrokenSnapshot."""
        folder = self.folder(version)
        manifest = read_manifest(folder)
        strangers = _files_in(folder) ^ set(manifest.files)
        if strangers:
            raise BrokenSnapshot(f"snapshot {version}: {sorted(strangers)[0]} is missing or foreign")
        for name, digest in manifest.files.items():
            if not _is_file(folder / name, manifest.sizes[name], digest):
                raise BrokenSnapshot(f"snapshot {version}: {name} is not the file that was published")
        return manifest

    def publish(self, describe: dict[str, Any], write: Callable[[Path], None]) -> str:
        """Writes a version aside with `write(folder)`, then points CURRENT at it; the same content is published once."""
        self._versions.mkdir(parents=True, exist_ok=True)
        with self._locked():
            version = str(describe["content_hash"])
            if not self._already_good(version):
                self._write(version, describe, write)
            self._point_at(version)
            self._forget_old(version)
        return version

    def _already_good(self, version: str) -> bool:
        try:
            self.verify(version)
        except BrokenSnapshot:
            return False
        os.utime(self.folder(version))
        return True

    def _write(self, version: str, describe: dict[str, Any], write: Callable[[Path], None]) -> None:
        scratch = Path(tempfile.mkdtemp(dir=self._versions, prefix=".new-"))
        try:
            write(scratch)
            files = sorted(path for path in scratch.rglob("*") if path.is_file())
            names = [path.relative_to(scratch).as_posix() for path in files]
            manifest = {
                **describe,
                "format": FORMAT,
                "files": {name: _sha256(scratch / name) for name in names},
                "sizes": {name: (scratch / name).stat().st_size for name in names},
            }
            (scratch / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            for path in [*files, scratch / _MANIFEST]:
                _flush(path)
            broken = self.folder(version)
            if broken.exists():
                os.replace(broken, self._versions / f".broken-{os.getpid()}-{version}")
            os.replace(scratch, broken)
            _flush(self._versions)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _point_at(self, version: str) -> None:
        aside = self.root / f".CURRENT-{os.getpid()}"
        aside.write_text(version + "\n", encoding="utf-8")
        _flush(aside)
        os.replace(aside, self._pointer)
        _flush(self.root)

    def _forget_old(self, version: str) -> None:
        kept = [version, *[name for name in self.candidates() if name != version][: KEPT - 1]]
        for path in self._versions.iterdir():
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One publisher at a time; the lock dies with its process."""
        with (self.root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version's folder; raises BrokenSnapshot."""
    try:
        manifest = Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        raise BrokenSnapshot(f"snapshot {folder.name}: its manifest is missing or unreadable") from None
    if manifest.format != FORMAT:
        raise BrokenSnapshot(f"snapshot {folder.name}: made by another version of the indexer; run: python -m indexer build")
    if not _plausible(manifest):
        raise BrokenSnapshot(f"snapshot {folder.name}: its manifest does not describe a snapshot")
    if folder.name != manifest.content_hash:
        raise BrokenSnapshot(f"snapshot {folder.name}: its manifest belongs to another snapshot")
    return manifest


def _plausible(manifest: Manifest) -> bool:
    """True when each value has its kind and every file lies inside the snapshot."""
    texts, numbers = (manifest.content_hash, manifest.model), (manifest.dimension, manifest.entries, manifest.rows)
    if not all(isinstance(value, str) for value in texts) or not all(type(value) is int for value in numbers):
        return False
    if not isinstance(manifest.files, dict) or not isinstance(manifest.sizes, dict) or set(manifest.files) != set(manifest.sizes):
        return False
    return all(not name.startswith("/") and ".." not in Path(name).parts for name in manifest.files)


def _files_in(folder: Path) -> set[str]:
    """The names of the files of a version beside its manifest; raises BrokenSnapshot."""
    try:
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {_MANIFEST}
    except OSError as error:
        raise BrokenSnapshot(f"snapshot {folder.name} cannot be read: {error}") from None


def _is_file(path: Path, size: int, digest: str) -> bool:
    try:
        return path.stat().st_size == size and _sha256(path) == digest
    except OSError:
        return False


def _written_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0  # a build has just swept it away


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
