"""Writers wait in line: threads in the order in which they came, processes at a door that opens when its holder dies."""

import subprocess
import sys
import threading
import time
from pathlib import Path

from bot.store.door import Door
from bot.store.line import Line

HOLDER = """
import sys, time
from bot.store.door import Door

door = Door(sys.argv[1])
door.enter(5)
print("in", flush=True)
time.sleep(60)
"""
ROOT = Path(__file__).parents[2]


def test_threads_get_their_turn_in_the_order_in_which_they_came() -> None:
    line, served = Line(), []
    assert line.enter(1)

    def wait(number: int) -> None:
        if line.enter(30):
            served.append(number)
            line.leave()

    threads = []
    for number in range(20):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while line.waiting <= number:
            time.sleep(0.001)
    line.leave()
    for thread in threads:
        thread.join(30)
    assert served == list(range(20))


def test_who_waits_too_long_goes_away_and_is_not_called() -> None:
    line = Line()
    assert line.enter(1)
    assert not line.enter(0.01)
    line.leave()
    assert line.enter(1)


def test_a_door_lets_one_process_in_and_opens_when_that_one_is_killed(tmp_path: Path) -> None:
    database = str(tmp_path / "x.sqlite3")
    with subprocess.Popen([sys.executable, "-c", HOLDER, database], cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "in\n"
        door = Door(database)
        assert not door.enter(0.05)
        holder.kill()
        holder.wait(30)
        assert door.enter(5)
    door.leave()
    assert Door(database).enter(1)


def test_there_is_no_door_to_what_one_process_alone_can_see(tmp_path: Path) -> None:
    assert not Door(":memory:").enter(1)
    assert not Door(None).enter(1)
    assert list(tmp_path.iterdir()) == []
