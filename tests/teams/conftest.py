"""A served desk over the small index, the real database, and a loopback Teams that it posts to."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.access.linking import LinkingDesk
from bot.access.membership import Memberships
from bot.access.settings import Settings
from bot.answering.guidance import LiveGuidance
from bot.assembly import Assembly, new_id, now
from bot.config import Config, read_config
from bot.conversation.assistant import GuidedDesk
from bot.conversation.desk import Desk
from bot.conversation.feedback import FeedbackDesk
from bot.conversation.linking import LinkTalk
from bot.conversation.privacy import PrivacyDesk
from bot.conversation.ticket import TicketDesk
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store
from bot.web.server import create_app
from tests.bot.conftest import served, small_knowledge, small_store
from tests.fakes.teams_activities import CHANNEL, GROUP, personal
from tests.fakes.teams_server import OUTGOING, TENANT, TeamsServer
from tests.fakes.teams_tokens import APP_ID, ISSUER, token

__all__ = ["served", "small_knowledge", "small_store"]
RECORDAL = "How long does a customs recordal last in Vietnam?"
INTERNAL = "Who owns the mould that we paid for?"


@dataclass
class House:
    """The desk as Teams reaches it, and Teams as the desk reaches it."""

    client: TestClient[web.Request, web.Application]
    teams: TeamsServer
    config: Config
    store: Store
    desk: Desk
    feedback: FeedbackDesk
    memberships: Memberships

    @property
    def service(self) -> str:
        return self.teams.service

    async def post(self, body: bytes, header: str | None = None, media: str = "application/json") -> tuple[int, str]:
        """What the app answers to bytes with a good token, or with another header."""
        authorization = f"Bearer {token(self.service)}" if header is None else header
        headers = {"Content-Type": media} | ({"Authorization": authorization} if authorization else {})
        response = await self.client.post("/api/messages", data=body, headers=headers)
        return response.status, await response.text()

    async def deliver(self, activity: dict[str, Any], header: str | None = None) -> tuple[int, Any]:
        """What the app answers to an activity; invokes have JSON."""
        status, body = await self.post(json.dumps(activity).encode(), header)
        return status, json.loads(body) if body.startswith("{") else body

    async def until(self, there: Callable[[], object], seconds: float = 15.0) -> None:
        """Waits until something is there."""
        deadline = time.monotonic() + seconds
        while not there():
            assert time.monotonic() < deadline, "it did not come"
            await asyncio.sleep(0.01)

    async def sent(self, count: int = 1) -> list[dict[str, Any]]:
        """What was sent, once there is so much of it."""
        await self.until(lambda: len(self.teams.sent) >= count)
        return self.teams.sent

    async def answer_to(self, activity: dict[str, Any]) -> dict[str, Any]:
        """The next message that is sent after an activity."""
        before = len(self.teams.sent)
        assert (await self.deliver(activity))[0] == 202
        return (await self.sent(before + 1))[-1]

    async def quiet(self, seconds: float = 0.7) -> None:
        """Time for something to happen that should not."""
        await asyncio.sleep(seconds)


@pytest.fixture
async def teams() -> AsyncIterator[TeamsServer]:
    teams = TeamsServer()
    for number in range(1, 6):
        teams.person(number, personal(number))
    for number in (1, 2, 3):
        teams.person(number, CHANNEL, GROUP)
    server = TestServer(teams.app())
    await server.start_server()
    teams.address = str(server.make_url("")).rstrip("/")
    yield teams
    await server.close()


Open = Callable[..., Awaitable[House]]


@pytest.fixture
def open_house(served: LiveGuidance, tmp_path: Path, teams: TeamsServer, aiohttp_client: Any) -> Open:
    """Opens a house; two of them share the database, as two processes do."""

    async def start(settings: Settings | None = None, guided: tuple[GuidedDesk, ...] = (), **environ: str) -> House:
        known = {
            "IPDESK_DATA_DIR": str(tmp_path),
            "MICROSOFT_APP_ID": APP_ID,
            "MICROSOFT_APP_TENANT_ID": TENANT,
            "TEAMS_OPENID_METADATA_URL": f"{teams.address}/openid",
            "TEAMS_TOKEN_ISSUER": ISSUER,
            "TEAMS_OUTGOING_TOKEN": OUTGOING,
        }
        config = read_config(known | environ)
        engine = open_database(config.database_url)
        migrate(engine)
        kept = stored(engine)
        desk, feedback = Desk(served, kept.answers, now, new_id, "test"), FeedbackDesk(kept.feedback, now)
        assembly = Assembly(
            config=config,
            guidance=served,
            desk=desk,
            feedback=feedback,
            tickets=TicketDesk(kept.tickets, kept.answers, now, new_id),
            privacy=PrivacyDesk(kept, now),
            clock=now,
            settings=settings or Settings(),
            guided=guided or (LinkTalk(LinkingDesk(kept.links, now, new_id, secrets.choice)),),
        )
        return House(await aiohttp_client(create_app(assembly)), teams, config, kept, desk, feedback, assembly.memberships)

    return start


@pytest.fixture
async def house(open_house: Open) -> House:
    return await open_house()
