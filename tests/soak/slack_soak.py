"""What the Slack channel holds at length: the real program over the real guidance, asked by a loopback Slack."""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestServer

from tests.bench.memory import held_mb
from tests.fakes.slack_requests import SECRET, event, mention, signed
from tests.fakes.slack_server import BOT_USER, FINE, LOST, RATE_LIMITED, TOKEN, SlackServer
from tests.soak.asked import endless
from tests.soak.held import Held
from tests.soak.malformed import malformed
from tests.soak.program import Program

CHANNELS = [f"C{number}" for number in range(1000, 1200)]
ASKERS = [f"U{number}" for number in range(1000, 1100)]  # of a hundred people, so that nobody asks too much
SERVER_ERROR = 500


@dataclass
class Soak:
    """Slack as the program reaches it, and the program as Slack reaches it."""

    slack: SlackServer
    program: Program
    session: aiohttp.ClientSession
    statuses: Counter[int]
    acks: list[float]

    async def deliver(self, body: str, form: bool = False, port: int | None = None) -> int:
        """The status of one delivery; 0 where nobody answered."""
        address = f"http://127.0.0.1:{port or random.choice(self.program.ports)}/slack/events"
        raw = body.encode("utf-8", "replace").decode()
        started = time.perf_counter()
        try:
            async with self.session.post(address, data=raw.encode(), headers=signed(raw, form=form)) as answer:
                await answer.read()
                self.statuses[answer.status] += 1
                self.acks.append(time.perf_counter() - started)
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    async def delivered(self, body: str) -> None:
        """As Slack does: again, to whichever process answers, until it is acknowledged."""
        while await self.deliver(body) != 200:
            await asyncio.sleep(0.2)

    async def until_answered(self, thread: str, seconds: float = 60.0) -> None:
        """Waits until something was posted in a thread."""
        deadline = time.monotonic() + seconds
        while not any(found.get("thread_ts") == thread for found in reversed(self.slack.posted)):
            assert time.monotonic() < deadline, "it was never answered"
            await asyncio.sleep(0.01)

    def answers(self) -> Counter[str]:
        """How many messages began an answer in each thread: parts of one long answer count once."""
        keys = {(str(found["thread_ts"]), _arrival(found)) for found in self.slack.posted}
        return Counter(thread for thread, _ in keys)

    def posts(self) -> Counter[str]:
        """How often each post, by its own key, was posted."""
        return Counter(str(found["metadata"]["event_payload"]["key"]) for found in self.slack.posted)

    async def answered(self, threads: set[str], seconds: float) -> float:
        """Seconds until all threads were answered, or the patience."""
        started = time.monotonic()
        while threads - self.answers().keys() and time.monotonic() - started < seconds:
            await asyncio.sleep(0.1)
        return time.monotonic() - started


def _arrival(found: dict[str, object]) -> str:
    metadata = found["metadata"]
    assert isinstance(metadata, dict)
    return str(metadata["event_payload"]["key"]).rpartition("#")[0]


@asynccontextmanager
async def soaking(folder: Path, processes: int) -> AsyncIterator[Soak]:
    """The program with so many processes, connected to a loopback Slack of 200 channels."""
    slack = SlackServer()
    for user in (BOT_USER, *ASKERS):
        slack.person(user)
    slack.members = {channel: [BOT_USER, *ASKERS[:20]] for channel in CHANNELS}
    server = TestServer(slack.app())
    await server.start_server()
    slack.address = str(server.make_url("")).rstrip("/")
    environ = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": f"{slack.address}/api/"}
    program = Program(folder, environ)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        try:
            for _ in range(processes):
                await program.start()
            soak = Soak(slack, program, session, Counter(), [])
            await _warmed(soak)
            yield soak
        finally:
            await program.end()
            await server.close()


