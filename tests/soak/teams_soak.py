"""What the Teams channel holds at length: the real program over the real guidance, asked by a loopback Bot Framework."""

import asyncio
import contextlib
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer

from bot.delivery.pace import Pace
from bot.store.database import migrate, open_database
from bot.teams.sending import LIMITS as OURS
from tests.bench.memory import held_mb
from tests.fakes.teams_activities import buttons, mentioned, personal, pressed, said
from tests.fakes.teams_server import FINE, LIMITS, LOST, OUTGOING, TENANT, TeamsServer
from tests.fakes.teams_tokens import APP_ID, ISSUER, forgeries, token
from tests.soak.asked import endless, headings
from tests.soak.held import Held
from tests.soak.program import Program
from tests.soak.teams_malformed import malformed

SERVER_ERROR = 500
PEOPLE = 8_000
IN_HAND = 4  # posts that a process has on their way at most


@dataclass
class Soak:
    """Teams as the program reaches it, and the program as Teams reaches it."""

    teams: TeamsServer
    program: Program
    session: aiohttp.ClientSession
    statuses: Counter[int] = field(default_factory=Counter)
    acks: list[float] = field(default_factory=list)
    people: int = 0

    async def post(self, body: bytes, header: str | None = None) -> int:
        """The status of one delivery; 0 where nobody answered."""
        authorization = f"Bearer {token(self.teams.service)}" if header is None else header
        headers = {"Content-Type": "application/json"} | ({"Authorization": authorization} if authorization else {})
        started = time.perf_counter()
        try:
            url = f"http://127.0.0.1:{random.choice(self.program.ports)}/api/messages"
            async with self.session.post(url, data=body, headers=headers) as answer:
                await answer.read()
                self.statuses[answer.status] += 1
                self.acks.append(time.perf_counter() - started)
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            self.statuses[0] += 1
            return 0

    async def delivered(self, activity: dict[str, Any]) -> None:
        """Again, to whichever process answers, until it is acknowledged."""
        body = json.dumps(activity).encode()
        while await self.post(body) not in (200, 202):
            await asyncio.sleep(0.2)

    def somebody(self) -> int:
        """The number of a person who has not asked yet."""
        self.people += 1
        return self.people

    def counted(self) -> Counter[str]:
        """How many messages each conversation was sent."""
        return Counter(str(found["_to"]) for found in self.teams.sent)

    async def until(self, places: set[str], count: int, seconds: float) -> None:
        """Waits until each of these conversations was sent so much, or the patience ends."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            counted = self.counted()
            if all(counted[place] >= count for place in places):
                return
            await asyncio.sleep(0.1)


@asynccontextmanager
async def soaking(folder: Path, processes: int) -> AsyncIterator[Soak]:
    """The program with so many processes, connected to a loopback Teams, each asked a few questions first."""
    teams = TeamsServer()
    for number in range(1, PEOPLE):
        teams.person(number, personal(number))
    server = TestServer(teams.app())
    await server.start_server()
    teams.address = str(server.make_url("")).rstrip("/")
    known = {"MICROSOFT_APP_ID": APP_ID, "MICROSOFT_APP_TENANT_ID": TENANT, "TEAMS_OUTGOING_TOKEN": OUTGOING}
    program = Program(folder, known | {"TEAMS_OPENID_METADATA_URL": f"{teams.address}/openid", "TEAMS_TOKEN_ISSUER": ISSUER})
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        try:
            for _ in range(processes):
                await program.start()
            soak = Soak(teams, program, session)
            await _warmed(soak)
            yield soak
        finally:
            await program.end()
            await server.close()


async def _warmed(soak: Soak) -> None:
    """Both processes have read the guidance."""
    words = endless()
    people = {soak.somebody() for _ in range(20)}
    await asyncio.gather(*(soak.delivered(said(soak.teams.service, next(words), number)) for number in people))
    await soak.until({personal(number) for number in people}, 1, 120)
    soak.teams.sent.clear()
    soak.acks.clear()


async def forged(folder: Path, count: int = 2_000) -> list[Held]:
    """Tokens that nobody of Microsoft's signed."""
    async with soaking(folder, 1) as soak:
        body = json.dumps(said(soak.teams.service, "How long does a patent last?")).encode()
        found = [await soak.post(body, header) for header in forgeries(soak.teams.service, count, seed=7)]
        await asyncio.sleep(2)
        accepted = sum(1 for status in found if status not in (401, 403)) + len(soak.teams.sent)
        return [Held(f"{count:,} forged tokens: accepted or answered", accepted, 0)]


