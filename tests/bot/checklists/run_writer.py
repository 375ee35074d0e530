"""Does those steps of a whole run that its input numbers: python -m tests.bot.checklists.run_writer URL FILES."""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.checklists.evidence_desk import Shown
from bot.checklists.finding_desk import CorrectiveAction
from bot.checklists.rights import Act
from bot.checklists.run_desk import Asked, Beginning
from bot.checklists.upload import Upload
from bot.store.database import open_database
from bot.store.evidence_files import StoredFiles
from bot.store.opening import stored
from tests.bot.checklists.small_checklist import ALL, BOB, FACTS, LINH, RITA, House

_Step = Callable[[House, str, str], object]


def _answers(item: str, said: str) -> _Step:
    return lambda house, run, key: house.running.answer(Asked(run, item), (said,), Act(LINH, key))


def _finding(house: House, run: str) -> str:
    return house.run(run).findings[0].id


def _set_action(house: House, run: str, key: str) -> None:
    action = CorrectiveAction("Write one", BOB.id, house.now.date() + timedelta(days=9))
    house.findings.set_action(run, _finding(house, run), action, Act(RITA, key))


def _show_mended(house: House, run: str, key: str) -> None:
    house.evidence.attach_note(Shown(run, "has_policy", _finding(house, run)), "seen", Act(BOB, key))


STEPS: list[_Step] = [
    lambda house, _, key: house.running.start(Beginning(house.checklist, FACTS, "s1"), Act(LINH, key)),
    *(_answers(item, said) for item, said in ALL.items()),
    _answers("staff", "130"),
    lambda house, run, key: house.running.comment(Asked(run, "staff"), "counted again", Act(LINH, key)),
    lambda house, run, key: house.running.assign(run, "chain", BOB.id, Act(LINH, key)),
    lambda house, run, key: house.evidence.attach_file(
        Shown(run, "has_policy"), Upload("policy.pdf", b"%PDF-1.7"), Act(LINH, key)
    ),
    lambda house, run, key: house.running.pause(run, Act(LINH, key)),
    lambda house, run, key: house.running.resume(run, Act(LINH, key)),
    lambda house, run, key: house.review.submit(run, Act(LINH, key)),
    lambda house, run, key: house.findings.find(run, "has_policy", "No policy", Act(RITA, key)),
    _set_action,
    _show_mended,
    lambda house, run, key: house.findings.close(run, _finding(house, run), Act(RITA, key)),
    lambda house, run, key: house.review.sign_off(run, Act(RITA, key)),
    lambda house, run, key: house.review.close(run, Act(LINH, key)),
]


def do(house: House, step: int) -> None:
    """One step, and the press of the one before once more, as a platform delivers again what nobody acknowledged."""
    for number in (step - 1, step):
        if number >= 0:
            run = house.store.runs.run_with("press-0") or ""
            STEPS[number](house, run, f"press-{number}")


def work(url: str, files: str, steps: list[int]) -> None:
    """Says its own process and each step once it is kept; then waits to be killed."""
    store = stored(open_database(url))
    house = House(store, StoredFiles(Path(files)), prefix=f"after{store.runs.head().number}-")
    for step in steps:
        do(house, step)
        print(os.getpid(), step, flush=True)
    signal.pause()


def main(url: str, files: str) -> None:
    """Each line of numbers is done by a process of its own, forked before there is a database to share."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(url, files, [int(number) for number in line.split()])
        if os.WIFEXITED(os.waitpid(child, 0)[1]):
            sys.exit("a step failed")  # rather than being killed


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
