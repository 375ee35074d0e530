"""What the audit reminders hold at length: the real worker and the real senders, killed and starved, over loopback platforms."""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp.test_utils import TestServer
from sqlalchemy import Engine, func, select

from bot.audits.programme import Programme
from bot.audits.round import Round
from bot.audits.sealing import Seal
from bot.store.database import migrate, open_database
from bot.store.stored_audits import StoredAudits
from bot.store.tables import outbox
from tests.audits.due import Reminder, Tally, Where, fill, tallied
from tests.audits.house import KEY, MANAGER, plan, unannounced
from tests.bot.postgresql import Postgresql, serving
from tests.fakes.slack_requests import SECRET
from tests.fakes.slack_server import BROKEN, FINE, LOST, RATE_LIMITED, TOKEN, SlackServer
from tests.soak.crew import Crew
from tests.soak.held import Held

FAULTS = {RATE_LIMITED: 5, BROKEN: 3, LOST: 3, FINE: 89}  # per cent of the posts
SLACK_TAKES = 0.1  # seconds for a call
LEASES_LAPSE = 50.0  # seconds: a second post would come when the leases of the dead have lapsed


@asynccontextmanager
async def slack_of(faults: int) -> AsyncIterator[SlackServer]:
    """A loopback Slack on whose clock messages are dated, so many of whose next posts may fail."""
    slack = SlackServer(clock=time.time, delay=SLACK_TAKES)
    slack.fail("chat.postMessage", *random.Random(3).choices(list(FAULTS), list(FAULTS.values()), k=faults))
    async with TestServer(slack.app()) as server:
        slack.address = str(server.make_url("")).rstrip("/")
        yield slack


def environ_of(slack: SlackServer, url: str) -> dict[str, str]:
    """What the real program is told."""
    connected = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": f"{slack.address}/api/"}
    return {**connected, "DATABASE_URL": url, "IPDESK_SECRET_KEY": KEY}


@asynccontextmanager
async def crew_over(slack: SlackServer, folder: Path, url: str) -> AsyncIterator[Crew]:
    """Two servers and two workers."""
    crew = Crew(folder, environ_of(slack, url))
    try:
        await crew.start()
        yield crew
    finally:
        await crew.end()


def sqlite(folder: Path) -> str:
    """A fresh database's address."""
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'ipdesk.sqlite3'}"


def opened(url: str) -> Engine:
    """A database with all its tables."""
    engine = open_database(url)
    migrate(engine)
    return engine


def keys_of(slack: SlackServer) -> list[str]:
    """Of all that was posted, in order."""
    return [str(found["metadata"]["event_payload"]["key"]) for found in slack.posted]


async def settled(keys: Callable[[], Iterable[str]], wanted: set[Reminder], seconds: float) -> Tally:
    """Once all that was wanted is there, or the time is up."""
    deadline = time.monotonic() + seconds
    while tallied(keys(), wanted).lost and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
    return tallied(keys(), wanted)


async def kills(folder: Path, count: int = 3500, times: int = 100) -> list[Held]:
    """Two workers and two servers, of which one or another is killed, over SQLite and a faulty Slack."""
    return await _kills("SQLite", folder, sqlite(folder), count, times)


async def kills_postgresql(folder: Path, count: int = 3500, times: int = 100) -> list[Held]:
    """The same over PostgreSQL."""
    with serving() as server:
        return await _kills("PostgreSQL", folder, server.url, count, times)


async def _kills(name: str, folder: Path, url: str, count: int, times: int) -> list[Held]:
    engine, rng = opened(url), random.Random(5)
    wanted = fill(engine, count, Where(spread=timedelta(seconds=3 * times)))
    async with slack_of(4 * count) as slack, crew_over(slack, folder, url) as crew:
        for _ in range(times):
            await asyncio.sleep(rng.uniform(0.5, 2.0))
            await crew.kill_one(rng)
        tally = await settled(lambda: keys_of(slack), wanted, 300)
        await asyncio.sleep(LEASES_LAPSE)
        tally = tallied(keys_of(slack), wanted)
    engine.dispose()
    title = f"{name}, {count:,} due ({len(wanted):,} posts), {times} kill -9"
    return _held(title, tally)


