"""Whether Slack has a post already is asked of private talks too, and of every page since the post was due."""

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.post import Post
from bot.slack.lookup import PAGE, Lookup
from tests.fakes.slack_server import BOT_USER, TOKEN, SlackServer

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


async def found(slack: SlackServer, post: Post, channel: str) -> str | None:
    async with TestServer(slack.app()) as server:
        client = AsyncWebClient(TOKEN, str(server.make_url("/api/")), retry_handlers=[])
        return await Lookup(client, lambda: NOW).found(post, channel)


def posted(key: str, channel: str, at: datetime) -> dict[str, object]:
    metadata = {"event_type": "ipdesk_post", "event_payload": {"key": key}}
    return {"channel": channel, "ts": f"{at.timestamp():.6f}", "user": BOT_USER, "metadata": metadata}


def post(conversation: str = "C1", since: datetime = NOW, **payload: object) -> Post:
    return Post("k", "slack", conversation, None, payload, since=since)


async def test_in_a_private_talk_under_the_name_that_it_has_there() -> None:
    slack = SlackServer(posted=[posted("k", "U2", NOW)])
    assert await found(slack, post("@slack:T1:U2"), "U2") == f"DU2:{NOW.timestamp():.6f}"


async def test_behind_pages_of_what_was_said_since() -> None:
    since = [posted(f"x{number}", "C1", NOW + timedelta(seconds=number)) for number in range(2 * PAGE)]
    slack = SlackServer(posted=[posted("k", "C1", NOW), *since])
    assert await found(slack, post(), "C1") == f"{NOW.timestamp():.6f}"
    assert len(slack.called("conversations.history")) == 3


@pytest.mark.parametrize("days", [1, 8])
async def test_after_a_week_of_downtime_and_with_a_clock_wrong_by_a_day(days: int) -> None:
    slack = SlackServer(posted=[posted("k", "C1", NOW - timedelta(days=days))])
    assert await found(slack, post(since=NOW - timedelta(days=days - 1)), "C1") is not None


async def test_what_one_person_sees_in_passing_is_not_asked_for() -> None:
    slack = SlackServer()
    assert await found(slack, post(private=True), "C1") is None
    assert await found(slack, post(respond_to="https://x"), "C1") is None
    assert slack.calls == []
