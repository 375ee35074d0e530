"""Checklists in a terminal: the same desk, one command a step, and the report as a file."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.answering.guidance import LiveGuidance
from bot.terminal.commands import ipdesk
from indexer.snapshot import SnapshotStore

Run = Callable[..., Result]
BEGIN = [
    "--press",
    "checklist.begin supplier_dd_vietnam",
    "--fill",
    "supplier=Sông Hồng Plastics",
    "--fill",
    "country=Vietnam",
    "--fill",
    "tooling_held=yes",
]


@pytest.fixture
def run(guidance: LiveGuidance, real_store: SnapshotStore, tmp_path: Path) -> Run:
    guidance.current()  # builds the index that the commands read
    (tmp_path / "index").symlink_to(real_store.root, target_is_directory=True)

    def called(*arguments: str) -> Result:
        return CliRunner().invoke(ipdesk, ["checklist", *arguments], env={"IPDESK_DATA_DIR": str(tmp_path)})

    return called


def begun(run: Run) -> str:
    run(*BEGIN)
    found = re.search(r"[0-9a-f]{12}", run("list").output)
    assert found is not None
    return found[0]


def test_a_run_is_begun_answered_shown_and_told(run: Run) -> None:
    identity = begun(run)

    assert "most sensitive thing" in run("show", identity).output
    assert "Which tools of yours" in run("nothing secret").output
    assert "Tooling matters" in run("why?").output
    assert "Please choose one of the answers offered." in run("something else").output
    assert "Nothing secret (terminal:local" in run("report", identity, "--format", "csv").output


def test_a_checklist_is_found_by_words_of_its_title(run: Run) -> None:
    assert "Start: Facility IP audit" in run("start", "facility", "audit").output


def test_the_report_is_written_in_each_format_and_language(run: Run, tmp_path: Path) -> None:
    identity = begun(run)
    run("report", identity, "--format", "pdf", "--language", "vi", "--out", str(tmp_path / "r.pdf"))

    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert run("report", identity, "--format", "md", "--language", "vi").output.startswith(
        "# Thẩm định SHTT nhà cung cấp tại Việt Nam"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("report", "0123456789ab", "--format", "md"), 1, "there is no run"),
        (("show", "x", "--format", "md"), 2, "--format goes with"),
        (("--press", "checklist.made_up nothing"), 0, "I don't know that run"),
        (("--role", "king", "list"), 2, "no such role"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_line(run: Run, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = run(*arguments)

    assert (done.exit_code, told in done.output) == (code, True)


def test_a_run_is_not_read_by_those_who_take_no_part(run: Run) -> None:
    identity = begun(run)
    done = run("report", identity, "--format", "md", "--as", "terminal:eve", "--role", "employee")

    assert done.exit_code == 1
    assert "not yours to read" in done.output
