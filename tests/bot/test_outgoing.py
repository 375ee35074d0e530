"""The sending half of a channel: it sends as long as its context lasts, finishes what is in hand, and leaves nothing open."""

import asyncio
from pathlib import Path

import aiohttp

from bot.assembly import now
from bot.config import SlackCredentials
from bot.conversation.card import Card
from bot.delivery.aside import Aside
from bot.delivery.outbox import Outbox
from bot.delivery.outgoing import Step, outgoing
from bot.delivery.post import Post
from bot.slack.outgoing import slack_outgoing
from bot.store.database import migrate, open_database
from tests.fakes.slack_server import TOKEN, SlackServer
from tests.slack.conftest import slack  # noqa: F401 - a fixture


async def test_it_sends_until_its_context_ends_and_finishes_what_is_in_hand() -> None:
    sent: list[str] = []
    sending, go_on = asyncio.Event(), asyncio.Event()
    sessions: list[aiohttp.ClientSession] = []

    def sender(session: aiohttp.ClientSession, aside: Aside) -> Step:
        sessions.append(session)

        async def step() -> bool:
            if sending.is_set():
                return False
            sending.set()
            await go_on.wait()
            sent.append(await aside(lambda: "one"))
            return True

        return step

    async with outgoing(sender):
        await asyncio.wait_for(sending.wait(), 30)
        go_on.set()
    assert sent == ["one"]
    assert sessions[0].closed


async def test_what_waits_for_slack_is_posted_by_a_process_that_only_sends(
    tmp_path: Path,
    slack: SlackServer,  # noqa: F811
) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    outbox = Outbox(engine, "slack", "test")
    outbox.add([Post("k", "slack", "C1", None, {"card": Card("Audit due").as_json(), "replaces": None})], now())
    credentials = SlackCredentials(TOKEN, api_url=f"{slack.address}/api/")
    async with slack_outgoing(credentials, engine, now):
        async with asyncio.timeout(30):
            while outbox.waiting():
                await asyncio.sleep(0.02)
    assert [one["channel"] for one in slack.posted] == ["C1"]
    engine.dispose()