def _held(title: str, tally: Tally) -> list[Held]:
    rest = [Held("the same: doubled", tally.doubled, 0), Held("the same: that nobody asked for", tally.unasked, 0)]
    return [Held(f"{title}: lost", tally.lost, 0), *rest]


async def crashes(folder: Path, count: int = 1000, times: int = 3) -> list[Held]:
    """The postmaster killed while reminders are posted; nobody else is."""
    with serving() as server:
        engine = opened(server.url)
        wanted = fill(engine, count, Where(spread=timedelta(seconds=20 * times)))
        engine.dispose()
        async with slack_of(4 * count) as slack, crew_over(slack, folder, server.url):
            await _crashed(server, slack, times)
            await settled(lambda: keys_of(slack), wanted, 300)
            await asyncio.sleep(LEASES_LAPSE)
            tally = tallied(keys_of(slack), wanted)
    return _held(f"PostgreSQL crashed {times} times, {count:,} due ({len(wanted):,} posts)", tally)


async def _crashed(server: Postgresql, slack: SlackServer, times: int) -> None:
    for _ in range(times):
        before = len(slack.posted)
        deadline = time.monotonic() + 60
        while len(slack.posted) < before + 20 and time.monotonic() < deadline:  # it is at work
            await asyncio.sleep(0.05)
        await asyncio.to_thread(server.crash)
        await asyncio.sleep(10)


async def thousand(folder: Path, count: int = 1000) -> list[Held]:
    """All due at once while everything runs: until the last is posted, the worker's rest between two rounds included."""
    return [await _thousand("SQLite", folder, sqlite(folder), count)]


async def _thousand(name: str, folder: Path, url: str, count: int) -> Held:
    engine = opened(url)
    async with slack_of(0) as slack, crew_over(slack, folder, url):
        started = time.monotonic()
        wanted = await asyncio.to_thread(fill, engine, count)
        await settled(lambda: keys_of(slack), wanted, 300)
        took = time.monotonic() - started
        tally = tallied(keys_of(slack), wanted)
    engine.dispose()
    assert tally == Tally(0, 0, 0), tally
    return Held(
        f"{name}, {count:,} reminders ({len(wanted):,} posts) over 100 channels, planned, claimed and posted, s", took, 60
    )


async def idle(folder: Path, seconds: float = 60.0) -> list[Held]:
    """A worker with nothing to do: a hundred plans and as many sealed dates, which it opens in each round."""
    url = sqlite(folder)
    engine = opened(url)
    records = StoredAudits(engine)
    programme = Programme(records, Seal(KEY), lambda: datetime.now(UTC))
    for number in range(100):
        programme.keep(plan(f"a{number}", starts="2060-01-01"), MANAGER)
        programme.keep(unannounced(f"u{number}", window={"first_month": 20, "last_month": 50}), MANAGER)
    while Round(records, Seal(KEY), lambda: datetime.now(UTC)).step():
        pass
    crew = Crew(folder, {"DATABASE_URL": url, "IPDESK_SECRET_KEY": KEY})
    await crew.work("worker")
    await asyncio.sleep(12)  # it has started, and gone round once
    pid = crew.workers["worker"].pid
    before = cpu_seconds(pid)
    await asyncio.sleep(seconds)
    used = (cpu_seconds(pid) - before) / seconds
    await crew.end()
    return [Held(f"idle worker over {seconds:.0f} s, share of a core, %", 100 * used, 1)]


def cpu_seconds(pid: int) -> float:
    """What a process has used, its own and the kernel's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def states(engine: Engine) -> dict[str, int]:
    """How many posts are in each state."""
    with engine.connect() as connection:
        rows = connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state)).all()
    return {str(state): int(count) for state, count in rows}
