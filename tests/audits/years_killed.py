"""A process that kills itself at a simulated instant.

    python -m tests.audits.years_killed DATABASE_URL FOLDER COUNT END [AT AFTER]

It goes on where the last one died, whose moment is in FOLDER/clock. From the moment AT on it counts the points at which a
change of an occurrence can be cut short (before and after each statement that writes, before and after the commit) and
dies at number AFTER, at once and without any farewell; where that was is a line of FOLDER/deaths.
"""

import asyncio
import os
import random
import signal
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bot.store.database import open_database
from bot.store.stored_audits import StoredAudits
from tests.audits.years import BEGIN, END, Years, finish_overdue, moments

ROOT = Path(__file__).parents[2]
MOST_POINTS = 40  # a reminder by itself has eight, some moments have several reminders
LAST_DEATHS = timedelta(days=20)  # before the end, so that there is something left to die of


@dataclass
class Mortal:
    """Counts down to its own kill -9."""

    folder: Path
    at: datetime
    after: int

    def listen(self, engine: Engine) -> None:
        """From the first word to an occurrence on, every point of a transaction counts."""
        event.listen(engine, "before_cursor_execute", lambda *told: self._written("before", told[0].info, told[2]))
        event.listen(engine, "after_cursor_execute", lambda *told: self._written("after", told[0].info, told[2]))
        event.listen(engine, "commit", self._committing)
        event.listen(engine, "checkin", self._checked_in)

    def _written(self, when: str, known: dict[str, Any], statement: str) -> None:
        verb, *words = statement.split(maxsplit=3)
        if verb not in ("INSERT", "UPDATE"):
            return
        table = words[verb == "INSERT"]
        known["touched"] = known.get("touched") or table == "audit_occurrences"
        if known["touched"]:
            self._point(f"{when} {verb} {table}")

    def _committing(self, connection: Any) -> None:
        if connection.info.get("touched"):
            self._point("before the commit")
            connection.info["committed"] = True

    def _checked_in(self, _connection: Any, record: Any) -> None:
        record.info.pop("touched", None)
        if record.info.pop("committed", False):
            self._point("after the commit")

    def _point(self, what: str) -> None:
        if read(self.folder) < self.at:
            return
        self.after -= 1
        if self.after < 0:
            with (self.folder / "deaths").open("a", encoding="utf-8") as deaths:
                deaths.write(f"{what}\n")
            os.kill(os.getpid(), signal.SIGKILL)


def read(folder: Path) -> datetime:
    """The moment at which the last process looked."""
    clock = folder / "clock"
    return datetime.fromisoformat(clock.read_text(encoding="ascii")) if clock.exists() else BEGIN


def simulate(url: str, folder: Path, count: int, end: date, mortal: Mortal | None) -> None:
    """From where the clock stands to the end, or to its own."""
    engine = open_database(url)
    if mortal is not None:
        mortal.listen(engine)
    years = Years(count, StoredAudits(engine))
    years.house.now = read(folder)
    finish_overdue(years.house)  # people go on at once as well: what they had been told of, and had not done when all stopped
    for at in moments(read(folder), end):
        set_to(folder, at)
        years.look(at)
    engine.dispose()


def set_to(folder: Path, at: datetime) -> None:
    """Written aside and renamed: a process may die at any moment."""
    aside = folder / "clock.new"
    aside.write_text(at.isoformat(), encoding="ascii")
    aside.rename(folder / "clock")


async def lived(url: str, folder: Path, count: int, kills: int, end: date = END) -> list[str]:
    """Processes that die at so many random instants, one after the other, and a last one that does not: how each died."""
    folder.mkdir(parents=True, exist_ok=True)
    rng, span = random.Random(kills), datetime.combine(end, BEGIN.timetz()) - LAST_DEATHS - BEGIN
    for at in sorted(BEGIN + span * rng.random() for _ in range(kills)):
        ended = await _one(url, str(folder), str(count), str(end), at.isoformat(), str(rng.randrange(MOST_POINTS)))
        assert ended == -signal.SIGKILL, f"a process ended with {ended} and was to be killed at {at}"
    assert await _one(url, str(folder), str(count), str(end)) == 0
    return (folder / "deaths").read_text(encoding="utf-8").splitlines()


async def _one(*arguments: str) -> int:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.audits.years_killed", *arguments, cwd=ROOT)
    return await process.wait()


def _main(url: str, folder: str, count: str, end: str, *death: str) -> None:
    place = Path(folder)
    mortal = Mortal(place, datetime.fromisoformat(death[0]), int(death[1])) if death else None
    simulate(url, place, int(count), date.fromisoformat(end), mortal)


if __name__ == "__main__":
    _main(*sys.argv[1:])
