"""Each question is answered: once when redelivered, at least once across kills, quickly under load."""

import asyncio
import contextlib
import gc
import json
import os
import random
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from indexer.snapshot import SnapshotStore
from tests.fakes.teams_activities import personal, pressed, said
from tests.fakes.teams_server import FINE, LOST, TeamsServer
from tests.fakes.teams_tokens import token
from tests.scale import SCALE
from tests.teams.conftest import RECORDAL, House
from tests.teams.test_buttons import WHICH, answered

pytestmark = pytest.mark.alone

ROOT = Path(__file__).parents[2]
ACK_P99, TURN_P99 = 0.5, 2.0  # seconds, of the feature table
AT_ONCE = 20
ROUNDS = 5  # of which the median counts: a busy machine may pause for longer than the bar


@dataclass
class Served:
    """Processes over one database, each on a port of its own; a killed one is started again by the test."""

    data_dir: Path
    index: Path
    teams: TeamsServer
    session: aiohttp.ClientSession
    ports: list[int]
    processes: dict[int, asyncio.subprocess.Process]

    async def start(self, port: int) -> None:
        arguments = [str(self.data_dir), str(self.index), self.teams.address, str(port)]
        self.processes[port] = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.teams.serving", *arguments, cwd=ROOT
        )
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                return
            await asyncio.sleep(0.05)
        raise AssertionError("it does not listen")

    async def kill(self, port: int) -> None:
        """As the kernel does when memory runs out: nothing is tidied up."""
        self.processes[port].send_signal(signal.SIGKILL)
        await self.processes[port].wait()

    async def deliver(self, activity: dict[str, Any], port: int) -> float | None:
        """Seconds until the acknowledgement; None when there was none."""
        started = time.perf_counter()
        headers = {"Authorization": f"Bearer {token(self.teams.service)}", "Content-Type": "application/json"}
        try:
            url = f"http://127.0.0.1:{port}/api/messages"
            async with self.session.post(url, data=json.dumps(activity), headers=headers) as answer:
                return time.perf_counter() - started if answer.status == 202 else None
        except (aiohttp.ClientError, TimeoutError):
            return None

    async def delivered(self, activity: dict[str, Any], seconds: float = 60) -> None:
        """Again, to whichever process answers, until it is acknowledged."""
        deadline = time.monotonic() + seconds
        while await self.deliver(activity, random.choice(self.ports)) is None:
            assert time.monotonic() < deadline, "it was never acknowledged"
            await asyncio.sleep(0.2)

    async def answered(self, people: set[int], seconds: float = 120) -> Counter[str]:
        """How often each person was answered, once all are or the time is up."""
        deadline, places = time.monotonic() + seconds, {personal(number) for number in people}
        while places - self.counted().keys() and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        await asyncio.sleep(3.5)  # a second answer would come when the leases of the dead have lapsed
        return self.counted()

    def counted(self) -> Counter[str]:
        return Counter(str(found["_to"]) for found in self.teams.sent)


@pytest.fixture
async def two(tmp_path: Path, small_store: SnapshotStore, teams: TeamsServer) -> AsyncIterator[Served]:
    for number in range(100, 100 + 200 * SCALE):
        teams.person(number, personal(number))
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        served = Served(tmp_path, small_store.root, teams, session, [unused_port(), unused_port()], {})
        for port in served.ports:
            await served.start(port)
        yield served
        for process in served.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGTERM)
            await process.wait()


def questions(teams: TeamsServer, count: int) -> dict[int, dict[str, Any]]:
    """Questions in private, each of another person."""
    return {number: said(teams.service, RECORDAL, number) for number in range(100, 100 + count)}


async def test_redelivered_activities_are_answered_once_across_a_clean_restart(two: Served) -> None:
    asked = questions(two.teams, 25 * SCALE)
    deliveries = list(asked.values()) * 8
    random.Random(1).shuffle(deliveries)
    for number, found in enumerate(deliveries):
        if number == len(deliveries) // 2:
            two.processes[two.ports[0]].terminate()
            await two.processes[two.ports[0]].wait()
            await two.start(two.ports[0])
        await two.delivered(found)
    counted = await two.answered(set(asked))
    assert counted == Counter({personal(number): 1 for number in asked})


