"""Replies and cards as Teams takes them: of the schema, within the limits, nothing that Teams would obey."""

import json
import random
import re
from typing import Any

import pytest

from bot.conversation.card import Button, Card, CardFile, Fact, Field, Option
from bot.conversation.mention import mentions_in, of_channel, of_person
from bot.conversation.reply import Citation, CitedSource, Reply
from bot.teams.cards import card_activity, card_content, language_of_press, read_press
from bot.teams.markdown import escaped, literal, markdown, parted
from bot.teams.replies import reply_activities, section_card, sentence_activity
from tests.fakes.teams_limits import refusal
from tests.scale import SCALE
from tests.slack.random_replies import random_reply

MARKER = re.compile(r"\[\d+\]")
LINH = "teams:tenant:29:linh"


def fields() -> tuple[Field, ...]:
    menu = (Option("VN", "Vietnam"), Option("US", "United States"))
    return (
        Field("name", "Name", "text", filled=("Sông Hồng",)),
        Field("notes", "Notes", "long_text", hint="as you saw it"),
        Field("count", "Moulds", "number", filled=("12",)),
        Field("seen", "Seen on", "date", filled=("2026-11-27",)),
        Field("country", "Country", "menu", menu, ("VN",)),
        Field("rights", "Rights", "several", menu, ("VN", "US")),
        Field("owner", "Owner", "person", filled=("teams:tenant:aad-1",)),
        Field("ladder", "Told too", "people", filled=("teams:tenant:aad-2", "slack:T1:U1")),
        Field("place", "Channel", "channel", filled=("teams:19:x",)),
    )


def card() -> Card:
    text = f"**Access** is asked of {of_person(LINH)} in {of_channel('teams:19:x')} <at>everyone</at>"
    buttons = (Button("Next", "checklist.next", "r1|a", "primary"), Button("Stop", "checklist.stop", "r1", "danger"))
    return Card("Facility [audit]", text, (Fact("Tier", "2 <b>"),), fields(), buttons)


def test_none_of_thousands_of_random_replies_is_refused_by_teams() -> None:
    rng = random.Random(5)
    for _ in range(300 * SCALE):
        reply = random_reply(rng)
        found = reply_activities(reply, sharable=True, experts=True)
        assert [refusal(activity) for activity in found] == [None] * len(found)


def test_every_citation_mark_of_a_random_reply_stands_in_its_text_and_no_tag_does() -> None:
    rng = random.Random(6)
    for _ in range(200 * SCALE):
        reply = random_reply(rng)
        texts = [activity["text"] for activity in reply_activities(reply)]
        assert sum(len(MARKER.findall(text)) for text in texts) == len(MARKER.findall(reply.answer))
        assert not any("<" in text for text in texts)


def test_a_card_with_every_kind_of_field_is_of_the_schema() -> None:
    assert refusal(card_activity(card())) is None


def test_a_card_without_a_title_begins_with_its_text() -> None:
    (element,) = card_content(Card("", "Your role does not allow that."))["body"]
    assert element["text"] == "Your role does not allow that."