async def _warmed(soak: Soak) -> None:
    asked = [mention("What is a trade secret in Vietnam?", CHANNELS[n], ASKERS[n]) for n in range(2)]
    for found, port in zip(asked, soak.program.ports, strict=False):
        await soak.deliver(event(found), port=port)
    await soak.answered({str(found["ts"]) for found in asked[: len(soak.program.ports)]}, 30)
    soak.slack.posted.clear()
    soak.statuses.clear()
    soak.acks.clear()


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def stream(folder: Path, seconds: float = 60.0, rate: float = 50.0) -> list[Held]:
    """Events at a steady rate over 200 channels, a tenth redelivered, to two processes on one database."""
    async with soaking(folder, 2) as soak:
        rng, words = random.Random(1), endless()
        count = int(seconds * rate)
        bodies = {}
        for number in range(count):
            found = mention(next(words), CHANNELS[number % len(CHANNELS)], ASKERS[number % len(ASKERS)])
            bodies[str(found["ts"])] = event(found)
        under_way: list[asyncio.Task[None]] = []
        begun = time.monotonic()
        for number, body in enumerate(bodies.values()):
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
            under_way += [asyncio.create_task(soak.delivered(body)) for _ in range(2 if rng.random() < 0.1 else 1)]
        await asyncio.gather(*under_way)
        took = await soak.answered(set(bodies), 300)
        await asyncio.sleep(3)
        counted, doubled = soak.answers(), sum(1 for times in soak.posts().values() if times > 1)
        doubled += sum(1 for times in counted.values() if times > 1)
        p99 = percentile(soak.acks, 0.99)
        return [
            Held(f"{count:,} events in {seconds:.0f} s, two processes: not answered", len(bodies.keys() - counted.keys()), 0),
            Held("the same: answered or posted twice", doubled, 0),
            Held("the same: all answered after the last event, s", took, 120),
            Held("the same: acknowledgement p99, s", p99, 1),
        ]


async def twenty(folder: Path, each: int = 20) -> list[Held]:
    """Twenty questions at any moment, of a hundred people, so that nobody asks more than is allowed; one process."""
    async with soaking(folder, 1) as soak:
        words = endless()
        took: list[float] = []

        async def asker(number: int) -> None:
            for turn in range(each):
                found = mention(next(words), CHANNELS[number * 10 + turn % 10], ASKERS[(number + 20 * turn) % len(ASKERS)])
                started = time.perf_counter()
                await soak.delivered(event(found))
                await soak.until_answered(str(found["ts"]))
                took.append(time.perf_counter() - started)

        await asyncio.gather(*(asker(number) for number in range(20)))
        return [
            Held("acknowledgement p99 at 20 concurrent, s", percentile(soak.acks, 0.99), 0.3),
            Held("full answer p95 at 20 concurrent, s", percentile(took, 0.95), 2),
        ]


async def nonsense(folder: Path, count: int = 20_000) -> list[Held]:
    """Malformed payloads, signed; one process."""
    async with soaking(folder, 1) as soak:
        process = next(iter(soak.program.processes.values()))
        await asyncio.gather(*(soak.deliver(body, form) for body, form in malformed(500, 0)))
        before = held_mb(process.pid)
        bodies = malformed(count, 1)

        async def sender() -> None:
            for body, form in bodies:
                await soak.deliver(body, form)

        await asyncio.gather(*(sender() for _ in range(8)))
        growth = held_mb(process.pid) - before
        failed = sum(times for status, times in soak.statuses.items() if status >= SERVER_ERROR)
        return [
            Held(f"{count:,} malformed payloads: HTTP 5xx", failed, 0),
            Held("the same: memory growth, MB", growth, 50),
        ]


async def kills(folder: Path, count: int = 50) -> list[Held]:
    """Two processes of which one or the other is killed at random moments under load, over a Slack that fails now and then."""
    async with soaking(folder, 2) as soak:
        rng, words = random.Random(3), endless()
        soak.slack.fail("chat.postMessage", *rng.choices([RATE_LIMITED, LOST, FINE, FINE, FINE], k=200))
        threads: set[str] = set()
        killing = asyncio.create_task(_killed(soak, rng, count))
        number = 0
        while not killing.done():
            found = mention(next(words), CHANNELS[number % len(CHANNELS)], ASKERS[number % len(ASKERS)])
            threads.add(str(found["ts"]))
            await soak.delivered(event(found))
            number += 1
            await asyncio.sleep(0.05)
        await killing
        await soak.answered(threads, 300)
        await asyncio.sleep(35)  # a second answer would come when the leases of the dead have lapsed
        counted = soak.answers()
        doubled = sum(1 for times in [*soak.posts().values(), *counted.values()] if times > 1)
        return [
            Held(f"{count} kills under {number:,} questions: lost", len(threads - counted.keys()), 0),
            Held("the same: answered or posted twice", doubled, 0),
        ]


async def _killed(soak: Soak, rng: random.Random, count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(rng.uniform(0.2, 1.5))
        port = rng.choice(soak.program.ports)
        with contextlib.suppress(ProcessLookupError):
            await soak.program.kill(port)
        await soak.program.start(port)
