"""Threads and feedback of the playground, over HTTP."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from bot.answering.guidance import LiveGuidance
from bot.conversation.catalogue import say
from bot.conversation.feedback import MAX_COMMENT, FeedbackDesk
from bot.conversation.message import ConversationRef, Message
from bot.conversation.reply import Citation, CitedSource, Related, Reply
from bot.errors import StoreUnavailable
from bot.store.feedback_record import FeedbackRecord
from bot.web.chat_pages import card
from bot.web.copying import copied_text
from tests.bot.asking import EMPLOYEE, Asker
from tests.bot.conftest import NOW, Serve

QUESTION = "What does a customs recordation cost in the United States?"


async def ask(client: TestClient, text: str = QUESTION, conversation: str = "c1") -> Any:
    return await (await client.post("/ask", json={"text": text, "conversation": conversation})).json()


async def cards(client: TestClient, conversation: str = "c1", language: str = "en") -> list[str]:
    response = await client.get(f"/threads/{conversation}", params={"language": language})
    assert response.status == 200
    found: list[str] = (await response.json())["cards"]
    return found


# --- threads ---------------------------------------------------------------------------------------------------------


async def test_a_reload_shows_the_thread_as_it_was(serve: Serve) -> None:
    client = await serve()
    given = [(await ask(client, text))["card"] for text in (QUESTION, "hello", "What is the weather on the moon?")]
    assert await cards(client) == given


async def test_a_thread_is_labelled_in_the_language_of_the_page_and_quoted_in_its_own(serve: Serve) -> None:
    client = await serve()
    await ask(client)
    (shown,) = await cards(client, language="vi")
    assert say("web.sources", "vi") in shown
    assert "costs 190 dollars for each class of goods" in shown


async def test_a_thread_holds_its_own_replies_only(serve: Serve) -> None:
    client = await serve()
    await ask(client, "hello", "one")
    assert await cards(client, "two") == []


async def test_the_web_gives_back_no_thread_of_another_channel(serve: Serve, served: LiveGuidance) -> None:
    asker = Asker(served)
    asker.desk.reply(Message("hello", EMPLOYEE, ConversationRef("terminal", "c1")))
    assert await cards(await serve(desk=asker.desk)) == []


async def test_at_most_the_last_fifty_replies_are_given_back(serve: Serve) -> None:
    client = await serve()
    for number in range(52):
        await ask(client, f"hello {number}")
    shown = await cards(client)
    assert len(shown) == 50
    assert "hello 51" in shown[-1]


class UnreadableDesk:
    """A desk whose store is out of reach."""

    def thread(self, _conversation: ConversationRef, _count: int) -> list[Reply]:
        raise StoreUnavailable("the disk cannot be read: canary")


async def test_a_store_out_of_reach_is_told_in_one_sentence(serve: Serve) -> None:
    response = await (await serve(desk=UnreadableDesk())).get("/threads/c1")
    assert response.status == 503
    assert await response.json() == {"error": say("error.store", "en")}


# --- the card --------------------------------------------------------------------------------------------------------


class Markup(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def hostile_reply() -> Reply:
    """Every text of a reply tries to be markup."""
    bad = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
    source = CitedSource(bad, bad, "https://example.org/?a=1&b=\"'><script>", "agency", bad, bad)
    citation = Citation(1, "guide", bad, bad, "anchor", bad, 0, 9, "en", "VN", "2026-11-23", None, source)
    return Reply("id1", bad, "answered", "en", f"{bad} [1]", (citation,), (), (Related("guide", "anchor", bad),))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_nothing_in_a_card_is_obeyed_as_markup(language: str) -> None:
    given = FeedbackRecord("id1", "p", False, "wrong", "</textarea><script>alert(1)</script>", NOW)
    html = card(hostile_reply(), language, given)
    found = Markup(html)
    assert {"script", "img"} & found.tags == set()
    assert [name for name in found.attributes if name.startswith("on")] == []


async def test_the_card_shows_country_date_and_review_and_each_only_once(serve: Serve) -> None:
    shown = (await ask(await serve()))["card"]
    assert '<li class="badge place">United States</li>' in shown
    assert f'<li class="badge warn">{say("answer.not_reviewed", "en")}</li>' in shown
    assert shown.count(f">{say('answer.not_reviewed', 'en')}<") == 1
    assert "<em>" not in shown


async def test_sources_are_grouped_by_section_with_their_numbers(serve: Serve) -> None:
    body = await ask(await serve())
    numbers = re.findall(r'class="cite" href="[^"]+" aria-label="[^"]+">(\d+)</a>', body["card"].partition("<details")[2])
    assert sorted(map(int, numbers)) == [citation["number"] for citation in body["citations"]]
    assert body["card"].count('<div class="cited">') == len({citation["anchor"] for citation in body["citations"]})


async def test_topics_near_a_question_without_an_answer_are_buttons_and_no_list(serve: Serve) -> None:
    body = await ask(await serve(), "Who may inspect the customs warehouse of a mould maker in Vietnam on the moon?")
    assert body["status"] == "no_answer"
    assert body["related"]
    assert body["card"].count(body["related"][0]["title"].replace("'", "&#39;")) == 1


def test_what_is_copied_is_plain_text_with_its_sources() -> None:
    reply = replace(hostile_reply(), question="Q?", answer="**A heading** One_word. [1]\n\n_Vietnam · as of today_")
    text = copied_text(reply)
    assert text.startswith("Q?\n\nA heading One_word. [1]\n\nVietnam · as of today\n\nSources:\n[1] ")
    assert "https://example.org/" in text


# --- feedback --------------------------------------------------------------------------------------------------------


async def give(client: TestClient, **body: Any) -> tuple[int, Any]:
    response = await client.post("/feedback", json=body)
    return response.status, await response.json()


async def test_feedback_is_taken_and_shown_again_with_its_thread(serve: Serve) -> None:
    client = await serve()
    answer = (await ask(client))["id"]
    taken = await give(client, answer=answer, helpful=False, reason="outdated", comment="see <b>Decree 65</b>")
    assert taken == (200, {"answer": answer, "helpful": False, "reason": "outdated"})
    (shown,) = await cards(client)
    assert re.search(r'data-helpful="no" aria-pressed="true"', shown)
    assert re.search(r'value="outdated" checked', shown)
    assert "see &lt;b&gt;Decree 65&lt;/b&gt;" in shown


async def test_later_feedback_replaces_what_was_said_before(serve: Serve, served: LiveGuidance) -> None:
    asker = Asker(served)
    client = await serve(desk=asker.desk, feedback=asker.feedback)
    answer = (await ask(client))["id"]
    await give(client, answer=answer, helpful=False, reason="wrong")
    await give(client, answer=answer, helpful=True)
    assert [(given.helpful, given.reason) for given in asker.feedback.of_answer(answer)] == [(True, None)]


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_feedback_on_an_unknown_answer_is_refused_with_one_sentence(serve: Serve, language: str) -> None:
    client = await serve()
    response = await client.post("/feedback", params={"language": language}, json={"answer": "nothing", "helpful": True})
    assert response.status == 404
    assert await response.json() == {"error": say("error.unknown_answer", language)}


@pytest.mark.parametrize(
    "changes",
    [
        {"answer": 5},
        {"answer": None},
        {"helpful": "yes"},
        {"helpful": 1},
        {"helpful": None},
        {"reason": "boring"},
        {"reason": ["wrong"]},
        {"comment": 5},
        {"comment": "x" * (MAX_COMMENT + 1)},
    ],
    ids=lambda changes: json.dumps(changes)[:30],
)
async def test_feedback_that_makes_no_sense_is_refused_with_one_sentence(serve: Serve, changes: dict[str, Any]) -> None:
    client = await serve()
    answer = (await ask(client))["id"]
    plain = {"answer": answer, "helpful": False, "reason": "wrong", "comment": ""}
    assert await give(client, **(plain | changes)) == (400, {"error": say("error.bad_request", "en")})
    assert (await give(client, **plain))[0] == 200


async def test_a_foreign_form_cannot_give_feedback(serve: Serve) -> None:
    client = await serve()
    answer = (await ask(client))["id"]
    body = json.dumps({"answer": answer, "helpful": True})
    assert (await client.post("/feedback", data=body, headers={"Content-Type": "text/plain"})).status == 400


class FullStore:
    """Feedback records that cannot be written."""

    def put(self, _record: FeedbackRecord, *, over_unhelpful: bool = True) -> bool:
        raise StoreUnavailable("the disk is full: canary")

    def of_answer(self, _answer: str) -> list[FeedbackRecord]:
        return []


async def test_feedback_that_cannot_be_kept_is_told_in_one_sentence(serve: Serve) -> None:
    client = await serve(feedback=FeedbackDesk(FullStore(), lambda: NOW))
    assert await give(client, answer="id1", helpful=True) == (503, {"error": say("error.store", "en")})
