"""Starts an engine in a process of its own and gives it orders."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True)
class Workshop:
    """Where the benchmark keeps its things: the model as it came, its export, and a folder for each engine."""

    original: Path
    exported: Path
    folder: Path

    def model(self, engine: str) -> Path:
        """The form of the model that an engine loads."""
        return self.exported if engine == "ours" else self.original

    def of(self, engine: str) -> Path:
        """The engine's own folder."""
        (self.folder / engine).mkdir(parents=True, exist_ok=True)
        return self.folder / engine


class Worker:
    """A process that holds one engine."""

    def __init__(self, process: "subprocess.Popen[str]", name: str) -> None:
        self._process = process
        self.name = name

    def order(self, do: str, **details: Any) -> dict[str, Any]:
        """Sends an order and waits for what came of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **details}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the engine {self.name!r} ended with {self._process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def worker(workshop: Workshop, name: str, threads: int) -> Iterator[Worker]:
    """An engine that is held to so many threads until the block ends."""
    command = [sys.executable, "-m", "tests.bench.worker", name, str(workshop.of(name)), str(workshop.model(name)), str(threads)]
    log = workshop.of(name) / "log.txt"
    with log.open("a") as errors, _started(command, threads, errors) as process:
        yield Worker(process, name)


@contextmanager
def workers(workshop: Workshop, names: list[str], threads: int) -> Iterator[list[Worker]]:
    """Several engines side by side, which are given their orders in turn."""
    with ExitStack() as stack:
        yield [stack.enter_context(worker(workshop, name, threads)) for name in names]


def cold_start(workshop: Workshop, name: str, query: str) -> tuple[float, float]:
    """(seconds from nothing to the first result, MB at most) of a fresh process that loads the kept index."""
    started = time.perf_counter()
    with worker(workshop, name, 1) as fresh:
        found = fresh.order("open", query=query)
        return time.perf_counter() - started, float(found["peak_mb"])


@contextmanager
def _started(command: list[str], threads: int, errors: Any) -> "Iterator[subprocess.Popen[str]]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
    environment |= dict.fromkeys(_THREAD_VARIABLES, str(threads))
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=errors, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