async def test_nothing_is_lost_when_processes_are_killed_under_load_and_only_what_was_in_doubt_is_said_twice(two: Served) -> None:
    asked = questions(two.teams, 60 * SCALE)
    rng = random.Random(2)
    faults = rng.choices([(429, "Throttled", "1"), LOST, FINE, FINE], k=20)
    two.teams.fail(*faults)
    two.teams.delay = 0.02
    kills = 3 * SCALE

    async def killing() -> None:
        for _ in range(kills):
            await asyncio.sleep(rng.uniform(0.3, 0.9))
            port = rng.choice(two.ports)
            await two.kill(port)
            await two.start(port)

    async def asking() -> None:
        for found in asked.values():
            await two.delivered(found)
            await asyncio.sleep(0.03)

    await asyncio.gather(killing(), asking())
    counted = await two.answered(set(asked))
    assert set(counted) == {personal(number) for number in asked}
    doubts = faults.count(LOST) + 4 * kills  # a killed process has at most four posts on their way
    assert sum(counted.values()) - len(asked) <= doubts
    assert two.teams.excess == []


async def test_activities_are_acknowledged_and_answered_in_time_at_twenty_at_once(two: Served) -> None:
    asked = list(questions(two.teams, 200 * SCALE).items())
    gc.collect()
    gc.freeze()  # pauses of this process, which has run other tests, are not the program's
    each = len(asked) // ROUNDS
    rounds = [await timed(two, asked[number * each : (number + 1) * each]) for number in range(ROUNDS)]
    gc.unfreeze()
    acks, turns = (median(_p99(took) for took in kind) for kind in zip(*rounds, strict=True))
    print(f"medians of {ROUNDS} rounds of {each}: ack p99 {acks * 1000:.0f} ms, turn p99 {turns:.2f} s")
    assert acks < ACK_P99
    assert turns < TURN_P99


async def timed(two: Served, asked: list[tuple[int, dict[str, Any]]]) -> tuple[list[float], list[float]]:
    """Seconds to each acknowledgement and to each answer, of twenty people who ask, read the answer, and ask again."""
    acks: list[float] = []
    began: dict[str, float] = {}
    answered: dict[str, float] = {}
    before = len(two.teams.sent)

    async def asker(some: list[tuple[int, dict[str, Any]]]) -> None:
        for number, found in some:
            began[personal(number)] = time.monotonic()
            seconds = await two.deliver(found, two.ports[number % 2])
            assert seconds is not None
            acks.append(seconds)
            while personal(number) not in answered:
                await asyncio.sleep(0.01)

    async def watching() -> None:
        while True:
            answered.update({sent["_to"]: sent["_at"] for sent in two.teams.sent[before + len(answered) :]})
            await asyncio.sleep(0.01)

    watch = asyncio.create_task(watching())
    await asyncio.gather(*(asker(asked[number::AT_ONCE]) for number in range(AT_ONCE)))
    watch.cancel()
    return acks, [at - began[place] for place, at in answered.items()]


def _p99(values: Iterable[float]) -> float:
    found = sorted(values)
    return found[int(len(found) * 0.99)]


async def test_replayed_activities_are_answered_once_each(house: House) -> None:
    asked = [said(house.service, RECORDAL, number) for number in range(1, 6)]
    for _ in range(20 * SCALE):
        for found in asked:
            assert (await house.deliver(found))[0] == 202
    await house.sent(5)
    await house.quiet()
    assert Counter(found["_to"] for found in house.teams.sent) == Counter({personal(number): 1 for number in range(1, 6)})


async def test_double_presses_have_one_effect_each(house: House) -> None:
    for number in range(5 * SCALE):
        user = 100 + number
        house.teams.person(user, personal(user))
        answer, shown = await answered(house, WHICH, user)
        presses = [pressed(house.service, "choose", f"{answer}|{n}", user, replyToId=shown["_id"]) for n in (0, 0, 1)]
        await asyncio.gather(*(house.deliver(press) for press in presses))
        await house.sent(2 * number + 2)
    await house.quiet()
    assert len(house.teams.sent) == 10 * SCALE
