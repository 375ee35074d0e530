"""Replies as Block Kit: within Slack's limits, nothing cut in the middle of a citation, nothing that Slack would obey."""

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation.card import Button, Card
from bot.slack.blocks import messages, sentence
from bot.slack.cards import card_messages, filled_in, language_of_card, verb_of
from bot.slack.mrkdwn import MAX_PIECE, escaped, mrkdwn, pieces, plain
from tests.fakes.slack_limits import refusal
from tests.scale import SCALE
from tests.slack.random_replies import random_reply

CASES = yaml.safe_load((Path(__file__).parent / "fixtures" / "mrkdwn.yaml").read_text(encoding="utf-8"))
MARKER = re.compile(r"\[\d+\]")


def texts(blocks: Any) -> list[str]:
    """All text in which Slack looks for mentions and links."""
    if isinstance(blocks, dict):
        own = [blocks["text"]] if blocks.get("type") == "mrkdwn" else []
        return own + [text for value in blocks.values() for text in texts(value)]
    return [text for item in blocks for text in texts(item)] if isinstance(blocks, list) else []


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_markdown_becomes_what_slack_shows(case: dict[str, str]) -> None:
    assert mrkdwn(case["markdown"]) == case["slack"]


def test_none_of_thousands_of_random_replies_is_refused_by_the_limits() -> None:
    rng = random.Random(5)
    for _ in range(1_000 * SCALE):
        reply = random_reply(rng)
        for message in messages(reply, sharable=True):
            assert refusal(message.blocks) is None
            assert 0 < len(message.text) <= 4_000


def test_every_citation_of_a_random_reply_is_shown_whole_and_nothing_is_a_mention() -> None:
    rng = random.Random(6)
    for _ in range(200 * SCALE):
        reply = random_reply(rng)
        parts = messages(reply)
        sections = [block["text"]["text"] for part in parts for block in part.blocks if block["type"] == "section"]
        assert sum(len(MARKER.findall(text)) for text in sections) == len(MARKER.findall(reply.answer))
        assert not any("<" in text for part in parts for text in [part.text, *texts(part.blocks)])


@pytest.mark.parametrize("most", [40, 100, MAX_PIECE])
def test_a_long_paragraph_is_cut_between_its_sentences_and_never_before_its_citation(most: int) -> None:
    text = "Vietnam has two border measures here. [1][2] " * 200
    found = pieces(text, most)
    assert all(len(piece) <= most for piece in found)
    assert " ".join(found) == text.strip()
    assert not any(piece.startswith("[") for piece in found[1:]) or most < 50


def test_an_escape_is_never_cut() -> None:
    found = pieces("<" * 4_000)
    assert "".join(found) == "&lt;" * 4_000
    assert all(piece.count("&") == piece.count(";") for piece in found)


def test_nothing_in_a_sentence_is_a_mention() -> None:
    told = sentence("<!here> <@U1>")
    assert "<" not in json.dumps(told.blocks) + told.text


def test_text_without_markup_is_one_line_and_says_when_it_was_shortened() -> None:
    assert plain("a\n b\x00", 10) == "a b"
    assert plain("a" * 20, 5) == "aaaa…"
    assert escaped("a & <b>") == "a &amp; &lt;b&gt;"


def test_a_person_chosen_from_the_list_is_their_id_and_nobody_types_a_mention() -> None:
    chosen = {"type": "users_select", "selected_user": "U2"}
    typed = {"type": "plain_text_input", "value": "\ue000@slack:T1:U3\ue001"}
    state = {"values": {"a": {"field:owner": chosen}, "b": {"field:note": typed}}}
    found = filled_in(state, lambda user: f"slack:T1:{user}")
    assert found == {"owner": ["slack:T1:U2"], "note": ["@slack:T1:U3"]}


def test_a_button_tells_the_language_of_its_card() -> None:
    (message,) = card_messages(Card("Thẻ", buttons=(Button("Có", "checklist.answer", "1"),), language="vi"))
    action = message.blocks[-1]["elements"][0]["action_id"]
    assert (verb_of(action), language_of_card(action)) == ("checklist.answer", "vi")
    assert language_of_card("card:checklist.answer:0") == ""


def test_a_card_without_a_title_has_no_heading() -> None:
    (message,) = card_messages(Card("", "One plain sentence."))
    assert [block["type"] for block in message.blocks] == ["section"]


def test_the_tools_of_a_card_stand_in_a_row_of_their_own_and_slack_gets_no_style_it_does_not_know() -> None:
    answers = [Button(label, "checklist.answer", label) for label in "AB"]
    tools = [Button(label, "checklist.why", label, "quiet") for label in "XY"]
    [message] = card_messages(Card("T", buttons=(*answers, *tools)))
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    assert [[one["text"]["text"] for one in row] for row in rows] == [["A", "B"], ["X", "Y"]]
    assert not any("style" in one for row in rows for one in row)
    assert len({one["action_id"] for row in rows for one in row}) == 4
