"""Questions asked by mention and direct message, answered once, in the thread."""

import json
import time
from typing import Any

import pytest

from tests.fakes.slack_requests import event, mention, said
from tests.fakes.slack_server import SlackServer
from tests.slack.conftest import RECORDAL, House, Open


def shown(posted: dict[str, Any]) -> str:
    """All text of a message's blocks."""
    return json.dumps(posted["blocks"], ensure_ascii=False)


async def test_a_mention_is_answered_in_its_thread_with_numbered_citations(house: House) -> None:
    asked = mention(RECORDAL)
    assert await house.deliver(asked) == (200, "")
    (posted,) = await house.posted()
    assert (posted["channel"], posted["thread_ts"]) == ("C1", asked["ts"])
    assert "[1]" in shown(posted)
    assert "open:1" in shown(posted)
    assert "as of" in shown(posted)


async def test_a_direct_message_is_answered_in_its_thread(house: House) -> None:
    asked = said(RECORDAL, channel="D1")
    await house.deliver(asked)
    (posted,) = await house.posted()
    assert (posted["channel"], posted["thread_ts"]) == ("D1", asked["ts"])


async def test_a_question_in_vietnamese_is_answered_in_vietnamese(house: House) -> None:
    await house.deliver(mention("Ghi nhận hải quan ở Việt Nam có hiệu lực bao lâu?"))
    (posted,) = await house.posted()
    assert "Hữu ích" in shown(posted)


async def test_what_the_guidance_does_not_cover_is_said_to_be_unknown_without_sources(house: House) -> None:
    await house.deliver(mention("What is the boiling point of nitrogen in Antarctica?"))
    (posted,) = await house.posted()
    assert "I don't know" in shown(posted)
    assert "open:1" not in shown(posted)


@pytest.mark.parametrize(
    "change",
    [
        {"subtype": "message_changed"},
        {"subtype": "channel_join"},
        {"bot_id": "B1"},
        {"user": "U0BOT"},
        {"text": "nobody is asked here"},
    ],
)
async def test_what_no_person_asks_the_desk_is_left_alone(house: House, change: dict[str, Any]) -> None:
    assert await house.deliver(said(RECORDAL) | change) == (200, "")
    await house.quiet()
    assert house.slack.posted == []


async def test_a_mention_that_arrives_as_two_events_is_answered_once(house: House) -> None:
    asked = mention(RECORDAL)
    await house.deliver(asked)
    await house.deliver({**asked, "type": "message"})
    await house.deliver({**asked, "channel_type": "channel"})
    await house.posted()
    await house.quiet()
    assert len(house.slack.posted) == 1


async def test_a_redelivered_event_is_answered_once_by_two_processes(open_house: Open, slack: SlackServer) -> None:
    first, second = await open_house(), await open_house()
    body = event(mention(RECORDAL))
    for house in (first, second, first, second):
        assert (await house.send(body))[0] == 200
    await first.posted()
    await first.quiet()
    assert len(slack.posted) == 1


async def test_what_was_accepted_before_a_restart_is_answered_after_it(open_house: Open, slack: SlackServer) -> None:
    before = await open_house()
    body = event(mention(RECORDAL))
    await before.send(body)
    await before.client.close()
    after = await open_house()
    await after.send(body)
    await after.posted()
    await after.quiet()
    assert len(slack.posted) == 1


async def test_the_url_is_verified(house: House) -> None:
    assert await house.send('{"type": "url_verification", "challenge": "abc"}') == (200, "abc")


async def test_a_foreign_team_is_refused(house: House) -> None:
    status, _ = await house.send(event(mention(RECORDAL), team="T0FOREIGN"))
    assert status == 403
    await house.quiet()
    assert house.slack.posted == []


async def test_mentions_and_links_in_a_question_are_escaped_wherever_it_is_shown(house: House) -> None:
    await house.deliver(mention("<!channel> <https://evil.example|click> Who owns the mould?"))
    (posted,) = await house.posted()
    assert "<!" not in shown(posted)
    assert "<http" not in shown(posted)


async def test_answers_of_one_channel_are_a_second_apart(house: House) -> None:
    begun = time.monotonic()
    for _ in range(3):
        await house.deliver(mention(RECORDAL))
    await house.posted(3)
    assert time.monotonic() - begun > 1.9  # two seconds lie between the first and the third, however long each was on its way
    assert len({posted["thread_ts"] for posted in house.slack.posted}) == 3
