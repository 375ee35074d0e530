"""Posts survive what Slack does to them: refused for a while, broken, timed out, done but the answer lost, refused for good."""

import json
from typing import Any

import pytest

from bot.assembly import now
from bot.conversation.card import Button, Card
from bot.delivery.inbox import Arrival, Inbox
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.errors import StoreUnavailable
from bot.slack import channel
from bot.slack.cards import card_messages
from bot.store.database import open_database
from indexer.errors import BrokenSnapshot
from tests.fakes.slack_requests import mention
from tests.fakes.slack_server import BROKEN, FINE, LOST, RATE_LIMITED, TIMEOUT, SlackServer
from tests.slack.conftest import RECORDAL, House, Open

POST = "chat.postMessage"


def shown(posted: dict[str, Any]) -> str:
    return json.dumps(posted["blocks"], ensure_ascii=False)


async def test_retry_after_is_honoured(house: House) -> None:
    house.slack.retry_after = "2"
    house.slack.fail(POST, RATE_LIMITED)
    await house.deliver(mention(RECORDAL))
    await house.until(lambda: house.slack.called(POST))
    await house.quiet(1.5)
    assert len(house.slack.called(POST)) == 1
    await house.posted()
    assert len(house.slack.posted) == 1


@pytest.mark.parametrize("fault", [BROKEN, LOST, "internal_error"])
async def test_a_post_that_failed_is_posted_in_the_end_and_once(house: House, fault: str) -> None:
    house.slack.fail(POST, fault)
    asked = mention(RECORDAL)
    await house.deliver(asked)
    await house.until(lambda: len(house.slack.called(POST)) + len(house.slack.called("conversations.replies")) >= 2)
    await house.posted()
    await house.quiet(2.5)
    assert len(house.slack.in_thread("C1", asked["ts"])) == 1


async def test_a_lost_answer_is_looked_up_and_not_posted_again(house: House) -> None:
    house.slack.fail(POST, LOST)
    await house.deliver(mention(RECORDAL))
    await house.until(lambda: house.slack.called("conversations.replies"))
    await house.quiet(1)
    assert len(house.slack.called(POST)) == 1


async def test_a_post_to_which_slack_does_not_answer_in_time_is_posted_in_the_end_and_once(
    open_house: Open, slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "TIMEOUT", 1)
    slack.patience = 2.0
    house = await open_house()
    slack.fail(POST, TIMEOUT)
    asked = mention(RECORDAL)
    await house.deliver(asked)
    await house.posted()
    await house.quiet(2.5)
    assert len(slack.in_thread("C1", asked["ts"])) == 1
    assert len(slack.called("conversations.replies")) == 1


async def test_a_refused_message_is_replaced_by_one_sentence_with_a_reference(house: House) -> None:
    house.slack.fail(POST, "invalid_blocks")
    asked = mention(RECORDAL)
    await house.deliver(asked)
    (posted,) = await house.posted()
    assert posted["thread_ts"] == asked["ts"]
    assert "Reference: " in shown(posted)


async def test_who_asked_where_the_bot_may_not_post_is_told_directly(house: House) -> None:
    house.slack.fail(POST, "not_in_channel")
    await house.deliver(mention(RECORDAL))
    (posted,) = await house.posted()
    assert posted["channel"] == "U1"
    assert "Reference: " in shown(posted)


async def test_a_desk_that_fails_leaves_one_sentence_with_a_reference(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.desk, "reply", lambda _message: 1 / 0)
    await house.deliver(mention(RECORDAL))
    (posted,) = await house.posted()
    assert "Reference: " in shown(posted)
    assert "ZeroDivision" not in shown(posted)


async def test_who_asks_while_the_store_cannot_be_written_is_told_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_inbox: Inbox, _arrival: Arrival) -> bool:
        raise StoreUnavailable("database is locked")

    monkeypatch.setattr(Inbox, "accept", locked)
    assert (await house.deliver(mention(RECORDAL)))[0] == 200
    await house.until(lambda: house.slack.ephemeral)
    assert "Please try again in a few minutes" in shown(house.slack.ephemeral[0])


async def test_without_an_index_the_asker_is_told_to_come_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_message: object) -> None:
        raise BrokenSnapshot("no index")

    monkeypatch.setattr(house.desk, "reply", gone)
    await house.deliver(mention(RECORDAL))
    (posted,) = await house.posted()
    assert "cannot be searched right now" in shown(posted)


async def test_where_nothing_can_be_looked_up_the_answer_is_posted_all_the_same(house: House) -> None:
    house.slack.fail(POST, BROKEN)
    house.slack.fail("conversations.replies", "thread_not_found")
    await house.deliver(mention(RECORDAL))
    (posted,) = await house.posted()
    assert "[1]" in shown(posted)


# --- a card in several messages --------------------------------------------------------------------------------------

LINES = "\n\n".join(f"Line {number}. " + "x" * 2_000 for number in range(16))
LONG = Card("A long report", LINES, buttons=(Button("Go on", "c.go", "1"),))


def test_the_card_of_these_tests_takes_several_messages() -> None:
    assert len(card_messages(LONG)) >= 4


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("fault", [RATE_LIMITED, BROKEN, LOST])
async def test_a_card_that_is_tried_again_repeats_no_part_that_slack_has(house: House, fault: str, at: int) -> None:
    house.slack.retry_after = "1"
    house.slack.fail(POST, *[FINE] * at, fault)
    count = len(card_messages(LONG))
    post = Post("report", "slack", "C1", None, {"card": LONG.as_json(), "replaces": None})
    Outbox(open_database(house.config.database_url), "slack", "test").add([post], now())
    await house.until(lambda: len(house.slack.posted) >= count, seconds=20)
    await house.quiet(1)
    keys = [one["metadata"]["event_payload"]["key"] for one in house.slack.posted]
    assert keys == [*(f"report~{number}" for number in range(count - 1)), "report"]