async def once(folder: Path, count: int = 1_000) -> list[Held]:
    """Activities delivered twice to two processes, then a button under each answer pressed twice at once."""
    async with soaking(folder, 2) as soak:
        service, asked = soak.teams.service, await _with_related(soak)
        people = [soak.somebody() for _ in range(count)]
        deliveries = [said(service, asked, number) for number in people] * 2
        random.Random(4).shuffle(deliveries)
        await _at_once(soak, deliveries, 10)
        places = {personal(number) for number in people}
        await soak.until(places, 1, 600)
        await asyncio.sleep(5)
        counted = soak.counted()
        replayed = sum(1 for place in places if counted[place] != 1)
        await _pressed_twice(soak, people)
        await soak.until(places, 2, 600)
        await asyncio.sleep(5)
        counted = soak.counted()
        return [
            Held(f"{count:,} activities delivered twice: not answered exactly once", replayed, 0),
            Held(f"{count:,} buttons pressed twice at once: not exactly one effect", sum(counted[p] != 2 for p in places), 0),
        ]


async def _with_related(soak: Soak) -> str:
    """A question whose answer offers related topics."""
    for asked in headings():
        number = soak.somebody()
        await soak.delivered(said(soak.teams.service, asked, number))
        await soak.until({personal(number)}, 1, 60)
        if _related(soak, number) is not None:
            soak.teams.sent.clear()
            return asked
    raise AssertionError("no answer offers related topics")


def _related(soak: Soak, number: int) -> tuple[str, str] | None:
    """(message, value of its first related topic) of what a person was sent."""
    shown = next(found for found in soak.teams.sent if found["_to"] == personal(number))
    actions = buttons(shown) if shown.get("attachments") else []
    value = next((action["data"]["value"] for action in actions if action["verb"] == "related"), None)
    return None if value is None else (str(shown["_id"]), str(value))


async def _pressed_twice(soak: Soak, people: list[int]) -> None:
    presses: list[dict[str, Any]] = []
    for number in people:
        found = _related(soak, number)
        assert found is not None
        presses += [pressed(soak.teams.service, "related", found[1], number, replyToId=found[0]) for _ in range(2)]
    await _at_once(soak, presses, 10)


async def _at_once(soak: Soak, activities: list[dict[str, Any]], senders: int) -> None:
    left = iter(activities)

    async def sender() -> None:
        for found in left:
            await soak.delivered(found)

    await asyncio.gather(*(sender() for _ in range(senders)))


async def nonsense(folder: Path, count: int = 20_000) -> list[Held]:
    """Malformed bodies with a good token; one process."""
    async with soaking(folder, 1) as soak:
        process = next(iter(soak.program.processes.values()))
        service = soak.teams.service
        await asyncio.gather(*(soak.post(body) for body in malformed(service, 500, 0)))
        before = held_mb(process.pid)
        bodies = malformed(service, count, 1)

        async def sender() -> None:
            for body in bodies:
                await soak.post(body)

        await asyncio.gather(*(sender() for _ in range(8)))
        growth = held_mb(process.pid) - before
        failed = sum(times for status, times in soak.statuses.items() if status >= SERVER_ERROR and status != 501)
        return [
            Held(f"{count:,} malformed bodies: HTTP 5xx (501, an invoke that nobody knows, apart)", failed, 0),
            Held("the same: not answered at all", soak.statuses[0], 0),
            Held("the same: memory growth, MB", growth, 50),
        ]


