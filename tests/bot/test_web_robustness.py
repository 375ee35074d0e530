"""No path leads out of what is served, and no body makes the server fail."""

import http.client
import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.guidance import LiveGuidance
from bot.config import read_config
from bot.conversation.feedback import REASONS, FeedbackDesk
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.web.server import create_app
from tests.bot.asking import Asker
from tests.bot.conftest import NOW, Serve
from tests.bot.raw_http import raw
from tests.live_server import listening
from tests.scale import SCALE

ROUTES = ["/static/", "/guidance/", "/guidance/contract-tooling/", "/threads/"]
UPS = (
    r"../ ..%2f %2e%2e/ %2e%2e%2f ..\ ..%5c ....// ..;/ %252e%252e%252f %c0%ae%c0%ae/ %u002e%u002e/ .%2e/ %2e./ "
    r"..%00/ ..%0a/ .../ ..%c0%af ..%ef%bc%8f %ef%bc%8e%ef%bc%8e/ ../%20 ..// /../ %2f../ ~/ ./../"
).split()
TARGETS = ["server.py", "../config.py", "templates/base.html", "../../pyproject.toml", "../../../../../etc/passwd"]
DEPTHS = (1, 2, 3, 7)
CANARIES = (b"root:", b"import ", b"[project]", b"{%", b"mould", b"Traceback")
ODD_PATHS = [
    "/../../../../etc/passwd",
    "//etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/etc/passwd",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/playground.js%00.txt",
    "/static/\\..\\server.py",
    "/static/file:///etc/passwd",
    "/guidance/contract-tooling/..%2f..%2fcontent.json",
    "/guidance/..%2fcontent/mould-ownership",
    "/guidance/contract-tooling%00/mould-ownership",
    "/static/" + "a/" * 2_000,
    "/threads/" + "a" * 65,
    "/threads/a%20b",
    "/threads/%D9%A1",
    "/threads/c1%0a",
    "/.git/config",
    "/static/.",
    "/static/..",
]


def traversals(begin: str) -> list[str]:
    """Five hundred ways out of a folder."""
    return [begin + up * depth + target for up in UPS for depth in DEPTHS for target in TARGETS]


async def test_no_odd_path_is_served(serve: Serve) -> None:
    await assert_closed((await serve()).port, ODD_PATHS)


@pytest.mark.parametrize("begin", ROUTES)
async def test_none_of_five_hundred_paths_leads_out_of_what_is_served(serve: Serve, begin: str) -> None:
    paths = traversals(begin)
    assert len(set(paths)) == 500
    await assert_closed((await serve()).port, paths)


async def assert_closed(port: int, paths: list[str]) -> None:
    for path in paths:
        answer = await raw(port, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        head, _, body = answer.partition(b"\r\n\r\n")
        assert int(head.split()[1]) in (400, 403, 404), path
        assert [canary for canary in CANARIES if canary in body] == [], path


# --- whatever is posted ----------------------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
TEXTS = st.text(max_size=300) | st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    ["How long does a customs recordal last in Vietnam?", "Who owns the mould", "vi", "khuôn thuộc về ai", "a" * 3_000]
)  # fmt: skip
IDS = st.text(max_size=70) | st.from_regex(r"[0-9a-z]{1,12}", fullmatch=True)
QUESTIONS = st.fixed_dictionaries(
    {}, optional={"text": TEXTS | ANYTHING, "conversation": IDS | ANYTHING, "language": st.sampled_from(["en", "vi"]) | ANYTHING}
)
VERDICTS = st.fixed_dictionaries(
    {},
    optional={
        "answer": st.sampled_from(["id1", "id2"]) | IDS | ANYTHING,
        "helpful": st.booleans() | ANYTHING,
        "reason": st.sampled_from(REASONS) | ANYTHING,
        "comment": TEXTS | ANYTHING,
    },
)
BODIES = st.binary(max_size=200)
MANY = settings(max_examples=700 * SCALE, deadline=None, database=None, suppress_health_check=list(HealthCheck))


class Poster:
    """Sends over one connection, which http.client opens again when the server closed it."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        self._connection.request("POST", path, body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        return response.status, response.read()

    def get(self, path: str) -> tuple[int, bytes]:
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(scope="module")
def poster(served: LiveGuidance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poster]:
    """Over the real database, which refuses more than a memory does."""
    config = read_config({"IPDESK_DATA_DIR": str(tmp_path_factory.mktemp("posted"))})
    engine = open_database(config.database_url)
    migrate(engine)
    store = stored(engine)
    assembly = Asker(served, store.answers).assembly(config, lambda: NOW)
    assembly = replace(assembly, feedback=FeedbackDesk(store.feedback, lambda: NOW))
    with listening(lambda: create_app(assembly)) as port:
        poster = Poster(port)
        poster.post("/ask", json.dumps({"text": "hello", "conversation": "c1"}).encode())
        yield poster
        poster.close()
    engine.dispose()


def assert_no_failure(found: tuple[int, bytes]) -> None:
    status, body = found
    assert status in (200, 400, 404), body
    answer = json.loads(body)
    if status != 200:
        assert list(answer) == ["error"]
        assert len(answer["error"].splitlines()) == 1


@MANY
@given(body=QUESTIONS | ANYTHING)
def test_no_json_makes_asking_fail(poster: Poster, body: object) -> None:
    assert_no_failure(poster.post("/ask", json.dumps(body).encode()))


@MANY
@given(body=VERDICTS | ANYTHING)
def test_no_json_makes_feedback_fail(poster: Poster, body: object) -> None:
    assert_no_failure(poster.post("/feedback", json.dumps(body).encode()))


@MANY
@given(path=st.sampled_from(["/ask", "/feedback"]), body=BODIES)
def test_no_bytes_make_the_server_fail(poster: Poster, path: str, body: bytes) -> None:
    assert_no_failure(poster.post(path, body))


@MANY
@given(
    text=st.text(max_size=60),
    more=st.dictionaries(st.sampled_from(["right", "stage", "place", "review", "sort"]), st.text(max_size=20)),
)
def test_no_filter_makes_the_guidance_fail(poster: Poster, text: str, more: dict[str, str]) -> None:
    query = "&".join(f"{name}={quote(value)}" for name, value in {"text": text, **more}.items())
    assert poster.get(f"/guidance?{query}")[0] == 200
