import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from bot.checklists.answer import Answer
from bot.checklists.log_examining import examined
from bot.checklists.rights import Act
from bot.checklists.run_desk import Asked
from bot.store.database import migrate, open_database
from bot.store.evidence_files import StoredFiles
from bot.store.log_check import check_log
from bot.store.opening import stored
from bot.store.store import Store, remembering
from tests.bot.checklists import run_writer
from tests.bot.checklists.small_checklist import LINH, House
from tests.bot.postgresql import emptied, postgresql  # noqa: F401
from tests.bot.run_contract import DEFINITION, RunRecordsContract, change, summary
from tests.scale import SCALE

ROOT = Path(__file__).parents[3]
REFUSED = ("UPDATE change_log SET actor = 'x'", "DELETE FROM change_log", "DELETE FROM change_log WHERE number = 1")


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "emptied"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """On SQLite, then on PostgreSQL."""
    found: Engine = request.getfixturevalue(request.param)
    return found


class TestRememberedRuns(RunRecordsContract):
    @pytest.fixture
    def store(self) -> Store:
        return remembering()


class TestStoredRuns(RunRecordsContract):
    @pytest.fixture
    def store(self, engine: Engine) -> Store:
        return stored(engine)


@pytest.mark.parametrize("statement", [*REFUSED, "TRUNCATE change_log"])
def test_the_database_itself_refuses_to_rewrite_the_log(engine: Engine, statement: str) -> None:
    store = stored(engine)
    store.runs.append(change(), summary(), DEFINITION)
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text(statement))
    assert len(store.runs.log(0, 10)) == 1


def test_four_people_who_answer_at_once_lose_nothing_and_the_log_stays_one_chain(engine: Engine) -> None:
    house = House(stored(engine))
    run = house.start()

    def remark(number: int) -> bool:
        return house.running.comment(Asked(run, "staff"), f"remark {number}", Act(LINH, f"press-{number // 2}")).changed

    with ThreadPoolExecutor(4) as people:
        kept = list(people.map(remark, range(40)))
    assert sum(kept) == 20
    comments = house.run(run).comments
    assert len({comment.text.split()[1] for comment in comments}) == len(comments) == 20
    assert check_log(house.store.runs).faults == ()


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


@pytest.fixture
def writer(engine: Engine, tmp_path: Path) -> Iterator[Writer]:
    found = Writer(engine, tmp_path / "evidence")
    yield found
    found.stop()


def test_kill_9_after_every_step_of_a_run_loses_and_doubles_nothing(engine: Engine, tmp_path: Path, writer: Writer) -> None:
    """Each process does one step more, is killed as soon as it says so, and the next one repeats its last press."""
    for step in range(len(run_writer.STEPS)):
        writer.kill_after([step], said=1)
    writer.stop()
    house = House(stored(engine), StoredFiles(tmp_path / "evidence"))
    whole = whole_run()
    assert kinds(house) == kinds(whole)
    assert sheet(house) == sheet(whole)
    assert examined(house.store.runs, house.files).faults == ()
    assert house.store.runs.every()[0].state == "closed"


def test_kill_9_in_the_middle_of_a_step_leaves_it_done_or_not_done(engine: Engine, tmp_path: Path, writer: Writer) -> None:
    """Going through the steps again, whatever was killed in between, makes the same run as without a kill."""
    steps = range(len(run_writer.STEPS))
    for kill in range(10 * SCALE):
        writer.kill_after(steps, said=1 + kill * 7 % (len(steps) - 1))
        assert check_log(stored(engine).runs).faults == ()
    writer.stop()
    house = House(stored(engine), StoredFiles(tmp_path / "evidence"), prefix="end")
    for step in steps:
        run_writer.do(house, step)
    whole = whole_run()
    assert kinds(house) == kinds(whole)
    assert sheet(house) == sheet(whole)


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
