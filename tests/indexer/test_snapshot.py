import hashlib
import json
import logging
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.errors import BrokenSnapshot, UnusableModel
from indexer.search import Index, open_index
from indexer.snapshot import FORMAT, KEPT, SnapshotStore, read_manifest
from tests.fakes.embedder import WordEmbedder
from tests.indexer.conftest import publish_corpus

ROOT = Path(__file__).parents[2]
Versions = tuple[str, str]


def opened(store: SnapshotStore) -> Index:
    return open_index(store, lambda *_: WordEmbedder())


def files_of(store: SnapshotStore, version: str) -> list[Path]:
    return sorted(path for path in store.folder(version).rglob("*") if path.is_file())


def assert_refused(store: SnapshotStore, versions: Versions, caplog: pytest.LogCaptureFixture, damage: str) -> None:
    """The damaged current version is refused with one line, and the one before serves."""
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        index = opened(store)
    assert index.version == versions[0], damage
    (record,) = caplog.records
    assert record.__dict__["version"] == versions[1], damage
    assert "\n" not in record.getMessage(), damage


def bent_manifest(store: SnapshotStore, version: str, **changes: Any) -> None:
    path = store.folder(version) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def signed_again(store: SnapshotStore, version: str) -> None:
    """Makes a manifest that fits the files as they lie there now."""
    folder = store.folder(version)
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_of(store, version)}
    del found["manifest.json"]
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    bent_manifest(store, version, files=digests, sizes={name: len(content) for name, content in found.items()})


def test_before_the_first_build_there_is_no_current_version(store: SnapshotStore) -> None:
    assert store.current() is None
    assert store.candidates() == []


def test_before_the_first_build_opening_says_how_to_build(store: SnapshotStore) -> None:
    with pytest.raises(BrokenSnapshot, match="run: python -m indexer build"):
        opened(store)


def test_the_last_published_version_is_current(store: SnapshotStore, two_versions: Versions) -> None:
    assert store.current() == two_versions[1]
    assert opened(store).version == two_versions[1]


def test_publishing_the_same_content_again_keeps_the_version(store: SnapshotStore, tmp_path: Path) -> None:
    first = publish_corpus(store, tmp_path, "same")
    assert publish_corpus(store, tmp_path, "same") == first
    assert store.candidates() == [first]


def test_publishing_older_content_again_makes_it_current(store: SnapshotStore, two_versions: Versions, tmp_path: Path) -> None:
    publish_corpus(store, tmp_path, "first")
    assert store.candidates() == [two_versions[0], two_versions[1]]


def test_only_the_last_versions_are_kept(store: SnapshotStore, tmp_path: Path) -> None:
    names = [publish_corpus(store, tmp_path, f"word{n}") for n in range(KEPT + 2)]
    assert store.candidates() == list(reversed(names[-KEPT:]))
    assert sorted(path.name for path in (store.root / "versions").iterdir()) == sorted(names[-KEPT:])


def test_a_published_version_is_verified(store: SnapshotStore, two_versions: Versions) -> None:
    manifest = store.verify(two_versions[1])
    assert (manifest.entries, manifest.rows, manifest.model) == (3, 3, "words")
    assert manifest.content_hash.startswith(two_versions[1])


def test_a_flipped_bit_anywhere_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(20261124)
    for _ in range(60):
        path = chance.choice([found for found in files_of(store, two_versions[1]) if found.stat().st_size])
        sound = path.read_bytes()
        at, bit = chance.randrange(len(sound)), chance.randrange(8)
        damaged = bytearray(sound)
        damaged[at] ^= 1 << bit
        path.write_bytes(damaged)
        assert_refused(store, two_versions, caplog, f"bit {bit} of byte {at} in {path.name}")
        path.write_bytes(sound)
    assert opened(store).version == two_versions[1]


def test_a_flipped_bit_anywhere_in_the_manifest_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(7)
    path = store.folder(two_versions[1]) / "manifest.json"
    sound = path.read_bytes()
    for at in sorted(chance.sample(range(len(sound)), 150)):
        damaged = bytearray(sound)
        damaged[at] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        assert_refused(store, two_versions, caplog, f"byte {at}: {bytes(damaged[max(0, at - 30) : at + 10])!r}")


@pytest.mark.parametrize(
    "change",
    [{"content_hash": "0" * 64}, {"dimension": 65}, {"entries": 4}, {"rows": 2}, {"model": "other"}, {"format": FORMAT + 1}],
)
def test_a_manifest_that_describes_something_else_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture, change: dict[str, Any]
) -> None:
    bent_manifest(store, two_versions[1], **change)
    assert_refused(store, two_versions, caplog, str(change))