async def twenty(folder: Path, each: int = 20) -> list[Held]:
    """Twenty people who ask, read the answer, and ask again; two processes."""
    async with soaking(folder, 2) as soak:
        words, took = endless(), []

        async def asker() -> None:
            for _ in range(each):
                number = soak.somebody()
                started = time.perf_counter()
                await soak.delivered(said(soak.teams.service, next(words), number))
                while not any(found["_to"] == personal(number) for found in reversed(soak.teams.sent)):
                    await asyncio.sleep(0.01)
                took.append(time.perf_counter() - started)

        await asyncio.gather(*(asker() for _ in range(20)))
        return [
            Held(f"acknowledgement p99 at 20 concurrent, {len(took)} turns, s", _p99(soak.acks), 0.5),
            Held("full turn p99 at 20 concurrent, s", _p99(took), 2),
        ]


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


async def limits(folder: Path, questions: int = 120) -> list[Held]:
    """One channel asked all at once by many; and three hours of bursts against the pace alone, on a clock of our own."""
    async with soaking(folder, 2) as soak:
        words = endless()
        people = [soak.somebody() for _ in range(questions)]
        asked = [mentioned(soak.teams.service, next(words), number) for number in people]
        await _at_once(soak, asked, 10)
        deadline = time.monotonic() + 240
        while len(soak.teams.sent) < questions and time.monotonic() < deadline:
            await asyncio.sleep(0.2)
        return [
            Held(f"{questions} questions at once in one channel: limits exceeded", len(soak.teams.excess), 0),
            Held("the same: not answered", max(0, questions - len(soak.teams.sent)), 0),
            Held("three hours of bursts, simulated: limits exceeded", _broken(_simulated(folder)), 0),
        ]


def _simulated(folder: Path) -> list[float]:
    """The moments at which the pace let something through, in seconds, when there is always something to send."""
    engine = open_database(f"sqlite:///{folder / 'pace.sqlite3'}")
    migrate(engine)
    pace, rng = Pace(engine, OURS), random.Random(5)
    now, begun = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 5, tzinfo=UTC)
    sent: list[float] = []
    while now - begun < timedelta(hours=3):
        later = pace.take("one", now)
        if later is None:
            sent.append((now - begun).total_seconds())
            now += timedelta(seconds=rng.choice((0, 0, 0.01, 0.3)))
        else:
            now = later
    engine.dispose()
    return sent


def _broken(sent: list[float]) -> int:
    """How often more was sent than Teams allows in any stretch of time."""
    return sum(1 for most, length in LIMITS for first, last in zip(sent, sent[most:], strict=False) if last - first < length)


async def kills(folder: Path, count: int = 50) -> list[Held]:
    """Two processes of which one or the other is killed at random moments under load, over a Teams that fails now and then."""
    async with soaking(folder, 2) as soak:
        rng, words = random.Random(3), endless()
        faults = rng.choices([(429, "Throttled", "1"), LOST, FINE, FINE, FINE], k=200)
        soak.teams.fail(*faults)
        people: set[int] = set()
        killing = asyncio.create_task(_killed(soak, rng, count))
        while not killing.done():
            number = soak.somebody()
            people.add(number)
            await soak.delivered(said(soak.teams.service, next(words), number))
            await asyncio.sleep(0.1)
        await killing
        places = {personal(number) for number in people}
        await soak.until(places, 1, 300)
        await asyncio.sleep(35)  # a second answer would come when the leases of the dead have lapsed
        return [
            Held(f"{count} kills under {len(people):,} questions: lost", len(places - soak.counted().keys()), 0),
            Held(
                "the same: posts said twice (at most: answers lost, and 4 a kill)",
                _twice(soak),
                faults.count(LOST) + IN_HAND * count,
            ),
            Held("the same: limits exceeded", len(soak.teams.excess), 0),
        ]


def _twice(soak: Soak) -> int:
    """Parts of a long answer differ; what has the same words was said twice."""
    said_so = Counter((found["_to"], found.get("text")) for found in soak.teams.sent)
    return sum(times - 1 for times in said_so.values())


async def _killed(soak: Soak, rng: random.Random, count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(rng.uniform(0.2, 1.5))
        port = rng.choice(soak.program.ports)
        with contextlib.suppress(ProcessLookupError):
            await soak.program.kill(port)
        await soak.program.start(port)
