"""Threads that share a transaction."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from bot.store.database import open_database
from bot.store.together import Together
from tests.bot.postgresql import postgresql  # noqa: F401


def counted(engine: Engine, ours: Together, threads: int, each: int) -> int:
    with engine.begin() as connection:
        connection.execute(text("create table counted (value integer)"))
        connection.execute(text("insert into counted values (0)"))

    def add(connection: Connection) -> None:
        connection.execute(text("update counted set value = value + 1"))

    running = [threading.Thread(target=lambda: [ours(add) for _ in range(each)]) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(60)
    with engine.begin() as connection:
        found = int(connection.execute(text("select value from counted")).scalar_one())
        connection.execute(text("drop table counted"))
    return found


@pytest.fixture
def sqlite(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")


def test_nothing_is_lost_between_threads(sqlite: Engine) -> None:
    assert counted(sqlite, Together(sqlite), 6, 20) == 120


def test_nor_on_postgresql(postgresql: str) -> None:  # noqa: F811
    engine = open_database(postgresql)
    assert counted(engine, Together(engine), 4, 10) == 40
    engine.dispose()


def test_whose_work_fails_hears_of_it_alone_and_nothing_of_it_is_kept(sqlite: Engine) -> None:
    ours = Together(sqlite)
    with sqlite.begin() as connection:
        connection.execute(text("create table kept (value integer)"))
    failed: list[str] = []

    def work(number: int) -> None:
        def write(connection: Connection) -> None:
            connection.execute(text("insert into kept values (:number)"), {"number": number})
            if number % 2:
                raise ValueError(str(number))

        try:
            ours(write)
        except ValueError as error:
            failed.append(str(error))

    running = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(60)
    with sqlite.connect() as connection:
        kept = connection.execute(text("select value from kept order by value")).scalars().all()
    assert sorted(failed) == ["1", "3", "5", "7"]
    assert kept == [0, 2, 4, 6]