def test_a_truncated_file_is_refused(store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(42)
    for _ in range(20):
        path = chance.choice([found for found in files_of(store, two_versions[1]) if found.stat().st_size])
        sound = path.read_bytes()
        length = chance.choice([0, len(sound) - 1, chance.randrange(len(sound))])
        path.write_bytes(sound[:length])
        assert_refused(store, two_versions, caplog, f"{path.name} cut to {length} bytes")
        path.write_bytes(sound)


def test_a_file_that_grew_is_refused(store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture) -> None:
    with (store.folder(two_versions[1]) / "entries.jsonl").open("a") as file:
        file.write("\n")
    assert_refused(store, two_versions, caplog, "a byte more")


def test_each_missing_file_is_refused(store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture) -> None:
    for path in files_of(store, two_versions[1]):
        sound = path.read_bytes()
        path.unlink()
        assert_refused(store, two_versions, caplog, f"without {path.name}")
        path.write_bytes(sound)


@pytest.mark.parametrize("name", ["notes.txt", "lexical-en/notes.txt", "lexical-xx/rarity.json", ".hidden"])
def test_a_foreign_file_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    path = store.folder(two_versions[1]) / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("foreign")
    assert_refused(store, two_versions, caplog, name)


def test_a_file_that_became_a_folder_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture
) -> None:
    (store.folder(two_versions[1]) / "rows.npy").unlink()
    (store.folder(two_versions[1]) / "rows.npy").mkdir()
    assert_refused(store, two_versions, caplog, "rows.npy as a folder")


def test_files_of_another_version_are_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copy(store.folder(two_versions[0]) / "entries.jsonl", store.folder(two_versions[1]) / "entries.jsonl")
    assert_refused(store, two_versions, caplog, "entries of the first version")


@pytest.mark.parametrize("name", ["../CURRENT", "/etc/hostname", "lexical-en/../../../CURRENT", "..", "", ".", "lexical-en/.."])
def test_a_manifest_that_names_a_path_outside_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    manifest = read_manifest(store.folder(two_versions[1]))
    bent_manifest(store, two_versions[1], files=manifest.files | {name: "0" * 64}, sizes=manifest.sizes | {name: 1})
    assert_refused(store, two_versions, caplog, name)


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", "7", '"text"', "{}", "[" * 100_000, '{"format": 1}', "\x00"],
    ids=["empty", "cut", "null", "list", "number", "text", "nothing", "deep", "one field", "zero"],
)
def test_a_manifest_that_cannot_be_read_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    (store.folder(two_versions[1]) / "manifest.json").write_text(text)
    assert_refused(store, two_versions, caplog, text[:20])


@pytest.mark.parametrize("value", [None, 7, [], [{}], "text", {"rows.npy": None}], ids=str)
@pytest.mark.parametrize("field", ["files", "sizes"])
def test_a_manifest_with_a_value_of_the_wrong_kind_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture, field: str, value: object
) -> None:
    bent_manifest(store, two_versions[1], **{field: value})
    assert_refused(store, two_versions, caplog, f"{field}: {value}")


def test_a_manifest_with_a_field_too_many_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture
) -> None:
    bent_manifest(store, two_versions[1], signed="yes")
    assert_refused(store, two_versions, caplog, "a field too many")


@pytest.mark.parametrize("name", ["rows.npy", "vectors.faiss", "content.json", "entries.jsonl", "lexical-en/rarity.json"])
def test_a_foreign_snapshot_whose_manifest_fits_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    (store.folder(two_versions[1]) / name).write_bytes(b"of another make")
    signed_again(store, two_versions[1])
    assert_refused(store, two_versions, caplog, name)


def test_a_foreign_snapshot_whose_rows_are_of_another_kind_is_refused(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture
) -> None:
    np.save(store.folder(two_versions[1]) / "rows.npy", np.arange(3))
    signed_again(store, two_versions[1])
    assert_refused(store, two_versions, caplog, "plain numbers as rows")


def test_a_version_that_vanishes_while_it_is_opened_is_passed_over(store: SnapshotStore, two_versions: Versions) -> None:
    def load(*_: object) -> WordEmbedder:
        (store.folder(two_versions[1]) / "rows.npy").unlink(missing_ok=True)
        return WordEmbedder()

    assert open_index(store, load).version == two_versions[0]


def test_an_index_that_is_replaced_several_times_while_it_is_opened_opens_as_it_is_now(
    store: SnapshotStore, two_versions: Versions, tmp_path: Path
) -> None:
    fresh = [f"fresh{number}" for number in range(KEPT)]

    def load(*_: object) -> WordEmbedder:
        while fresh:
            publish_corpus(store, tmp_path, fresh.pop())
        return WordEmbedder()

    assert open_index(store, load).version == store.current()


def test_a_model_that_cannot_be_used_lets_the_version_before_serve(
    store: SnapshotStore, two_versions: Versions, caplog: pytest.LogCaptureFixture
) -> None:
    bent_manifest(store, two_versions[1], model="lost")

    def load(_: Path, fingerprint: str) -> WordEmbedder:
        if fingerprint == "lost":
            raise UnusableModel("the model is missing")
        return WordEmbedder(fingerprint)

    assert open_index(store, load).version == two_versions[0]
    assert [record.getMessage() for record in caplog.records] == ["the model is missing; trying the one before"]


