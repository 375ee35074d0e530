"""Asking and serving reach for nothing beyond this machine."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from indexer.build import build_knowledge
from indexer.snapshot import SnapshotStore
from tests.bot.tiny_model import tiny_embedder
from tests.denied_network import DeniedNetwork

ROOT = Path(__file__).parents[2]
QUESTION = "What goes into the dossier for a customs recordal in Vietnam?"
FREE_PORT = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
REACH = """
import socket, urllib.request
for reach in (
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
    lambda: socket.socket().connect_ex(("192.0.2.2", 80)),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.3", 53)),
    lambda: urllib.request.urlopen("http://example.invalid/"),
):
    try:
        reach()
    except OSError as error:
        print(error)
"""


@pytest.fixture
def network(tmp_path: Path) -> DeniedNetwork:
    return DeniedNetwork.within(tmp_path / "network")


@pytest.fixture
def environment(network: DeniedNetwork, small_knowledge: Path, tmp_path: Path) -> dict[str, str]:
    """A data directory with an index, in a process that reaches nothing."""
    store = SnapshotStore(tmp_path / "var" / "index")
    embedder = tiny_embedder(small_knowledge, store.models)
    build_knowledge(small_knowledge, store, lambda: embedder)
    return network.environment(ROOT) | {"IPDESK_DATA_DIR": str(tmp_path / "var"), "HOST": "127.0.0.1"}


def run(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True).stdout


def test_the_watch_denies_and_lists_what_is_tried(network: DeniedNetwork) -> None:
    denied = run(network.environment(ROOT), "-c", REACH)
    assert len(denied.splitlines()) == 4
    assert network.attempts == [
        "getaddrinfo 192.0.2.1",
        "connect_ex 192.0.2.2",
        "sendto 192.0.2.3",
        "getaddrinfo example.invalid",
    ]


def test_asking_in_the_terminal_tries_to_reach_nothing(environment: dict[str, str], network: DeniedNetwork) -> None:
    assert "holds three papers" in run(environment, "-m", "bot", "ask", QUESTION)
    assert network.attempts == []


def test_serving_tries_to_reach_nothing(environment: dict[str, str], network: DeniedNetwork) -> None:
    with serving(environment) as connection:
        for method, path, body in (
            ("GET", "/", None),
            ("GET", "/readyz", None),
            ("GET", "/guidance", None),
            ("POST", "/ask", json.dumps({"text": QUESTION, "conversation": "c1"})),
            ("GET", "/threads/c1", None),
        ):
            connection.request(method, path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            assert response.status == http.client.OK, path
    assert network.attempts == []


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[http.client.HTTPConnection]:
    """A connection to a server in a process of its own, which says on stderr when it is about to listen."""
    port = run(environment, "-c", FREE_PORT).strip()
    command = [sys.executable, "-m", "bot", "serve"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env={**environment, "PORT": port}, stderr=pipe, text=True) as process:
        try:
            with closing(connected(process, int(port))) as connection:
                yield connection
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
    assert process.returncode == 0


def connected(process: "subprocess.Popen[str]", port: int) -> http.client.HTTPConnection:
    """Connects as soon as the server listens."""
    assert process.stderr is not None
    for line in process.stderr:
        if f":{port}" in line:
            break
    while process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.connect()
        except ConnectionRefusedError:
            os.sched_yield()
            continue
        return connection
    raise AssertionError("the server ended")
