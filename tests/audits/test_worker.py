"""Workers as processes: killed under a faulty Slack, stopped in order, a crashed PostgreSQL, idle."""

import asyncio
import contextlib
import os
import random
import resource
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import Engine, func, select

from bot.audits.programme import Programme
from bot.audits.round import Round
from bot.audits.sealing import Seal
from bot.audits.worker import Worker
from bot.store.database import migrate, open_database
from bot.store.stored_audits import StoredAudits
from bot.store.tables import outbox
from tests.audits.due import Reminder, Tally, Where, fill, tallied
from tests.audits.house import KEY, MANAGER, plan, unannounced
from tests.bot.postgresql import Postgresql, emptied, mortal, postgresql  # noqa: F401
from tests.fakes.slack_server import BROKEN, FINE, LOST, RATE_LIMITED, SlackServer
from tests.scale import SCALE

pytestmark = pytest.mark.alone

ROOT = Path(__file__).parents[2]
NOTHING_WRONG = Tally(lost=0, doubled=0, unasked=0)


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    fake = SlackServer(clock=time.time)
    async with TestServer(fake.app()) as server:
        fake.address = str(server.make_url("")).rstrip("/")
        yield fake


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    return engine


async def start(url: str, address: str, *clock: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.audits.sending", url, address, *clock, cwd=ROOT)


def keys_of(slack: SlackServer) -> list[str]:
    return [str(found["metadata"]["event_payload"]["key"]) for found in slack.posted]


async def delivered(slack: SlackServer, wanted: set[Reminder], seconds: float) -> Tally:
    deadline = time.monotonic() + seconds
    while tallied(keys_of(slack), wanted).lost and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    return tallied(keys_of(slack), wanted)


async def stop(processes: list[asyncio.subprocess.Process]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
    for process in processes:
        await asyncio.wait_for(process.wait(), 30)


async def killed_under_load(url: str, engine: Engine, slack: SlackServer, count: int, kills: int) -> None:
    wanted = fill(engine, count)
    rng = random.Random(3)
    slack.fail("chat.postMessage", *rng.choices([RATE_LIMITED, BROKEN, LOST, FINE], [5, 3, 3, 89], k=count * 4))
    slack.delay = 0.2  # so that there is something in hand whenever one is killed
    processes = [await start(url, slack.address) for _ in range(2)]
    for _ in range(kills):
        await asyncio.sleep(rng.uniform(1.2, 2.5))
        victim = rng.randrange(2)
        processes[victim].kill()
        await processes[victim].wait()
        processes[victim] = await start(url, slack.address)
    await delivered(slack, wanted, 120 * SCALE)
    await asyncio.sleep(4)  # a second post would come when the leases of the dead have lapsed
    await stop(processes)
    print(f"{count} due, {kills} kills: {tallied(keys_of(slack), wanted)}")
    assert tallied(keys_of(slack), wanted) == NOTHING_WRONG


async def test_two_workers_killed_again_and_again_lose_and_double_nothing(
    tmp_path: Path, engine: Engine, slack: SlackServer
) -> None:
    url = f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}"
    await killed_under_load(url, engine, slack, 350 * SCALE, 4 if SCALE == 1 else 10 * SCALE)


async def test_the_same_on_postgresql(emptied: Engine, postgresql: str, slack: SlackServer) -> None:  # noqa: F811
    await killed_under_load(postgresql, emptied, slack, 350 * SCALE, 4 if SCALE == 1 else 10 * SCALE)


async def test_a_postgresql_that_crashes_while_reminders_are_posted_loses_and_doubles_nothing(
    mortal: Postgresql,  # noqa: F811
    slack: SlackServer,
) -> None:
    engine = open_database(mortal.url)
    migrate(engine)
    wanted = fill(engine, 150)
    engine.dispose()
    slack.delay = 0.1
    processes = [await start(mortal.url, slack.address) for _ in range(2)]
    for _ in range(3 if SCALE > 1 else 1):
        before = len(slack.posted)
        await until(lambda before=before: len(slack.posted) > before + 10, 60)
        await asyncio.to_thread(mortal.crash)
    await delivered(slack, wanted, 120)
    await asyncio.sleep(4)
    await stop(processes)
    assert tallied(keys_of(slack), wanted) == NOTHING_WRONG


async def test_a_clock_set_by_a_day_while_reminders_are_posted_loses_and_doubles_nothing(
    tmp_path: Path, engine: Engine, slack: SlackServer
) -> None:
    wanted = fill(engine, 200, Where(margin=timedelta(days=1)))
    clock = tmp_path / "clock"
    clock.write_text("0")
    slack.delay = 0.1
    url = f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}"
    processes = [await start(url, slack.address, str(clock)) for _ in range(2)]
    for shift in (86_400, 0, -86_400, 0):
        before = len(slack.posted)
        await until(lambda before=before: len(slack.posted) > before + 20, 60)
        (tmp_path / "clock.new").write_text(str(shift))
        (tmp_path / "clock.new").rename(clock)
    processes[0].kill()  # its lease was written by another clock
    await processes[0].wait()
    await delivered(slack, wanted, 120)
    await asyncio.sleep(4)
    await stop(processes[1:])
    assert tallied(keys_of(slack), wanted) == NOTHING_WRONG


async def until(there: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not there() and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    assert there(), "it did not come"


async def test_a_thousand_due_are_claimed_and_posted_within_a_minute(tmp_path: Path, engine: Engine, slack: SlackServer) -> None:
    wanted = fill(engine, 1000)
    started = time.monotonic()
    processes = [await start(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}", slack.address) for _ in range(2)]
    tally = await delivered(slack, wanted, 180)
    took = time.monotonic() - started
    await stop(processes)
    print(f"1,000 due in {took:.1f} s, start of the processes included")
    assert tally == NOTHING_WRONG
    assert took < 60


async def test_a_stopped_worker_ends_by_itself_with_nothing_in_hand(tmp_path: Path, engine: Engine, slack: SlackServer) -> None:
    fill(engine, 200)
    process = await start(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}", slack.address)
    while not slack.posted:
        await asyncio.sleep(0.05)
    await stop([process])
    assert process.returncode == 0
    with engine.connect() as connection:
        sending = connection.execute(select(func.count()).where(outbox.c.state == "sending")).scalar()
    assert sending == 0


async def test_an_idle_worker_takes_less_than_a_hundredth_of_a_core(engine: Engine) -> None:
    """Two hundred plans, half of them with a sealed date, ten seconds a round as in earnest."""
    records = StoredAudits(engine)
    programme = Programme(records, Seal(KEY), lambda: datetime.now(UTC))
    for number in range(100):
        programme.keep(plan(f"a{number}", starts="2060-01-01"), MANAGER)
        programme.keep(unannounced(f"u{number}", window={"first_month": 20, "last_month": 50}), MANAGER)
    round_ = Round(records, Seal(KEY), lambda: datetime.now(UTC))
    while round_.step():
        pass
    worker = Worker(round_)
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(1)
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.monotonic()
    await asyncio.sleep(20 * SCALE)
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / (time.monotonic() - started)
    worker.end()
    await running
    print(f"idle: {used:.2%} of a core, pid {os.getpid()}")
    assert used < 0.01
