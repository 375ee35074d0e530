"""A town with four channels over one database, and players who go through dialogues on them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.answering.guidance import LiveGuidance
from bot.assembly import now
from bot.config import read_config
from bot.slack.channel import Timing as SlackTiming
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.teams.channel import Timing as TeamsTiming
from bot.web.server import create_app
from indexer.snapshot import SnapshotStore
from tests.bot.asking import Asker
from tests.bot.conftest import served, small_knowledge, small_store
from tests.dialogues.slack_player import open_slack
from tests.dialogues.teams_player import open_teams
from tests.dialogues.terminal_player import TerminalPlayer
from tests.dialogues.town import Town, number_of
from tests.dialogues.web_player import WebPlayer
from tests.fakes.slack_server import BOT_USER, SlackServer
from tests.fakes.teams_activities import CHANNEL, personal
from tests.fakes.teams_server import TeamsServer

__all__ = ["served", "small_knowledge", "small_store"]
LONG, QUICK = timedelta(seconds=60), timedelta(milliseconds=1)
Open = Callable[[str, str], Awaitable[Any]]


@pytest.fixture
def town(served: LiveGuidance, tmp_path: Path) -> Town:
    config = read_config({"IPDESK_DATA_DIR": str(tmp_path)})
    engine = open_database(config.database_url)
    migrate(engine)
    return Town(config, engine, stored(engine), served, tmp_path)


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    slack = SlackServer()
    slack.person(BOT_USER)
    server = TestServer(slack.app())
    await server.start_server()
    slack.address = str(server.make_url("")).rstrip("/")
    yield slack
    await server.close()


@pytest.fixture
async def teams() -> AsyncIterator[TeamsServer]:
    teams = TeamsServer()
    for name in ("lina", "bob", "rita", "ray"):
        teams.person(number_of(name), personal(number_of(name)), CHANNEL)
    server = TestServer(teams.app())
    await server.start_server()
    teams.address = str(server.make_url("")).rstrip("/")
    yield teams
    await server.close()


@pytest.fixture
def open_channel(town: Town, slack: SlackServer, teams: TeamsServer, aiohttp_client: Any, request: pytest.FixtureRequest) -> Open:
    """A player on a channel, by its name."""

    async def opened(name: str, language: str) -> Any:
        if name == "slack":
            return await open_slack(town, slack, aiohttp_client, SlackTiming(LONG, LONG, QUICK))
        if name == "teams":
            return await open_teams(
                town, teams, aiohttp_client, TeamsTiming(LONG, LONG, QUICK, ((100_000, timedelta(seconds=1)),))
            )
        if name == "web":
            assembly = Asker(town.served).assembly(town.config, now)
            guided = tuple(town.assistant._guided.values())
            return WebPlayer(await aiohttp_client(create_app(replace(assembly, guided=guided))))
        return _terminal(town, request, language)

    return opened


def _terminal(town: Town, request: pytest.FixtureRequest, language: str) -> TerminalPlayer:
    """Over the real guidance: the commands open the index themselves."""
    real: SnapshotStore = request.getfixturevalue("real_store")
    request.getfixturevalue("guidance").current()
    (town.folder / "index").symlink_to(real.root, target_is_directory=True)
    return TerminalPlayer(town.folder, language)
