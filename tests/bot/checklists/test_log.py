import random
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from bot.checklists.evidence_desk import Shown
from bot.checklists.log_examining import examined
from bot.checklists.rights import Act
from bot.checklists.upload import Upload
from bot.store.change_record import Head
from bot.store.database import migrate, open_database
from bot.store.evidence_files import StoredFiles
from bot.store.log_check import LogReport
from bot.store.opening import stored
from tests.bot.checklists.small_checklist import LINH, House
from tests.bot.postgresql import emptied, postgresql  # noqa: F401
from tests.scale import SCALE

COLUMNS = ("number", "run", "step", "kind", "actor", "at", "key", "body", "previous", "hash")
_TRIGGERS = ("change_log_no_update", "change_log_no_delete")


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


class Logged:
    """A log with two runs in it, and somebody with all rights to the database who rewrites it."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.files = StoredFiles(folder)
        self.house = House(stored(engine), self.files)
        first = self.house.start()
        self.house.evidence.attach_file(Shown(first, "staff"), Upload("staff.pdf", b"%PDF-1.7"), Act(LINH, "press-1"))
        self.house.answer_all(first)
        self.run = self.house.signed_off(supplier="s2")

    def examine(self, noted: Head | None = None) -> LogReport:
        return examined(self.house.store.runs, self.files, noted)

    def rows(self) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(text("SELECT * FROM change_log ORDER BY number")).mappings()]

    @contextmanager
    def rewriting(self) -> Iterator[Connection]:
        """Past the triggers."""
        with self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            else:
                for trigger in _TRIGGERS:
                    connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
            yield connection

    def rewrite(self, statement: str, **values: Any) -> None:
        with self.rewriting() as connection:
            connection.execute(text(statement), values)

    def put_back(self, rows: list[dict[str, Any]]) -> None:
        with self.rewriting() as connection:
            connection.execute(text("DELETE FROM change_log"))
            names = ", ".join(f":{name}" for name in COLUMNS)
            quoted = ", ".join(f'"{name}"' for name in COLUMNS)
            connection.execute(text(f"INSERT INTO change_log ({quoted}) VALUES ({names})"), rows)


@pytest.fixture
def logged(engine: Engine, tmp_path: Path) -> Logged:
    return Logged(engine, tmp_path / "evidence")


def test_an_untouched_log_has_no_fault(logged: Logged) -> None:
    report = logged.examine()
    assert report.faults == ()
    assert report.rows == len(logged.rows()) > 20
    assert logged.examine(noted=report.head).faults == ()


def altered(value: Any, chance: random.Random) -> Any:
    """One byte of it is another, or there is something where there was nothing."""
    if isinstance(value, int):
        return value + chance.choice((1, -1, 2, 100))
    if value is None:
        return "x"
    at = chance.randrange(len(value))
    others = [c for c in string.ascii_letters + string.digits if c != value[at]]
    return value[:at] + chance.choice(others) + value[at + 1 :]


def test_of_a_hundred_changes_of_one_byte_all_are_found(logged: Logged) -> None:
    chance = random.Random(7)
    rows = logged.rows()
    found = 0
    for _ in range(100 * SCALE):
        row = chance.choice(rows)
        name = chance.choice(COLUMNS)
        changed = [one | ({name: altered(one[name], chance)} if one is row else {}) for one in rows]
        if len({one["number"] for one in changed}) < len(rows) or len({(one["run"], one["step"]) for one in changed}) < len(rows):
            changed = [one for one in rows if one is not row]  # two of the same the database itself refuses: it is taken out
        logged.put_back(changed)
        found += bool(logged.examine().faults)
    logged.put_back(rows)
    assert found == 100 * SCALE
    assert logged.examine().faults == ()


def test_every_row_taken_out_is_missed(logged: Logged) -> None:
    rows = logged.rows()
    for row in rows:
        logged.put_back([one for one in rows if one is not row])
        assert logged.examine().faults != ()


def test_rows_that_change_places_are_noticed(logged: Logged) -> None:
    rows = logged.rows()
    for first, second in pairwise(rows):
        swapped = [one | {"number": second["number"]} if one is first else one for one in rows]
        swapped = [one | {"number": first["number"]} if one is second else one for one in swapped]
        logged.put_back(swapped)
        assert logged.examine().faults != ()


def test_a_tail_cut_off_is_noticed_by_the_head_that_is_kept_apart(logged: Logged) -> None:
    rows = logged.rows()
    for kept in range(len(rows)):
        logged.put_back(rows[:kept]) if kept else logged.rewrite("DELETE FROM change_log")
        assert "cut_off" in {fault.fault for fault in logged.examine().faults}


def test_a_tail_cut_off_with_head_and_summaries_is_noticed_by_a_head_noted_elsewhere(logged: Logged) -> None:
    noted = logged.examine().head
    rows = logged.rows()
    last = rows[-2]
    logged.put_back(rows[:-1])
    logged.rewrite("UPDATE log_head SET number = :number, hash = :hash", number=last["number"], hash=last["hash"])
    steps = {"version": last["step"], "changed": last["at"], "run": logged.run}
    logged.rewrite("UPDATE runs SET version = :version, state = 'submitted', changed_at = :changed WHERE id = :run", **steps)
    # who signed off is no longer among the people of the run
    logged.rewrite("DELETE FROM run_people WHERE person LIKE '%RITA' AND run = :run", run=logged.run)
    assert logged.examine().faults == ()
    assert {fault.fault for fault in logged.examine(noted).faults} == {"cut_off"}


AN_ACTION = "INSERT INTO run_actions VALUES (:run, 'f', 'eve', '2027-01-01')"
A_WORDING = "UPDATE checklist_definitions SET text = replace(text, 'Small', 'Smell')"
BESIDE: list[tuple[str, Callable[[Logged], None], str]] = [
    ("a state", lambda log: log.rewrite("UPDATE runs SET state = 'closed' WHERE id = :run", run=log.run), "not_logged"),
    ("a run", lambda log: log.rewrite("UPDATE runs SET supplier = 's9' WHERE id = :run", run=log.run), "not_logged"),
    ("a member", lambda log: log.rewrite("INSERT INTO run_people VALUES (:run, 'eve')", run=log.run), "not_logged"),
    (
        "an action",
        lambda log: log.rewrite(AN_ACTION, run=log.run),
        "not_logged",
    ),
    (
        "a wording",
        lambda log: log.rewrite(A_WORDING),
        "definition",
    ),
    ("a version", lambda log: log.rewrite("UPDATE runs SET version = version + 1 WHERE id = :run", run=log.run), "not_logged"),
    ("the head", lambda log: log.rewrite("UPDATE log_head SET hash = :hash", hash="0" * 64), "cut_off"),
]


@pytest.mark.parametrize(("_", "tamper", "fault"), BESIDE, ids=[name for name, _, _ in BESIDE])
def test_whatever_contradicts_the_log_is_found(logged: Logged, _: str, tamper: Callable[[Logged], None], fault: str) -> None:
    tamper(logged)
    assert fault in {found.fault for found in logged.examine().faults}


def test_evidence_that_was_altered_or_taken_away_is_found(logged: Logged, tmp_path: Path) -> None:
    (path,) = [found for found in (tmp_path / "evidence").rglob("*") if found.is_file()]
    for content in (b"%PDF-1.8", None):
        path.write_bytes(content) if content is not None else path.unlink()
        assert {fault.fault for fault in logged.examine().faults} == {"evidence"}
