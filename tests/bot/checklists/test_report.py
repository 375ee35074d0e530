"""A run's report says what the run holds: each answer, each point, in both languages, on paper too."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.checklists.conditions import applicable, next_item
from bot.checklists.content import content_hash
from bot.checklists.evidence_desk import Shown
from bot.checklists.points import points_of, rounded
from bot.checklists.reporting.markdown import as_markdown
from bot.checklists.reporting.naming import person_named
from bot.checklists.reporting.pdf import as_pdf
from bot.checklists.reporting.report import Heading, Picture, Rated, Told
from bot.checklists.reporting.table import as_csv
from bot.checklists.reporting.writing import number, report
from bot.checklists.rights import Act
from bot.checklists.run import ChecklistRun, Response
from bot.checklists.run_cards import result_lines
from bot.checklists.run_desk import Asked
from bot.checklists.score import supplier_score
from bot.checklists.upload import Upload
from bot.conversation.catalogue import say
from bot.store.name_record import PREFIX
from indexer.checklist import Checklist, ChecklistItem
from indexer.checklist_file import signed
from indexer.checklist_reader import ChecklistReader
from tests.bot.checklists.small_checklist import LINH, House
from tests.bot.store_contract import NOON

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
FACTS = {"country": "VN", "rights": ("patent", "design"), "tooling_held": "yes", "subcontracting": "yes"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@cache
def due_diligence() -> Checklist:
    schema = json.loads((KNOWLEDGE / "schema" / "checklist.schema.json").read_text(encoding="utf-8"))
    found = ChecklistReader(KNOWLEDGE, schema).read(KNOWLEDGE / "checklists" / "supplier_dd_vietnam.yaml")
    assert found is not None
    return signed(found.checklist)


def middling(item: ChecklistItem, place: int) -> str:
    """Neither best nor worst throughout, so that there is something to report."""
    values = [value for value in item.values if value != "not_applicable"]
    return {"scale": "2", "number": "12", "date": "2025-03-01", "text": "tên", "file": ""}.get(
        item.kind, values[place % len(values)] if values else ""
    )


def gone_through(house: House) -> ChecklistRun:
    """A run of the Vietnamese due diligence with an answer to everything that is asked."""
    house.checklist = due_diligence()
    run = house.start(facts=FACTS)
    place = 0
    while item := next_item(due_diligence(), house.run(run).facts, house.run(run).answers()):
        place += 1
        if item.kind == "file":
            house.evidence.attach_file(Shown(run, item.id), Upload("Khuôn.png", PNG), Act(LINH))
        else:
            house.answer(run, item.id, middling(item, place))
    first = due_diligence().items[0].id
    house.running.comment(Asked(run, first), "Xem lại <script> *Sông Hồng* với luật sư", Act(LINH))
    house.evidence.attach_note(Shown(run, first), "=SUM(A1) | see file", Act(LINH))
    return house.run(run)


@pytest.fixture(scope="module")
def run() -> ChecklistRun:
    return gone_through(House())


@pytest.fixture
def told(run: ChecklistRun) -> Callable[[str], Told]:
    def make(language: str) -> Told:
        score = supplier_score(due_diligence(), run.facts, run.answers())
        earlier = (Rated(NOON - timedelta(days=360), 71), Rated(NOON - timedelta(days=180), 55))
        cite = lambda guide, spoken: f"§ {guide} {spoken}"  # noqa: E731
        subject = "Sông Hồng Plastics, Bắc Ninh"
        named = lambda identity: identity.rpartition(":")[2]  # noqa: E731
        return Told(run, due_diligence(), score, subject, content_hash(run), cite, named, earlier, language)

    return make


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_report_holds_every_question_that_was_asked_and_the_score_of_the_store(
    told: Callable[[str], Told], run: ChecklistRun, language: str
) -> None:
    made = told(language)
    text = as_markdown(report(made))

    for _, item in applicable(due_diligence(), run.facts, run.answers()):
        assert item.ask.said(language) in text.replace("\\", "")
    assert made.score is not None
    assert f"{made.score.score} " in text
    assert content_hash(run) in text


def test_a_score_before_the_end_says_that_it_is_provisional(told: Callable[[str], Told]) -> None:
    made = told("en")
    assert "Provisional" not in as_markdown(report(made))
    house = House()
    house.checklist = due_diligence()
    run = house.run(house.start(facts=FACTS))
    begun = replace(made, run=run, score=supplier_score(due_diligence(), run.facts, run.answers()))
    assert "Provisional: 0 of" in as_markdown(report(begun))
    assert "Provisional: 0 of" in result_lines(due_diligence(), run, "en")[0]


def test_the_points_told_by_item_add_up_to_the_score(told: Callable[[str], Told]) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(told("en")))))
    score = told("en").score

    assert score is not None
    assert sum(float(row["adds"]) for row in rows if row["adds"]) == pytest.approx(
        float(sum(line.adds for line in score.lines)), abs=0.01
    )


def test_the_table_of_answers_has_the_points_of_each_answer(told: Callable[[str], Told], run: ChecklistRun) -> None:
    rows = {row["item"]: row for row in csv.DictReader(io.StringIO(as_csv(told("en"))))}

    for item_id, answer in run.answers().items():
        item = due_diligence().item(item_id)
        if item.scored:
            assert float(rows[item_id]["points"]) == float(rounded(points_of(item, answer), 2))


def test_what_people_typed_is_neither_markup_nor_a_formula(told: Callable[[str], Told]) -> None:
    assert "<script>" not in as_markdown(report(told("en")))
    assert "\\*Sông Hồng\\*" in as_markdown(report(told("en")))
    cells = [cell for row in csv.reader(io.StringIO(as_csv(told("en")))) for cell in row]
    assert any(cell.startswith("'=SUM(A1)") for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@")) and not re.fullmatch("-[0-9.]+", cell) for cell in cells)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_pdf_can_be_read_back_with_its_diacritics(told: Callable[[str], Told], language: str) -> None:
    pdf = as_pdf(report(told(language)))
    text = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())

    assert "Sông Hồng Plastics, Bắc Ninh" in text
    if language == "vi":
        assert "Điểm rủi ro sở hữu trí tuệ" in text


def test_the_report_has_a_radar_of_the_areas_and_a_trend_of_the_scores(told: Callable[[str], Told]) -> None:
    pictures = [block for block in report(told("vi")).blocks if isinstance(block, Picture)]

    assert [picture.png[:4] for picture in pictures] == [b"\x89PNG", b"\x89PNG"]
    assert "71" in pictures[1].words


def test_a_checklist_that_rates_nobody_has_a_report_without_a_score() -> None:
    house = House()
    run = house.run(house.submitted())
    made = Told(run, house.checklist, None, "", content_hash(run), lambda *_: None, str)
    headings = [block.text for block in report(made).blocks if isinstance(block, Heading)]

    assert headings[0] == "Small"
    assert "Supplier IP-risk score" not in headings
    assert as_pdf(report(made)).startswith(b"%PDF")


def test_numbers_are_rounded_half_up_with_a_comma_in_vietnamese() -> None:
    from fractions import Fraction

    assert number(Fraction(29, 8), "en", 2) == "3.63"
    assert number(Fraction(29, 8), "vi", 2) == "3,63"
    assert number(None, "en") == "not scored"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_word_is_broken_for_want_of_width_and_no_heading_is_parted_from_its_table(
    told: Callable[[str], Told], language: str
) -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(report(told(language))))).pages]
    heads = {say(f"report.{name}", language) for name in ("question", "evaluator", "evidence", "cited")}
    text = " ".join(" ".join(pages).split())
    assert " ".join(say(f"report.{name}", language) for name in ("question", "evaluator", "evidence", "cited")) in text
    assert say("report.no_evidence", language) in text
    titles = {section.title.said(language) for section in due_diligence().sections} | heads
    assert all(page.strip().splitlines()[-1].strip() not in titles for page in pages)


def test_what_has_no_value_is_said_in_words(told: Callable[[str], Told], run: ChecklistRun) -> None:
    house = House()
    mine = gone_through(house)
    house.findings.find(mine.id, due_diligence().items[0].id, "Nothing is marked", Act(LINH))
    made = replace(told("en"), run=house.run(mine.id))
    text = as_markdown(report(made))
    assert "no answer from the supplier | nothing to compare" in text
    assert "Nothing is marked | not set | not set | not set | open" in text
    assert "| – |" not in text


def test_what_the_supplier_answered_says_where_it_comes_from_and_who_brought_it_in(
    told: Callable[[str], Told], run: ChecklistRun
) -> None:
    item = next(one for one in due_diligence().items if one.ask_supplier and one.options)
    own = Response(item.id, "supplier", "answered", item.options[0].value, "", "terminal:local", NOON)
    whole = replace(run, responses={**run.responses, (item.id, "supplier"): own})
    made = replace(told("en"), run=whole, named=lambda identity: person_named(identity, "en"))
    shown = "(from the supplier's questionnaire, imported by terminal, 24 November 2026)"
    assert shown in as_markdown(report(made))
    assert shown in as_csv(made)


@pytest.mark.parametrize(
    ("identity", "en", "vi"),
    [
        ("terminal:local", "terminal", "terminal"),
        ("terminal:linh", "linh (terminal)", "linh (terminal)"),
        ("web:local", "playground", "trang thử"),
        ("slack:T1:U2", "U2 (Slack)", "U2 (Slack)"),
        ("teams:T1:0-1", "0-1 (Teams)", "0-1 (Teams)"),
        (f"{PREFIX}0123456789abcdef", "somebody who was forgotten", "người đã được xóa thông tin"),
        ("Linh", "Linh", "Linh"),
        ("", "", ""),
    ],
)
def test_people_are_named_so_that_a_reader_knows_them(identity: str, en: str, vi: str) -> None:
    assert (person_named(identity, "en"), person_named(identity, "vi")) == (en, vi)
