"""`ipdesk worker`, the real program: it posts what is due on the channels that are configured, and ends in order."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import Engine

from bot.conversation.card import Card, CardFile
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.delivery.senders import Senders
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.supplier_record import Supplier
from tests.fakes.slack_server import TOKEN, SlackServer

ROOT = Path(__file__).parents[2]
SECONDS = 60.0


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    fake = SlackServer()
    async with TestServer(fake.app()) as server:
        fake.address = str(server.make_url("")).rstrip("/")
        yield fake


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    return engine


async def started(folder: Path, slack: SlackServer | None, **environment: str) -> asyncio.subprocess.Process:
    """`python -m bot worker` with nothing of this machine's own settings."""
    own = {"PATH": os.environ["PATH"], "IPDESK_DATA_DIR": str(folder), **environment}
    if slack is not None:
        own |= {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": "xapp-x", "SLACK_API_URL": f"{slack.address}/api/"}
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "worker", cwd=ROOT, env=own)


async def ended(process: asyncio.subprocess.Process) -> int:
    process.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(process.wait(), SECONDS)


def card(text: str) -> dict[str, object]:
    return {"card": Card("Sông Hồng", text).as_json(), "replaces": None}


async def test_what_is_due_is_posted_and_a_stop_ends_it_in_order(tmp_path: Path, slack: SlackServer, engine: Engine) -> None:
    posts = [Post(f"audit/p/{number}", "slack", f"C{number}", None, card(f"Reminder {number}")) for number in range(20)]
    Outbox(engine, "slack", "test").add(posts, datetime.now(UTC) - timedelta(minutes=1))
    process = await started(tmp_path, slack)
    deadline = time.monotonic() + SECONDS
    while len(slack.posted) < len(posts) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    assert await ended(process) == 0
    assert sorted(found["channel"] for found in slack.posted) == sorted(post.conversation for post in posts)


async def test_files_are_left_to_the_server_which_can_make_them(tmp_path: Path, slack: SlackServer, engine: Engine) -> None:
    file = {
        "file": asdict(CardFile("a.pdf", "application/pdf", "checklist.file", "report|r|pdf|en")),
        "language": "en",
        "user": "U1",
    }
    posts = [Post("c/file0", "slack", "D1", None, file), Post("audit/p/1", "slack", "C1", None, card("Reminder"))]
    Outbox(engine, "slack", "test").add(posts, datetime.now(UTC) - timedelta(minutes=1))
    process = await started(tmp_path, slack)
    deadline = time.monotonic() + SECONDS
    while not slack.posted and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    assert await ended(process) == 0
    assert [found["channel"] for found in slack.posted] == ["C1"]
    assert Outbox(engine, "slack", "test").waiting() == 1


async def test_teams_is_served_too(tmp_path: Path, engine: Engine) -> None:
    """Nobody has told it of the place, so that there is no way to it: the post is looked at and set aside."""
    Outbox(engine, "teams", "test").add(
        [Post("audit/p/1", "teams", "unknown", None, card("Reminder"))], datetime.now(UTC) - timedelta(minutes=1)
    )
    process = await started(tmp_path, None, IPDESK_INSECURE_TEAMS="1")
    deadline = time.monotonic() + SECONDS
    while Outbox(engine, "teams", "test").waiting() and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    assert await ended(process) == 0
    assert Outbox(engine, "teams", "test").waiting() == 0


async def test_what_follows_from_suppliers_is_planned_by_itself(tmp_path: Path, engine: Engine) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text("audits: {channel: slack:C0AUDITS, zone: Asia/Ho_Chi_Minh, country: VN}\n", encoding="utf-8")
    store, then = stored(engine), datetime(2020, 1, 6, tzinfo=UTC)
    zone = "Asia/Ho_Chi_Minh"
    store.suppliers.add(Supplier("s1", "Sông Hồng", "song hong", "VN", zone, "slack:T1:UMAI", then, then, tier="high"))
    process = await started(tmp_path, None, IPDESK_SETTINGS=str(settings))
    deadline = time.monotonic() + SECONDS
    while store.audits.plan("auto.reassess.s1") is None and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    assert await ended(process) == 0
    plan = store.audits.plan("auto.reassess.s1")
    assert (plan.channel, plan.body["owner"]) == ("slack:C0AUDITS", "slack:T1:UMAI")


async def test_idle_senders_seldom_look() -> None:
    looked = 0

    async def step() -> bool:
        nonlocal looked
        looked += 1
        return False

    began = time.monotonic()
    async with Senders(step).working():
        await asyncio.sleep(2.5)
    assert looked <= 4 + (time.monotonic() - began)


async def test_one_that_finds_something_calls_the_others() -> None:
    waiting, at_once, most = 40, 0, 0

    async def step() -> bool:
        nonlocal waiting, at_once, most
        if not waiting:
            return False
        waiting -= 1
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.01)
        at_once -= 1
        return True

    async with Senders(step, count=4).working():
        deadline = time.monotonic() + SECONDS
        while waiting and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
    assert waiting == 0
    assert most == 4
