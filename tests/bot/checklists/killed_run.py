"""A run whose steps are done by processes that are killed, and the same run that nothing happens to."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Engine

from bot.checklists.answer import Answer
from tests.bot.checklists import run_writer
from tests.bot.checklists.small_checklist import House

ROOT = Path(__file__).parents[3]


class Writer:
    """A process that does steps of a run in processes of their own, which are killed while or after they do."""

    def __init__(self, engine: Engine, files: Path) -> None:
        url = engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.bot.checklists.run_writer", url, str(files)]
        self._killed: set[int] = set()
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def kill_after(self, steps: Iterable[int], said: int) -> None:
        """Kills the one that does the steps when it has said that so many are kept."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        print(*steps, file=stdin, flush=True)
        while said:
            process = int(stdout.readline().split()[0])
            said -= process not in self._killed  # the one killed last may have said more than was read
        os.kill(process, signal.SIGKILL)
        self._killed.add(process)

    def stop(self) -> None:
        self._process.communicate(timeout=60)


def whole_run() -> House:
    """A run that nothing happens to."""
    house = House()
    for step in range(len(run_writer.STEPS)):
        run_writer.do(house, step)
    return house


def sheet(house: House) -> list[dict[str, Answer]]:
    """The answers of every run."""
    return [house.run(summary.id).answers() for summary in house.store.runs.every()]


def kinds(house: House) -> list[tuple[str, str, str]]:
    """What was logged, without the ids and moments that differ from process to process."""
    rows = house.store.runs.log(0, 1_000)
    people = house.store.runs.names.behind(row.actor for row in rows)
    return [(row.kind, people[row.actor], str(row.key)) for row in rows]
