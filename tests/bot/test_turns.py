"""Writers wait in line: threads in the order in which they came, processes at a door that opens when its holder dies."""

import subprocess
import sys
import threading
import time
from pathlib import Path

from sqlalchemy import event, text

from bot.store.database import open_database
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


def served_in(pressing: list[bool]) -> list[int]:
    """The order in which threads are served that come one after another while the line is taken."""
    line, served = Line(), []
    assert line.enter(1)

    def wait(number: int) -> None:
        if line.enter(30, pressing[number]):
            served.append(number)
            line.leave()

    threads = []
    for number in range(len(pressing)):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while line.waiting <= number:
            time.sleep(0.001)
    line.leave()
    for thread in threads:
        thread.join(30)
    return served


def test_threads_get_their_turn_in_the_order_in_which_they_came() -> None:
    assert served_in([False] * 20) == list(range(20))


def test_what_is_pressing_goes_ahead_and_the_others_are_not_forgotten() -> None:
    assert served_in([False, False, True, True]) == [2, 3, 0, 1]
    assert served_in([False, False] + [True] * 6) == [2, 3, 4, 5, 0, 6, 7, 1]


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


def test_who_waits_at_the_door_has_not_locked_the_database(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    engine, door = open_database(f"sqlite:///{file}"), Door(str(file))
    with engine.begin() as connection:
        connection.execute(text("create table t (a integer)"))
    assert door.enter(1)
    began = threading.Event()
    event.listen(engine, "begin", lambda _connection: began.set())

    def write() -> None:
        with engine.begin() as connection:
            connection.execute(text("insert into t values (1)"))

    writer = threading.Thread(target=write)
    writer.start()
    assert not began.wait(0.3)
    with engine.execution_options(reading=True).connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout=0")
        other.exec_driver_sql("BEGIN IMMEDIATE")  # fails if the writer has begun
        other.exec_driver_sql("ROLLBACK")
    door.leave()
    writer.join(30)
    assert began.is_set()
