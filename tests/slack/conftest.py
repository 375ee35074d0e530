"""A served desk over the small index, the real database, and a loopback Slack that it posts to."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.access.membership import Memberships
from bot.access.settings import Settings
from bot.answering.guidance import LiveGuidance
from bot.assembly import Assembly, new_id, now
from bot.config import Config, read_config
from bot.conversation.assistant import GuidedDesk
from bot.conversation.desk import Desk
from bot.conversation.feedback import FeedbackDesk
from bot.conversation.privacy import PrivacyDesk
from bot.conversation.ticket import TicketDesk
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.web.server import create_app
from tests.bot.conftest import served, small_knowledge, small_store
from tests.fakes.slack_requests import SECRET, event, signed
from tests.fakes.slack_server import BOT_USER, TOKEN, SlackServer

__all__ = ["served", "small_knowledge", "small_store"]
RECORDAL = "How long does a customs recordal last in Vietnam?"


@dataclass
class House:
    """The desk as Slack reaches it, and Slack as the desk reaches it."""

    client: TestClient[web.Request, web.Application]
    slack: SlackServer
    config: Config
    desk: Desk
    feedback: FeedbackDesk
    memberships: Memberships

    async def send(self, body: str, form: bool = False, **changes: Any) -> tuple[int, str]:
        """What the app answers to a signed delivery."""
        headers = signed(body, form=form) | changes.pop("headers", {})
        response = await self.client.post("/slack/events", data=body.encode(), headers=headers)
        return response.status, await response.text()

    async def deliver(self, happened: dict[str, Any], event_id: str | None = None) -> tuple[int, str]:
        """What the app answers to an event."""
        return await self.send(event(happened, event_id))

    async def until(self, there: Callable[[], object], seconds: float = 8.0) -> None:
        """Waits until something is there."""
        deadline = time.monotonic() + seconds
        while not there():
            assert time.monotonic() < deadline, "it did not come"
            await asyncio.sleep(0.01)

    async def posted(self, count: int = 1) -> list[dict[str, Any]]:
        """What was posted, once there is so much of it."""
        await self.until(lambda: len(self.slack.posted) >= count)
        return self.slack.posted

    async def quiet(self, seconds: float = 0.7) -> None:
        """Time for something to happen that should not."""
        await asyncio.sleep(seconds)


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    slack = SlackServer()
    for user in (BOT_USER, "U1", "U2"):
        slack.person(user)
    slack.members = {"C1": ["U1", "U2", BOT_USER]}
    server = TestServer(slack.app())
    await server.start_server()
    slack.address = str(server.make_url("")).rstrip("/")
    yield slack
    await server.close()


Open = Callable[..., Awaitable[House]]


@pytest.fixture
def open_house(served: LiveGuidance, tmp_path: Path, slack: SlackServer, aiohttp_client: Any) -> Open:
    """Opens a house; two of them share the database, as two processes do."""

    async def start(
        settings: Settings | None = None, guided: tuple[GuidedDesk, ...] = (), late: timedelta = timedelta(0), **environ: str
    ) -> House:
        def clock() -> datetime:
            return now() + late

        known = {
            "IPDESK_DATA_DIR": str(tmp_path),
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{slack.address}/api/",
        }
        config = read_config(known | environ)
        engine = open_database(config.database_url)
        migrate(engine)
        kept = stored(engine)
        desk = Desk(served, kept.answers, now, new_id, "test")
        feedback = FeedbackDesk(kept.feedback, now)
        tickets = TicketDesk(kept.tickets, kept.answers, clock, new_id)
        assembly = Assembly(
            config=config,
            guidance=served,
            desk=desk,
            feedback=feedback,
            tickets=tickets,
            privacy=PrivacyDesk(kept, now),
            clock=clock,
            settings=settings or Settings(),
            guided=guided,
        )
        return House(await aiohttp_client(create_app(assembly)), slack, config, desk, feedback, assembly.memberships)

    return start


@pytest.fixture
async def house(open_house: Open) -> House:
    return await open_house()
