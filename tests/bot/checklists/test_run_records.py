from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from bot.checklists.log_examining import examined
from bot.checklists.rights import Act
from bot.checklists.run_desk import Asked
from bot.store.database import migrate, open_database
from bot.store.evidence_files import StoredFiles
from bot.store.log_check import check_log
from bot.store.opening import stored
from bot.store.store import Store, remembering
from tests.bot.checklists import run_writer
from tests.bot.checklists.killed_run import Writer, kinds, sheet, whole_run
from tests.bot.checklists.small_checklist import LINH, House
from tests.bot.postgresql import emptied, postgresql  # noqa: F401
from tests.bot.run_contract import DEFINITION, RunRecordsContract, change, summary
from tests.scale import SCALE

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


def test_a_submission_that_comes_eight_times_at_once_has_one_effect_and_no_complaint(engine: Engine) -> None:
    house = House(stored(engine))
    run = house.start()
    house.answer_all(run)
    with ThreadPoolExecutor(8) as people:
        found = list(people.map(lambda _: house.review.submit(run, Act(LINH, "press-1")), range(40)))
    assert sum(one.changed for one in found) == 1
    assert {one.run.state for one in found} == {"submitted"}
