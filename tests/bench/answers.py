"""Measures whole answers: a cold `ipdesk ask`, and the real server with one asker and with twenty."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.memory import peak_mb
from tests.bench.processes import ROOT
from tests.golden.grading import load_practice, thread_of

ASKERS = 20
QUESTION = "Can we record our patent with US customs?"


@dataclass(frozen=True)
class Answered:
    """Seconds of each answer, in rounds; MB."""

    cold: list[float]
    alone: list[list[float]]
    crowded: list[list[float]]
    memory: float


def measure_answers(data: Path, rounds: int = 3, questions: int = 200) -> Answered:
    """Builds the guidance's index below `data` if it is not there yet, and asks."""
    _command(data, "indexer", "build").wait()
    cold = [_cold(data) for _ in range(2 * rounds + 1)]
    texts = [thread_of(question)[-1] for question in load_practice()][:questions]
    alone, crowded = [], []
    with _serving(data) as (process, port):
        _ask_all(port, texts[:ASKERS])
        for _ in range(rounds):
            alone.append(_ask_all(port, texts))
            crowded.append(_crowd(port, texts))
        return Answered(cold, alone, crowded, peak_mb(process.pid))


def _crowd(port: int, texts: list[str]) -> list[float]:
    """Twenty askers at once, each with its share of the questions, twice."""
    shares = [texts[number::ASKERS] * 2 for number in range(ASKERS)]
    with ThreadPoolExecutor(ASKERS) as pool:
        return [seconds for share in pool.map(lambda share: _ask_all(port, share), shares) for seconds in share]


def _command(data: Path, *arguments: str, **more: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "IPDESK_DATA_DIR": str(data), "PYTHONPATH": str(ROOT), **more}
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)


def _cold(data: Path) -> float:
    """Seconds of one `ipdesk ask`, from nothing to its end."""
    started = time.perf_counter()
    if _command(data, "bot", "ask", QUESTION).wait():
        raise RuntimeError("ipdesk ask failed")
    return time.perf_counter() - started


@contextmanager
def _serving(data: Path) -> "Iterator[tuple[subprocess.Popen[bytes], int]]":
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = _command(data, "bot", "serve", HOST="127.0.0.1", PORT=str(port))
    try:
        _wait_until_ready(port)
        yield process, port
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(port: int, patience: float = 30) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server does not become ready")


def _ask_all(port: int, texts: list[str]) -> list[float]:
    """Seconds of each question of one asker, who waits for every answer and begins a new conversation each time."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = []
    for number, text in enumerate(texts):
        body = json.dumps({"text": text, "conversation": f"bench{number}-{id(connection)}"})
        started = time.perf_counter()
        connection.request("POST", "/ask", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        if response.status != http.client.OK:
            raise RuntimeError(f"a question got {response.status}")
        found.append(time.perf_counter() - started)
    return found