def test_people_are_chosen_from_the_list_of_the_tenant_and_given_back_as_theirs() -> None:
    inputs = {found.get("id"): found for found in card_content(card())["body"]}
    assert inputs["people.owner"]["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    assert (inputs["people.owner"]["value"], inputs["people.owner"]["isMultiSelect"]) == ("aad-1", False)
    assert (inputs["people.ladder"]["value"], inputs["people.ladder"]["isMultiSelect"]) == ("aad-2", True)
    data = {
        "verb": "card.x",
        "value": "",
        "people.owner": "AAD-3",
        "people.ladder": "aad-2,aad-4",
        "people.other": "",
        "people.bad": None,
    }
    read = read_press({"action": {"data": data}}, "tenant")
    assert read is not None
    assert read[2]["owner"] == ("teams:tenant:aad-3",)
    assert read[2]["ladder"] == ("teams:tenant:aad-2", "teams:tenant:aad-4")
    assert read[2]["other"] == ()


def test_a_mention_becomes_teams_own_and_what_somebody_typed_does_not() -> None:
    content = card_content(card(), {LINH: "Linh Tran"})
    text = json.dumps(content["body"], ensure_ascii=False)

    assert "<at>Linh Tran</at>" in text
    assert "<at>everyone" not in text
    assert content["msteams"]["entities"] == [
        {"type": "mention", "text": "<at>Linh Tran</at>", "mentioned": {"id": "linh", "name": "Linh Tran"}}
    ]


def test_a_pressed_button_gives_back_its_verb_its_value_and_what_was_filled_in() -> None:
    content = card_content(card())
    pressed = content["body"][-1]["actions"][0]
    data = pressed["data"] | {"field.name": "Hồng, Sông", "field.notes": "", "several.rights": "VN,US", "field.count": 3}

    assert read_press({"action": {"type": "Action.Execute", "verb": pressed["verb"], "data": data}}) == (
        "card.checklist.next",
        "r1|a",
        {"name": ("Hồng, Sông",), "count": ("3",), "rights": ("VN", "US")},
    )


def test_nothing_that_is_filled_in_is_a_mention_of_ours() -> None:
    data = {"verb": "card.x", "value": "", "field.name": of_person(LINH), "several.rights": f"{of_person(LINH)},US"}
    read = read_press({"action": {"data": data}})
    assert read is not None
    assert mentions_in("".join(text for values in read[2].values() for text in values)) == []


@pytest.mark.parametrize(
    "value", [None, [], {}, {"action": 1}, {"action": {"data": {"verb": 1, "value": "x"}}}, {"action": {"data": []}}]
)
def test_what_is_no_press_is_none(value: object) -> None:
    assert read_press(value) is None


def test_a_section_is_opened_in_place_of_the_card_with_a_way_back_and_to_its_source() -> None:
    source = CitedSource("Page", "Publisher", "https://example.com/a", "agency", "art. 1", None)
    citation = Citation(2, "g", "Guide", "How long?", "s", "Two years.", 0, 10, "en", "VN", "2026-11-23", None, source)
    found = section_card(citation, "Two years. | <at>x</at>", "abc", "en")

    assert refusal({"attachments": [{"content": found}]}) is None
    actions: list[dict[str, Any]] = found["body"][-1]["actions"]
    assert [action.get("url") or action["data"] for action in actions] == [
        {"verb": "back", "value": "abc"},
        "https://example.com/a",
    ]


def test_an_answer_tells_teams_its_citations_and_that_a_machine_wrote_it() -> None:
    source = CitedSource("Page", "Publisher", "https://example.com/a", "agency", None, None)
    citation = Citation(1, "g", "Guide", "How long?", "s", "Two years.", 0, 10, "en", "VN", "2026-11-23", None, source)
    reply = Reply("abc", "how long?", "answered", "en", "Two years. [1]", (citation,))
    (activity,) = reply_activities(reply)
    (entity,) = activity["entities"]

    assert entity["additionalType"] == ["AIGeneratedContent"]
    assert [claim["position"] for claim in entity["citation"]] == [1]
    assert entity["citation"][0]["appearance"]["abstract"] == "Two years."
    assert activity["channelData"] == {"feedbackLoop": {"type": "custom"}}


def test_tables_and_headings_become_lines_that_teams_shows() -> None:
    assert markdown("# Head\n| a | b |\n| --- | --- |\n| 1 | 2 |") == "**Head**\na · b\n1 · 2"


def test_no_text_is_a_tag_a_link_or_an_entity() -> None:
    assert escaped("<at>x</at> [y](http://z)") == "&lt;at&gt;x&lt;/at&gt; [y]\u200b(http://z)"
    assert literal("a*b_[1]") == "a\\*b\\_\\[1\\]"
    assert sentence_activity("")["text"] == "…"


@pytest.mark.parametrize("most", [60, 500])
def test_a_long_text_is_parted_between_sentences_and_never_within_a_citation(most: int) -> None:
    text = "Vietnam has two border measures here. [1][2] " * 50
    found = parted(text.strip(), most)

    assert all(len(part) <= most for part in found)
    assert " ".join(found) == text.strip()


def test_a_file_of_a_card_is_named_with_where_to_get_it() -> None:
    card = Card("Report", files=(CardFile("r.pdf", "application/pdf", "checklist.file", "report|r|pdf|vi"),), language="vi")
    shown = json.dumps(card_content(card), ensure_ascii=False)
    assert "r.pdf: xin chấp nhận tệp trong cuộc trò chuyện riêng" in shown
    assert "report|r|pdf" not in shown


def test_a_press_says_the_language_of_its_card() -> None:
    assert language_of_press({"action": {"data": {"verb": "card.x", "value": "1", "language": "vi"}}}) == "vi"
    assert language_of_press({"action": {"data": {"language": "xx"}}}) is None