def test_when_every_version_is_damaged_opening_is_refused(store: SnapshotStore, two_versions: Versions) -> None:
    for version in two_versions:
        (store.folder(version) / "entries.jsonl").write_text("damaged")
    with pytest.raises(BrokenSnapshot, match=two_versions[0]):
        opened(store)


@pytest.mark.parametrize("text", ["", "nowhere", "../..", "..", ".", "/etc", "a/b", ".new-x", "\x00", "\udcff"])
def test_a_pointer_that_leads_nowhere_falls_back_to_a_published_version(
    store: SnapshotStore, two_versions: Versions, text: str
) -> None:
    (store.root / "CURRENT").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert opened(store).version in two_versions


def test_a_missing_pointer_falls_back_to_a_published_version(store: SnapshotStore, two_versions: Versions) -> None:
    (store.root / "CURRENT").unlink()
    assert opened(store).version in two_versions


def test_a_plain_file_among_the_versions_is_passed_over(store: SnapshotStore, two_versions: Versions) -> None:
    (store.root / "versions" / "notes.txt").write_text("foreign")
    (store.folder(two_versions[1]) / "rows.npy").unlink()
    assert opened(store).version == two_versions[0]


def test_a_damaged_version_is_written_again_by_the_next_build(
    store: SnapshotStore, two_versions: Versions, tmp_path: Path
) -> None:
    (store.folder(two_versions[1]) / "rows.npy").write_bytes(b"damaged")
    assert publish_corpus(store, tmp_path, "second") == two_versions[1]
    assert opened(store).version == two_versions[1]


def test_a_build_that_fails_leaves_nothing_behind(store: SnapshotStore, two_versions: Versions) -> None:
    def write(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise OSError("disk full")

    describe = {"content_hash": "f" * 64, "model": "words", "dimension": 64, "entries": 0, "rows": 0}
    with pytest.raises(OSError, match="disk full"):
        store.publish(describe, write)
    assert sorted(path.name for path in (store.root / "versions").iterdir()) == sorted(two_versions)
    assert opened(store).version == two_versions[1]


def test_what_a_killed_publisher_left_is_swept_away(store: SnapshotStore, two_versions: Versions, tmp_path: Path) -> None:
    left = store.root / "versions" / ".new-left"
    left.mkdir()
    (left / "half").write_text("half")
    publish_corpus(store, tmp_path, "third")
    assert not left.exists()


def publisher(store: SnapshotStore, name: str, count: int, pause: float = 0) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(Path(__file__).parent / "publisher.py"), str(store.root), name, str(count), str(pause)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def begun(process: subprocess.Popen[str]) -> subprocess.Popen[str]:
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("go\n")
    process.stdin.flush()
    return process


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def test_two_publishers_at_once_leave_a_sound_index(store: SnapshotStore, processes: list[subprocess.Popen[str]]) -> None:
    processes += [publisher(store, "left", 12), publisher(store, "right", 12)]
    for process in processes:
        begun(process)
    errors = [process.communicate(timeout=30)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    assert opened(store).version == store.current()
    names = [path.name for path in (store.root / "versions").iterdir()]
    assert len(names) == KEPT
    for name in names:
        store.verify(name)


def test_a_reader_always_opens_a_version_while_another_process_publishes(
    store: SnapshotStore, two_versions: Versions, processes: list[subprocess.Popen[str]]
) -> None:
    processes.append(begun(publisher(store, "busy", 8, pause=0.1)))
    seen = set()
    while processes[0].poll() is None:
        seen.add(opened(store).version)
    assert processes[0].returncode == 0
    assert len(seen) > 1


def test_a_publisher_that_is_killed_never_leaves_an_index_that_does_not_open(
    store: SnapshotStore, tmp_path: Path, processes: list[subprocess.Popen[str]]
) -> None:
    publish_corpus(store, tmp_path, "zero")
    chance = random.Random(11)
    processes += [publisher(store, f"victim{number}", 10_000) for number in range(6)]
    for process in processes:
        begun(process)
        killer = threading.Timer(chance.uniform(0, 0.15), process.kill)
        killer.start()
        process.wait(timeout=10)
        assert opened(store).version == store.current()


def test_the_lock_of_a_killed_publisher_does_not_hold_up_the_next(
    store: SnapshotStore, tmp_path: Path, processes: list[subprocess.Popen[str]]
) -> None:
    processes.append(begun(publisher(store, "victim", 10_000)))
    time.sleep(0.05)
    processes[0].kill()
    processes[0].wait(timeout=10)
    start = time.perf_counter()
    assert publish_corpus(store, tmp_path, "next") == store.current()
    assert time.perf_counter() - start < 5
