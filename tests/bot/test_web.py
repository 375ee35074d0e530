"""The playground and the health endpoints, over HTTP."""

import asyncio
import json
import re
import threading
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from bot.answering.guidance import LiveGuidance
from bot.config import Config, read_config
from bot.conversation.catalogue import say
from bot.conversation.message import Message
from bot.conversation.reply import Reply
from bot.store.answer_record import RememberedAnswers
from bot.store.database import migrate, open_database
from bot.store.stored_answers import StoredAnswers
from bot.web.server import MAX_BODY
from indexer.snapshot import SnapshotStore
from tests.bot.asking import GENEROUS, Asker
from tests.bot.conftest import Serve
from tests.bot.raw_http import raw
from tests.fakes.embedder import WordEmbedder

QUESTION = "What does a customs recordation cost in the United States?"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class ExplodingDesk:
    """Fails at every message with a text that nobody may see."""

    def reply(self, message: Message) -> Reply:
        raise RuntimeError(f"canary-exception at /canary/path while answering {message.text}")


class SlowDesk:
    """Replies only once it is told to go on."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def reply(self, message: Message) -> Reply:
        assert self.go_on.wait(10)
        return Reply("id1", message.text, "small_talk", "en", "Hello")


def missing_guidance(folder: Path) -> LiveGuidance:
    return LiveGuidance(SnapshotStore(folder / "nothing"), GENEROUS, lambda _models, _fingerprint: WordEmbedder())


async def ask(client: TestClient, text: str, conversation: str = "c1", **more: Any) -> ClientResponse:
    return await client.post("/ask", json={"text": text, "conversation": conversation, **more})


def assert_guarded(response: ClientResponse) -> None:
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


# --- the page --------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page loads, what it says, and what its policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language = ""
        self.loads: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "html":
            self.language = str(found.get("lang"))
        if tag in ("script", "img") or (tag == "link" and found.get("rel") in ("stylesheet", "icon")):
            self.loads.append(str(found.get("src") or found.get("href")))
        if tag == "style" or "style" in found or (tag == "script" and "src" not in found):
            self.inline.append(tag)
        self.inline += [name for name in found if name.startswith("on")]


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_the_page_speaks_both_languages(serve: Serve, language: str) -> None:
    response = await (await serve()).get("/", params={"language": language})
    text = await response.text()
    assert response.status == 200
    assert response.content_type == "text/html"
    assert Page(text).language == language
    assert say("web.ask", language) in text
    assert say("web.tagline", language) in text


async def test_an_unknown_language_gives_the_english_page(serve: Serve) -> None:
    response = await (await serve()).get("/", params={"language": "xx'><script>"})
    assert Page(await response.text()).language == "en"


async def test_the_page_keeps_to_its_own_policy(serve: Serve) -> None:
    client = await serve()
    page = Page(await (await client.get("/")).text())
    assert page.inline == []
    assert page.loads
    for path in page.loads:
        assert path.startswith("/static/")
        assert (await client.get(path)).status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/static/playground.js", 200),
        ("GET", "/guidance/us-customs-recordation/recordation-fee", 200),
        ("GET", "/guidance/nothing/nowhere", 404),
        ("GET", "/static/nothing", 404),
        ("GET", "/static/", 403),
        ("GET", "/nothing", 404),
        ("POST", "/ask", 400),
        ("GET", "/ask", 405),
        ("DELETE", "/", 405),
    ],
)
async def test_every_response_carries_the_headers_that_guard_it(serve: Serve, method: str, path: str, status: int) -> None:
    response = await (await serve()).request(method, path)
    assert response.status == status
    assert_guarded(response)


# --- asking ----------------------------------------------------------------------------------------------------------


async def test_a_question_gets_an_answer_with_its_sources(serve: Serve) -> None:
    response = await ask(await serve(), QUESTION)
    body = await response.json()
    assert response.status == 200
    assert_guarded(response)
    assert (body["status"], body["language"], body["question"]) == ("answered", "en", QUESTION)
    assert "costs 190 dollars for each class of goods" in body["html"]
    assert "<table>" in body["html"]
    assert [source["number"] for source in body["sources"]] == [citation["number"] for citation in body["citations"]]
    assert body["sources"][0]["url"] == "https://example.org/us/recordation"


async def test_every_number_in_the_answer_links_to_a_section_where_the_quote_is_marked(serve: Serve) -> None:
    client = await serve()
    body = await (await ask(client, QUESTION)).json()
    links = re.findall(r'<a class="cite" data-number="(\d+)" href="([^"]+)"', body["html"])
    assert {int(number) for number, _ in links} == {citation["number"] for citation in body["citations"]}
    assert not re.search(r"\[\d+\]", body["html"])
    for _, path in links:
        page = await client.get(path.replace("&amp;", "&"))
        assert page.status == 200
        assert "<mark>" in await page.text() or 'class="marked"' in await page.text()


async def test_a_conversation_is_remembered_and_another_is_not_mixed_in(serve: Serve) -> None:
    client = await serve()
    await ask(client, "How long does a customs recordal last in Vietnam?", "one")
    mine = await (await ask(client, "and in the United States?", "one")).json()
    other = await (await ask(client, "and in the United States?", "two")).json()
    assert mine["status"] == "answered"
    assert other["status"] != "answered"


async def test_the_language_of_a_message_may_be_set(serve: Serve) -> None:
    body = await (await ask(await serve(), "How long does a customs recordal last in Vietnam?", language="vi")).json()
    assert body["language"] == "vi"


@pytest.mark.parametrize("language", ["xx", 5, None, ["vi"], {"a": 1}])
async def test_an_unknown_language_follows_the_text(serve: Serve, language: Any) -> None:
    response = await ask(await serve(), QUESTION, language=language)
    assert (response.status, (await response.json())["language"]) == (200, "en")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"text": "hello"}',
        b'{"conversation": "c1"}',
        b'{"text": 5, "conversation": "c1"}',
        b'{"text": null, "conversation": "c1"}',
        b'{"text": ["a"], "conversation": "c1"}',
        b'{"text": "hello", "conversation": ""}',
        b'{"text": "hello", "conversation": "../../etc"}',
        b'{"text": "hello", "conversation": "a\\u0000b"}',
        b'{"text": "hello", "conversation": "c1\\n"}',
        b'{"text": "hello", "conversation": 7}',
        json.dumps({"text": "hello", "conversation": "c" * 65}).encode(),
        b"\xff\xfe{}",
        b"[" * 30_000,
        b'{"text": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b', "conversation": "c1"}',
    ],
    ids=lambda body: body[:24].decode("latin-1"),
)
async def test_a_body_that_cannot_be_read_is_refused_with_one_sentence(serve: Serve, body: bytes) -> None:
    response = await (await serve()).post("/ask", data=body, headers={"Content-Type": "application/json"})
    assert response.status == 400
    assert await response.json() == {"error": say("error.bad_request", "en")}
    assert_guarded(response)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/html"])
async def test_another_content_type_is_refused_so_that_a_foreign_form_cannot_ask(serve: Serve, kind: str) -> None:
    body = json.dumps({"text": QUESTION, "conversation": "c1"})
    response = await (await serve()).post("/ask", data=body, headers={"Content-Type": kind})
    assert response.status == 400


@pytest.mark.parametrize("charset", ["nonsense", "utf-16", "base64", "rot13"])
async def test_an_odd_charset_is_refused(serve: Serve, charset: str) -> None:
    body = json.dumps({"text": QUESTION, "conversation": "c1"})
    response = await (await serve()).post("/ask", data=body, headers={"Content-Type": f"application/json; charset={charset}"})
    assert response.status == 400


async def test_a_bad_request_is_told_in_vietnamese_to_a_vietnamese_page(serve: Serve) -> None:
    response = await (await serve()).post("/ask", params={"language": "vi"}, json=[])
    assert await response.json() == {"error": say("error.bad_request", "vi")}


async def test_an_oversized_body_is_refused(serve: Serve) -> None:
    response = await ask(await serve(), "a" * (MAX_BODY + 1))
    assert response.status == 413
    assert_guarded(response)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "🔧",
        "a" * 30_000,
        "\u202e" * 50,
        "<script>alert(1)</script>",
        "\ud800",
        "How long does a \ud83d recordal last?",
    ],
)
async def test_odd_questions_get_a_reply(serve: Serve, config: Config, served: LiveGuidance, text: str) -> None:
    engine = open_database(config.database_url)
    migrate(engine)
    client = await serve(desk=Asker(served, StoredAnswers(engine)).desk)
    response = await client.post(
        "/ask", data=json.dumps({"text": text, "conversation": "c1"}), headers={"Content-Type": "application/json"}
    )
    engine.dispose()
    assert response.status == 200
    assert (await response.json())["status"] in {"answered", "clarify", "no_answer", "small_talk"}


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('canary')</script> How long does a customs recordal last in Vietnam?",
        "<img src=x onerror=canary()> customs recordation cost in the United States",
        '"><svg/onload=canary()>',
        "[canary](javascript:canary()) How long does a customs recordal last in Thailand?",
        "{{ canary }} {% canary %} customs recordal in Vietnam?",
    ],
)
async def test_markup_in_a_question_is_not_echoed(serve: Serve, text: str) -> None:
    body = await (await ask(await serve(), text)).json()
    assert "canary" not in body["html"]
    assert "canary" not in json.dumps(body["sources"]) + json.dumps(body["related"])


async def test_markup_in_the_guidance_is_shown_and_not_obeyed(serve: Serve) -> None:
    body = await (await ask(await serve(), QUESTION)).json()
    tags = set(re.findall(r"</?([a-zA-Z]+)", body["html"]))
    assert tags <= {"p", "a", "em", "strong", "table", "thead", "tbody", "tr", "th", "td", "ol", "ul", "li"}


# --- sections and audiences ------------------------------------------------------------------------------------------


async def test_the_quote_is_marked_in_its_section(serve: Serve) -> None:
    client = await serve()
    body = await (await ask(client, "Who owns a mould that we paid for?")).json()
    citation = body["citations"][0]
    response = await client.get(body["sources"][0]["path"])
    marked = "".join(re.findall(r"<mark>(.*?)</mark>", await response.text(), re.DOTALL))
    assert citation["quote"].split()[:8] == marked.split()[:8]
    assert citation["quote"].split()[-5:] == marked.split()[-5:]


async def test_every_passage_that_is_cited_under_a_number_is_marked_and_nothing_twice(serve: Serve) -> None:
    client, path = await serve(), "/guidance/contract-tooling/mould-ownership?start=0&end=5&start=8&end=12&start=3&end=9"
    text = await (await client.get(path)).text()
    marked = re.findall(r"<mark>(.*?)</mark>", text, re.DOTALL)
    assert [len(piece) for piece in marked] == [5, 4]
    whole = re.sub(r"<[^>]+>", "", re.search(r'<p class="block">.*?</p>', text, re.DOTALL)[0])  # type: ignore[index]
    assert [whole[0:5], whole[8:12]] == marked


async def test_a_section_opened_without_a_quote_has_no_mark(serve: Serve) -> None:
    text = await (await (await serve()).get("/guidance/contract-tooling/mould-ownership")).text()
    assert "a mould that we paid for is our property" in text
    assert "<mark>" not in text


@pytest.mark.parametrize(
    "offsets", ["start=-1&end=-5", "start=5&end=1", "start=999999&end=999999", "start=٣&end=٩", "start=a&end=b", "start=1e3"]
)
async def test_offsets_that_make_no_sense_mark_nothing(serve: Serve, offsets: str) -> None:
    response = await (await serve()).get(f"/guidance/contract-tooling/mould-ownership?{offsets}")
    text = await response.text()
    assert response.status == 200
    assert "<mark>" not in text


async def test_a_fragment_is_the_section_without_its_page(serve: Serve) -> None:
    client = await serve()
    whole = await (await client.get("/guidance/contract-tooling/mould-ownership")).text()
    fragment = await (await client.get("/guidance/contract-tooling/mould-ownership?fragment=1")).text()
    assert "<html" in whole
    assert "<html" not in fragment
    assert fragment.strip() in whole


async def test_a_section_is_shown_in_vietnamese_where_there_is_a_translation(serve: Serve) -> None:
    text = await (await (await serve()).get("/guidance/vn-customs-recordal/recordal-term?language=vi")).text()
    assert "Ghi nhận hải quan tại Việt Nam có hiệu lực hai năm" in text
    assert 'article lang="vi"' in text


async def test_a_section_names_its_sources(serve: Serve) -> None:
    text = await (await (await serve()).get("/guidance/us-customs-recordation/recordation-fee")).text()
    assert 'href="https://example.org/us/recordation"' in text
    assert "Test Attorneys" in text
    assert 'rel="noopener noreferrer"' in text


async def test_a_guide_for_a_named_group_is_not_shown(serve: Serve) -> None:
    response = await (await serve()).get("/guidance/settlement-ceilings/ceiling")
    assert response.status == 404
    assert "12345" not in await response.text()


async def test_a_hidden_guide_answers_exactly_like_one_that_does_not_exist(serve: Serve) -> None:
    client = await serve()
    hidden = await client.get("/guidance/settlement-ceilings/ceiling")
    absent = await client.get("/guidance/absent-guide/ceiling")
    assert (hidden.status, await hidden.read()) == (absent.status, await absent.read())


async def test_a_guide_for_a_named_group_is_not_quoted(serve: Serve) -> None:
    shown = await (await ask(await serve(), "What is our settlement ceiling?")).text()
    assert "12345" not in shown
    assert "settlement-ceilings" not in shown


# --- who may connect -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example", "169.254.169.254", "[::2]", ""],
)
async def test_a_foreign_host_name_is_refused_on_loopback(serve: Serve, host: str) -> None:
    client = await serve()
    for path in ("/", "/healthz", "/guidance/contract-tooling/mould-ownership"):
        answer = await raw(client.port, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert int(answer.split()[1]) in (400, 421)
        assert b"property" not in answer


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080"])
async def test_loopback_names_are_served(serve: Serve, host: str) -> None:
    response = await (await serve()).get("/healthz", headers={"Host": host})
    assert response.status == 200


async def test_any_host_name_is_served_beyond_loopback(serve: Serve, config: Config) -> None:
    client = await serve(config=replace(config, host="0.0.0.0"))
    assert (await client.get("/healthz", headers={"Host": "desk.example.com"})).status == 200


async def test_an_overlong_file_name_is_simply_not_found(serve: Serve) -> None:
    response = await (await serve()).get("/static/" + "a" * 1_000)
    assert response.status in (400, 404)


# --- when something is missing or fails ------------------------------------------------------------------------------


async def test_without_an_index_a_question_gets_one_sentence(serve: Serve, tmp_path: Path) -> None:
    guidance = missing_guidance(tmp_path)
    client = await serve(guidance=guidance, desk=Asker(guidance).desk)
    response = await ask(client, QUESTION)
    assert response.status == 503
    assert await response.json() == {"error": say("error.unavailable", "en")}
    assert_guarded(response)


async def test_without_an_index_the_server_is_healthy_but_not_ready(serve: Serve, tmp_path: Path) -> None:
    client = await serve(guidance=missing_guidance(tmp_path))
    assert (await client.get("/healthz")).status == 200
    ready = await client.get("/readyz")
    assert ready.status == 503
    assert (await ready.json())["status"] == "no index"


async def test_with_an_index_the_server_is_ready_and_names_its_version(serve: Serve, served: LiveGuidance) -> None:
    ready = await (await serve()).get("/readyz")
    assert (ready.status, await ready.json()) == (200, {"status": "ready", "index": served.current().index.version})


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_a_failure_gives_a_reference_that_stands_in_the_log_and_never_the_exception(
    serve: Serve, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    client = await serve(desk=ExplodingDesk())
    response = await client.post("/ask", params={"language": language}, json={"text": QUESTION, "conversation": "c1"})
    text = (await response.json())["error"]
    assert response.status == 500
    assert_guarded(response)
    assert "canary" not in await response.text()
    assert "Traceback" not in await response.text()
    (logged,) = [record for record in caplog.records if getattr(record, "action", "") == "request_failed"]
    assert logged.exc_info is not None
    assert text == say("error.reference", language, reference=logged.reference)


async def test_a_failure_does_not_stop_the_server(serve: Serve) -> None:
    client = await serve(desk=ExplodingDesk())
    for _ in range(5):
        await ask(client, QUESTION)
    assert (await client.get("/healthz")).status == 200


async def test_slow_answers_do_not_hold_up_the_health_check(serve: Serve) -> None:
    desk = SlowDesk()
    client = await serve(desk=desk)
    replies = [asyncio.create_task(ask(client, QUESTION, f"c{number}")) for number in range(8)]
    healthy = await asyncio.wait_for(client.get("/healthz"), 5)
    waited = [reply.done() for reply in replies]
    desk.go_on.set()
    assert healthy.status == 200
    assert waited == [False] * 8
    assert [reply.status for reply in await asyncio.gather(*replies)] == [200] * 8


@pytest.mark.parametrize("path", ["/", "/static/playground.js", "/guidance/contract-tooling/mould-ownership"])
async def test_the_playground_is_off_in_production(serve: Serve, tmp_path: Path, path: str) -> None:
    production = read_config({"IPDESK_DATA_DIR": str(tmp_path), "IPDESK_ENV": "production"})
    client = await serve(config=production)
    assert (await client.get(path)).status == 404
    assert (await ask(client, QUESTION)).status == 404
    assert (await client.get("/healthz")).status == 200


async def test_answers_on_the_web_are_recorded(serve: Serve, served: LiveGuidance) -> None:
    records = RememberedAnswers()
    client = await serve(desk=Asker(served, records).desk)
    body = await (await ask(client, QUESTION)).json()
    record = records.get(body["id"])
    assert record is not None
    assert record.conversation.startswith("web/c1")
