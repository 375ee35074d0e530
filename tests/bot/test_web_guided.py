"""Guided cards in the playground: said to, pressed, and refused where a press makes no sense."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from bot.audits.chat.draft import Draft
from bot.audits.chat.draft_cards import shown
from bot.audits.preview import Preview
from bot.config import Config, read_config
from bot.conversation.card import Button, Card, CardFile, Field, MadeFile, Press, Sending, Told, private_with
from bot.conversation.message import Message, Person
from bot.delivery.outbox import Outbox
from bot.store.database import migrate, open_database
from bot.web.guided_pages import card_html
from tests.audits.house import plan
from tests.bot.conftest import Serve


class Telling:
    """A desk that tells a colleague in Slack."""

    name = "tell"

    def said(self, message: Message) -> Told | None:
        if message.text != "tell":
            return None
        return Told((Card("Told"),), elsewhere=(Sending(private_with("slack:T1:U2"), Card("Please look"), "tell/1"),))

    def pressed(self, press: Press) -> Told:
        raise AssertionError("it has no button")


class Forms:
    """A form, and what was filled in on it."""

    name = "form"

    def said(self, message: Message) -> Told | None:
        if message.text != "form":
            return None
        return Told(
            (Card("A form", ",".join(sorted(message.person.roles)), (), (Field("n", "Name"),), (Button("Go", "form.go", "1"),)),)
        )

    def pressed(self, press: Press) -> Told:
        return Told((Card("Done", f"{press.field('n')} {press.value} {press.language} {press.key}"),), in_place=True)


PRESS: dict[str, Any] = {"verb": "form.go", "value": "1", "fields": {"n": ["<b>Moulds</b>"]}, "key": "k1", "conversation": "c1"}


async def test_a_guided_desk_is_asked_first_and_pressed_with_what_was_filled_in(serve: Serve) -> None:
    client = await serve(guided=(Forms(),))
    said = await (await client.post("/ask", json={"text": "form", "conversation": "c1"})).json()
    assert said["status"] == "guided"
    assert 'data-verb="form.go"' in said["card"]
    assert "supplier_manager" in said["card"]
    told = await (await client.post("/press", json=PRESS | {"language": "vi"})).json()
    assert told["in_place"] is True
    assert "&lt;b&gt;Moulds&lt;/b&gt; 1 vi web/k1" in told["card"]


async def test_a_visitor_from_afar_has_no_roles(serve: Serve, tmp_path: Any) -> None:
    config = read_config({"IPDESK_DATA_DIR": str(tmp_path), "HOST": "0.0.0.0", "IPDESK_PLAYGROUND": "1"})
    client = await serve(guided=(Forms(),), config=config)
    said = await (await client.post("/ask", json={"text": "form", "conversation": "c1"})).json()
    assert "supplier_manager" not in said["card"]


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "other.go"},
        {"verb": 3},
        {"verb": "FORM.GO; --"},
        {"value": None},
        {"value": "x" * 2_001},
        {"key": ""},
        {"key": "a b"},
        {"conversation": "../x"},
        {"fields": [1]},
        {"fields": {"n": "no list"}},
        {"fields": {"n": [1]}},
        {"fields": {str(n): [] for n in range(51)}},
    ],
)
async def test_a_press_that_makes_no_sense_is_refused(serve: Serve, change: dict[str, Any]) -> None:
    client = await serve(guided=(Forms(),))
    response = await client.post("/press", json=PRESS | change)
    assert response.status == 400
    assert "error" in await response.json()


async def test_suppliers_are_entered_and_listed_in_the_playground(serve: Serve) -> None:
    client = await serve()
    for text in ("add supplier Song Hong Plastics, Vietnam", "suppliers"):
        said = await (await client.post("/ask", json={"text": text, "conversation": "c1"})).json()
        assert said["status"] == "guided"
        assert "Song Hong Plastics" in said["card"]


async def test_a_card_for_a_colleague_waits_in_the_outbox_of_their_channel_once(serve: Serve, config: Config) -> None:
    engine = open_database(config.database_url)
    migrate(engine)
    client = await serve(guided=(Telling(),))
    for _ in range(3):
        assert (await client.post("/ask", json={"text": "tell", "conversation": "c1"})).status == 200
    post = Outbox(engine, "slack", "test").claim(datetime.now(UTC) + timedelta(minutes=1))
    assert post is not None
    assert (post.conversation, post.payload["card"]["title"]) == ("@slack:T1:U2", "Please look")
    assert Outbox(engine, "slack", "test").waiting() == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("verb", "told"), [("supplier.made_up", "don't know that supplier"), ("checklist.made_up", "don't know that run")]
)
async def test_a_button_that_no_desk_made_leads_nowhere_in_plain_words(serve: Serve, verb: str, told: str) -> None:
    client = await serve()
    response = await client.post("/press", json=PRESS | {"verb": verb, "value": "||"})
    assert (response.status, told.replace("'", "&#39;") in (await response.json())["card"].replace("'", "&#39;")) == (200, True)


class Papers:
    """A desk with one file, for whoever manages suppliers."""

    name = "paper"

    def said(self, message: Message) -> Told | None:
        file = CardFile('Báo cáo "1".pdf', "application/pdf", "paper.file", "a|b&c")
        return Told((Card("Paper", files=(file,)),)) if message.text == "paper" else None

    def pressed(self, press: Press) -> Told:
        raise AssertionError("it has no button")

    def made(self, value: str, person: Person) -> MadeFile | None:
        allowed = value == "a|b&c" and "supplier_manager" in person.roles
        return MadeFile('Báo cáo "1".pdf', "application/pdf", b"%PDF-1.7") if allowed else None


def link_in(html: str) -> str:
    return unescape(html.split('class="file" href="')[1].split('"')[0])


async def test_a_file_of_a_card_is_a_link_that_downloads_it(serve: Serve) -> None:
    client = await serve(guided=(Papers(),))
    said = await (await client.post("/ask", json={"text": "paper", "conversation": "c1"})).json()
    response = await client.get(link_in(said["card"]))
    assert (response.status, await response.read(), response.content_type) == (200, b"%PDF-1.7", "application/pdf")
    named = response.headers["Content-Disposition"]
    assert named == "attachment; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20%221%22.pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?verb=paper.file",
        "?verb=paper.file&value=other",
        "?verb=form.go&value=1",
        "?verb=made.up&value=1",
        "?value=a%7Cb%26c",
    ],
)
async def test_a_file_that_there_is_not_is_not_found(serve: Serve, query: str) -> None:
    client = await serve(guided=(Papers(), Forms()))
    assert (await client.get(f"/files{query}")).status == 404


async def test_a_visitor_from_afar_gets_no_file(serve: Serve, tmp_path: Any) -> None:
    config = read_config({"IPDESK_DATA_DIR": str(tmp_path), "HOST": "0.0.0.0", "IPDESK_PLAYGROUND": "1"})
    client = await serve(guided=(Papers(),), config=config)
    said = await (await client.post("/ask", json={"text": "paper", "conversation": "c1"})).json()
    assert (await client.get(link_in(said["card"]))).status == 404


@pytest.mark.parametrize(("language", "told"), [("en", "Nothing is kept yet."), ("vi", "Chưa có gì được lưu.")])
def test_what_a_preview_says_last_is_a_paragraph_of_its_own_and_no_part_of_its_list(language: str, told: str) -> None:
    days = Preview(dates=((date(2027, 1, 4), ""), (date(2027, 4, 5), "")))
    html = card_html(shown(plan(language=language), Draft("p", language), days, ["! One", "! Two"]))
    assert f"<p>{told}</p>" in html
    assert html.index("</ul>") < html.index(told)
    assert "<p>! One</p>\n<p>! Two</p>" in html
