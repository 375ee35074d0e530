"""Readers in processes of their own, while builds are published and publishers are killed at random moments."""

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from indexer.snapshot import SnapshotStore
from tests.indexer.conftest import publish_corpus
from tests.scale import SCALE

ROOT = Path(__file__).parents[2]
READERS = 3
KILLS = 3 * SCALE
PUBLISHES = 10 * SCALE
STARTED_AT_ONCE = 3


def started(script: Path, *arguments: object) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, str(script), *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def wait_until_ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


@pytest.fixture
def processes() -> Iterator[ExitStack]:
    """Kills whatever a test leaves running."""
    with ExitStack() as stack:
        yield stack


def begun(processes: ExitStack, script: Path, *arguments: object) -> "subprocess.Popen[str]":
    process = started(script, *arguments)
    processes.callback(process.communicate)
    processes.callback(process.kill)
    return process


def publish_and_kill(processes: ExitStack, store: SnapshotStore, folder: Path) -> None:
    """Sound builds between publishers that are killed while they work."""
    chance = random.Random(20261127)
    for first in range(0, KILLS, STARTED_AT_ONCE):
        script = ROOT / "tests" / "indexer" / "publisher.py"
        victims = [begun(processes, script, store.root, f"victim{first + n}", 10_000, 0) for n in range(STARTED_AT_ONCE)]
        for number, victim in enumerate(victims, start=first):
            wait_until_ready(victim)
            kill_while_it_works(victim, chance.uniform(0, 0.3))
            for turn in range(PUBLISHES // KILLS + (number < PUBLISHES % KILLS)):
                publish_corpus(store, folder, f"sound{number}x{turn}")


def kill_while_it_works(victim: "subprocess.Popen[str]", after: float) -> None:
    assert victim.stdin is not None
    victim.stdin.write("go\n")
    victim.stdin.flush()
    killer = threading.Timer(after, victim.kill)
    killer.start()
    assert victim.wait(timeout=30) < 0


def test_no_reader_ever_sees_a_mixture_and_all_end_with_the_newest(processes: ExitStack, tmp_path: Path) -> None:
    store, stop = SnapshotStore(tmp_path / "index"), tmp_path / "stop"
    publish_corpus(store, tmp_path, "first")
    reader = Path(__file__).with_name("swap_reader.py")
    readers = [begun(processes, reader, store.root, stop) for _ in range(READERS)]
    for process in readers:
        wait_until_ready(process)
    publish_and_kill(processes, store, tmp_path)
    stop.touch()
    for process in readers:
        assert_sound(json.loads(process.communicate(timeout=60)[0]), store.current())


def assert_sound(seen: dict[str, Any], newest: str | None) -> None:
    assert (seen["errors"], seen["mixed"], seen["last"]) == ([], [], newest)
    assert seen["versions"] > 2
    assert seen["answers"] > 10 * KILLS
