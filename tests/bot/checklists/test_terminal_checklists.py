"""Checklists in a terminal: the same desk, one command a step, and the report as a file."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from bot.answering.guidance import LiveGuidance
from bot.terminal.commands import ipdesk
from indexer.snapshot import SnapshotStore
from tests.bot.checklists.forms import filled

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
    assert "1 = None; 2 = Tools that anybody could buy" in run("something else").output
    assert "Why is “Which tools of yours" in run("skip").output
    assert "Nothing secret (terminal, " in run("report", identity, "--format", "csv").output


@pytest.mark.parametrize(
    ("asked", "cited", "again"),
    [
        ("Does the United States register a copyright with customs?", "Sources", "Which tools of yours does the supplier hold?"),
        ("Đăng ký sáng chế ở Việt Nam có thời hạn bao lâu?", "Nguồn", "Which tools of yours does the supplier hold?"),
    ],
)
def test_a_question_of_law_in_the_middle_is_answered_with_sources_and_the_run_s_own_is_asked_again(
    run: Run, asked: str, cited: str, again: str
) -> None:
    identity = begun(run)
    run("show", identity)
    run("nothing secret")
    told = run(asked)
    assert told.exit_code == 0
    answer, _, question = told.output.partition("--- Back to the checklist:")
    assert cited in answer
    assert again in question
    assert "--press" in question
    assert "Which work on the goods" in run("none").output  # it is still what is asked


def test_what_is_nothing_of_checklists_is_refused_where_nothing_is_asked(run: Run) -> None:
    done = run("How long does a patent last in Vietnam?")
    assert (done.exit_code, "no command of checklists" in done.output) == (1, True)


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


def test_the_questionnaire_goes_out_and_comes_back_and_nothing_of_a_spoilt_one_is_taken(run: Run, tmp_path: Path) -> None:
    identity, form = begun(run), tmp_path / "form.xlsx"
    assert run("questionnaire", identity, "--language", "vi", "--out", str(form)).exit_code == 0
    menu = load_workbook(form).active
    assert menu is not None
    filled_in = filled(form.read_bytes(), {str(menu.cell(7, 1).value): menu.cell(7, 7).value})
    form.write_bytes(filled_in.content)
    assert "1 mục mới, 0 mục như cũ" in run("import", identity, str(form), "--language", "vi").output
    assert "0 taken, 1 as before" in run("import", identity, str(form)).output
    form.write_bytes(form.read_bytes()[:2_000])
    done = run("import", identity, str(form))
    assert (done.exit_code, "I cannot read this spreadsheet" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("import", "0123456789ab", "{file}"), "there is no run"),
        (("import", "{run}", "{file}", "--as", "terminal:eve"), "does not allow"),
        (("import", "{run}", "{file}"), "comes back as an XLSX file"),
        (("questionnaire", "{run}", "--out", "{out}", "--as", "terminal:eve", "--role", "employee"), "not yours to read"),
    ],
)
def test_a_questionnaire_is_nobody_else_s(run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    identity, file = begun(run), tmp_path / "form.pdf"
    file.write_bytes(b"%PDF-1.7")
    done = run(*(one.format(run=identity, file=file, out=tmp_path / "out.xlsx") for one in arguments))
    assert (done.exit_code, told in done.output) == (1, True)
    assert not (tmp_path / "out.xlsx").exists()


def test_files_of_cards_are_named_and_written_where_a_folder_is_given(run: Run, tmp_path: Path) -> None:
    identity = begun(run)
    name = f"supplier_dd_vietnam-song-hong-plastics-{identity}.csv"
    assert f"{name}  (--save FOLDER writes it)" in run("report", "csv", identity).output
    folder = tmp_path / "kept"
    assert f"{folder / name} written" in run("report", "csv", identity, "--save", str(folder)).output
    assert (folder / name).read_text().startswith("section,item,question")
