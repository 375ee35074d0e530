"""The supplier's own answers go out as a spreadsheet and come back as one; whatever is wrong with it changes nothing."""

import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.checklists.desks import RunDesks, run_desks
from bot.checklists.questionnaire.form import ANSWER, FIRST_ROW, ID, QUESTION, REMARK
from bot.checklists.questionnaire.opening import MAX_BYTES, form_in, opened
from bot.checklists.questionnaire.questionnaire_desk import Imported
from bot.checklists.rights import Act
from bot.checklists.run_desk import Asked
from bot.checklists.trouble import NotAllowed, StaleStep, UnreadableAnswer
from bot.checklists.upload import Upload
from tests.bot.checklists.forms import SHEET, asking, edited, filled, ids, repacked, row_of
from tests.bot.checklists.small_checklist import BOB, CAROL, LINH, RITA, House
from tests.checklist_sheets import shipped
from tests.scale import SCALE

DAY = datetime.fromisoformat("2025-03-01")  # without a zone, as spreadsheets have them
FACTS = {"country": "VN", "tooling_held": "yes"}
EVERYTHING = {
    "has_policy": "Yes",
    "staff": 120,
    "subcontracts": ("No", "all made here"),
    "sub_names": "–",
    "rights": "1, 2",
    "who": "An agency",
    "since": DAY,
    "grade": 4,
}


class Forms:
    """A house with a run whose questions go to the supplier."""

    def __init__(self) -> None:
        self.house = House()
        self.house.checklist = asking()
        self.desks: RunDesks = run_desks(self.house.store, self.house.files, self.house.tick, self.house.new_id)
        self.run = self.house.start(facts=FACTS)

    def sent(self, language: str = "en") -> bytes:
        return self.desks.forms.write(self.run, language, LINH)

    def back(self, answers: dict[str, Any], language: str = "en", change: Callable[[Any], None] = lambda _: None) -> Imported:
        return self.take(filled(self.sent(language), answers, change))

    def take(self, upload: Upload) -> Imported:
        return self.desks.forms.take(self.run, upload, Act(LINH))

    def own(self) -> dict[str, Any]:
        return {name: answer.seen for name, answer in self.house.run(self.run).answers("supplier").items()}


@pytest.fixture
def forms() -> Forms:
    return Forms()


# --- out ----------------------------------------------------------------------------------------------------------------------


def test_one_protected_sheet_asks_what_a_supplier_can_answer_and_leaves_answers_and_remarks_open(forms: Forms) -> None:
    book = load_workbook(io.BytesIO(forms.sent()))
    assert book.sheetnames == ["IPDESK"]
    sheet: Any = book.active
    assert sheet.protection.sheet
    asked = ids(forms.sent())
    assert asked == ["has_policy", "staff", "subcontracts", "sub_names", "rights", "who", "since", "grade"]
    for row in range(FIRST_ROW, FIRST_ROW + len(asked)):
        locked = [sheet.cell(row, column).protection.locked for column in (ID, QUESTION, ANSWER, REMARK)]
        assert locked == [True, True, False, False]


def test_menus_offer_the_answers_in_the_language_of_the_sheet(forms: Forms) -> None:
    for language, labels in (("en", ["Yes", "No", "Does not apply"]), ("vi", ["Có", "Không", "Không áp dụng"])):
        sheet: Any = load_workbook(io.BytesIO(forms.sent(language))).active
        row = row_of(sheet, "subcontracts")
        (menu,) = [rule for rule in sheet.data_validations.dataValidation if f"D{row}" in str(rule.sqref)]
        assert (menu.type, menu.formula1) == ("list", f"$G${row}:$I${row}")
        assert [sheet.cell(row, column).value for column in (7, 8, 9)] == labels
        assert sheet.column_dimensions["G"].hidden


def test_what_an_answer_not_given_yet_decides_is_asked_and_what_cannot_apply_is_not(forms: Forms) -> None:
    assert "sub_names" in ids(forms.sent())
    forms.house.answer(forms.run, "subcontracts", "no")
    assert "sub_names" not in ids(forms.sent())


def test_nothing_that_people_typed_becomes_a_formula(forms: Forms) -> None:
    asked = Asked(forms.run, "sub_names", "supplier")
    forms.house.running.answer(asked, ("=HYPERLINK(A1)\x07",), Act(LINH))
    sheet: Any = load_workbook(io.BytesIO(forms.sent())).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert "=HYPERLINK(A1)" in [cell.value for cell in cells]


def test_the_shipped_due_diligences_have_questions_for_a_supplier_in_both_languages() -> None:
    house = House()
    for name in ("supplier_dd", "supplier_dd_vietnam"):
        house.checklist = shipped()[name]
        desks = run_desks(house.store, house.files, house.tick, house.new_id)
        run = house.start(facts=FACTS)
        for language in ("en", "vi"):
            assert 20 <= len(ids(desks.forms.write(run, language, LINH))) <= 30
            for one in ids(desks.forms.write(run, language, LINH)):
                assert house.checklist.item(one).ask_supplier


def test_only_those_who_may_read_the_run_get_the_questionnaire_and_only_members_bring_it_back(forms: Forms) -> None:
    assert forms.desks.forms.write(forms.run, "en", RITA)
    with pytest.raises(NotAllowed):
        forms.desks.forms.write(forms.run, "en", CAROL)
    for who in (RITA, CAROL):
        with pytest.raises(NotAllowed):
            forms.desks.forms.take(forms.run, filled(forms.sent(), EVERYTHING), Act(who))
    assert forms.own() == {}


# --- in -----------------------------------------------------------------------------------------------------------------------


def test_the_supplier_s_answers_are_kept_beside_the_evaluator_s(forms: Forms) -> None:
    forms.house.answer(forms.run, "has_policy", "no")
    done = forms.back(EVERYTHING)
    assert (done.taken, done.same, done.blank, done.unread) == (8, 0, 0, ())
    assert forms.own() == {
        "has_policy": "yes",
        "staff": 120,
        "subcontracts": "no",
        "sub_names": "–",
        "rights": ("patent", "design"),
        "who": "agency",
        "since": "2025-03-01",
        "grade": 4,
    }
    run = forms.house.run(forms.run)
    assert {name: answer.seen for name, answer in run.answers().items()} == {"has_policy": "no"}
    assert run.responses[("subcontracts", "supplier")].reason == "all made here"


def test_a_vietnamese_sheet_is_read_in_vietnamese(forms: Forms) -> None:
    done = forms.back({"has_policy": "Có", "who": "Công ty dịch vụ", "since": "03/04/2025", "staff": "1.200"}, "vi")
    assert done.unread == ()
    assert forms.own() == {"has_policy": "yes", "who": "agency", "since": "2025-04-03", "staff": 1200}


def test_the_same_file_again_and_again_has_one_effect(forms: Forms) -> None:
    form = filled(forms.sent(), EVERYTHING)
    forms.take(form)
    version = forms.house.run(forms.run).version
    for _ in range(20 * SCALE):
        again = forms.take(form)
        assert (again.taken, again.same) == (0, 8)
    assert forms.house.run(forms.run).version == version


def test_a_second_round_changes_what_the_supplier_says_anew_and_blanks_take_nothing_away(forms: Forms) -> None:
    forms.back({"has_policy": "Yes", "grade": 5})
    done = forms.take(filled(forms.sent(), {"has_policy": ("No", "withdrawn"), "grade": ("", "")}))
    assert (done.taken, forms.own()) == (1, {"has_policy": "no", "grade": 5})


def test_what_the_supplier_said_stands_in_the_next_sheet_and_reads_the_same(forms: Forms) -> None:
    forms.back(EVERYTHING)
    for language in ("en", "vi"):
        again = forms.take(Upload("again.xlsx", forms.sent(language)))
        assert (again.taken, again.same, again.unread) == (0, 8, ())


@pytest.mark.parametrize(
    ("item", "said", "why"),
    [
        ("has_policy", "perhaps", "no_option"),
        ("has_policy", "does not apply", "must_apply"),
        ("has_policy", ("", "ask us"), "form_remark_only"),
        ("subcontracts", "Does not apply", "form_reason"),
        ("staff", "120 tonnes", "other_unit"),
        ("staff", "many", "no_number"),
        ("staff", "1.200", "which_number"),
        ("staff", DAY, "no_number"),
        ("staff", 1e300, "no_number"),
        ("since", "03/04/2025", "which_day"),
        ("since", "last spring", "no_day"),
        ("grade", 9, "no_step"),
        ("grade", 2.5, "no_step"),
        ("grade", "good", "no_step"),
        ("rights", "1, 7", "no_option"),
        ("sub_names", "x" * 3_001, "too_long"),
    ],
)
def test_what_cannot_be_read_is_reported_by_row_and_the_rest_is_taken(forms: Forms, item: str, said: Any, why: str) -> None:
    done = forms.back({"who": "Own staff", item: said})
    (unread,) = done.unread
    assert (unread.item, unread.why) == (item, why)
    sheet: Any = load_workbook(io.BytesIO(forms.sent())).active
    assert unread.row == row_of(sheet, item)
    assert forms.own() == {"who": "own"}


@pytest.mark.parametrize(
    ("item", "said", "value"),
    [
        ("staff", "120 people", 120),
        ("staff", 12.5, 12.5),
        ("staff", 1_200, 1_200),
        ("since", "2025-03-01", "2025-03-01"),
        ("since", date(2025, 3, 1), "2025-03-01"),
        ("since", "13/04/2025", "2025-04-13"),
        ("since", 45_000, "2023-03-15"),
        ("has_policy", True, "yes"),
        ("who", 2, "agency"),
        ("who", "n/a", "not_applicable"),
        ("rights", 1, ("patent",)),
        ("sub_names", 42, "42"),
        ("grade", "3", 3),
    ],
)
def test_days_and_numbers_are_read_however_a_spreadsheet_holds_them(forms: Forms, item: str, said: Any, value: object) -> None:
    assert forms.back({item: said}).unread == ()
    assert forms.own() == {item: value}


def test_a_sheet_may_be_sorted_as_long_as_question_and_id_stay_together(forms: Forms) -> None:
    def turned(sheet: Any) -> None:
        rows = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows(min_row=FIRST_ROW, max_col=REMARK)]
        for number, values in enumerate(reversed(rows)):
            for column, (value, shown) in enumerate(values, start=1):
                cell = sheet.cell(FIRST_ROW + number, column)
                cell.value, cell.number_format = value, shown

    assert forms.back(EVERYTHING, change=turned).taken == 8


def test_nothing_is_taken_after_submission(forms: Forms) -> None:
    house = forms.house
    form = filled(forms.sent(), {"grade": 1})
    house.running.assign(forms.run, "rating", BOB.id, Act(LINH))
    run = replace(house.run(forms.run))
    for one in house.checklist.items:
        if one.kind == "file":
            house.evidence.attach_file(_shown(run.id, one.id), Upload("a.pdf", b"%PDF-1.7"), Act(LINH))
        else:
            house.answer(run.id, one.id, _ALL[one.id])
    house.review.submit(run.id, Act(LINH), despite_unproven=True)
    with pytest.raises(StaleStep):
        forms.take(form)
    assert forms.own() == {}


_ALL = {
    "has_policy": "no",
    "staff": "1",
    "subcontracts": "yes",
    "sub_names": "Minh",
    "rights": "patent",
    "who": "own",
    "trained": "1",
    "since": "2025-01-01",
    "grade": "1",
}


def _shown(run: str, item: str) -> Any:
    from bot.checklists.evidence_desk import Shown

    return Shown(run, item)


# --- hostile ------------------------------------------------------------------------------------------------------------------


def refused(forms: Forms, upload: Upload, why: str) -> None:
    before = forms.house.run(forms.run).version
    with pytest.raises(UnreadableAnswer) as error:
        forms.take(upload)
    assert error.value.why == why
    assert forms.house.run(forms.run).version == before


def _moved(sheet: Any) -> None:
    first, second = row_of(sheet, "staff"), row_of(sheet, "grade")
    sheet.cell(first, ID).value, sheet.cell(second, ID).value = "grade", "staff"


def _doubled(sheet: Any) -> None:
    from_row, to_row = row_of(sheet, "staff"), row_of(sheet, "grade")
    for column in (ID, QUESTION):
        sheet.cell(to_row, column).value = sheet.cell(from_row, column).value


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda sheet: sheet.merge_cells("D7:D8"), "form_merged"),
        (lambda sheet: setattr(sheet["D7"], "value", "=1+1"), "form_formula"),
        (lambda sheet: setattr(sheet["Z99"], "value", '=HYPERLINK("https://evil.example","x")'), "form_formula"),
        (lambda sheet: setattr(sheet["A7"], "value", "made_up"), "form_changed"),
        (lambda sheet: setattr(sheet["A7"], "value", None), "form_changed"),
        (lambda sheet: setattr(sheet["A7"], "value", "trained"), "form_changed"),
        (lambda sheet: setattr(sheet["C7"], "value", "Is everything fine?"), "form_changed"),
        (lambda sheet: sheet.delete_rows(8), "form_changed"),
        (_moved, "form_changed"),
        (_doubled, "form_changed"),
        (lambda sheet: setattr(sheet["A4"], "value", None), "form_unknown"),
        (lambda sheet: setattr(sheet["A4"], "value", "IPDESK-1 en x y z"), "form_unknown"),
        (lambda sheet: sheet.insert_rows(1, 20_000), "form_unknown"),
    ],
)
def test_a_sheet_that_was_tampered_with_changes_nothing(forms: Forms, change: Callable[[Any], None], why: str) -> None:
    refused(forms, filled(forms.sent(), {"grade": 1}, change), why)


def test_the_sheet_of_another_run_or_another_wording_changes_nothing(forms: Forms) -> None:
    other = forms.house.start(facts=FACTS)
    refused(forms, filled(forms.desks.forms.write(other, "en", LINH), {"grade": 1}), "form_other_run")
    code = opened(Upload("a.xlsx", forms.sent())).form
    forged = replace(code, digest="0" * 16).code
    refused(forms, filled(forms.sent(), {}, lambda sheet: setattr(sheet["A4"], "value", forged)), "form_other_wording")
    hidden = replace(code, items="0" * 16).code
    refused(forms, filled(forms.sent(), {}, lambda sheet: setattr(sheet["A4"], "value", hidden)), "form_changed")


def _big(content: bytes) -> bytes:
    return repacked(content, {f"xl/media/{number}.xml": b"0" * 9_000_000 for number in range(2)})


def _many(content: bytes) -> bytes:
    return repacked(content, {f"xl/media/{number}.xml": b"0" for number in range(101)})


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
LINKED = b'<Relationship Id="r" Type="t/externalLinkPath" Target="file:///c:/x.xlsx" TargetMode="External"/>'
LINK = b"<Relationships>" + LINKED + b"</Relationships>"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_big, "large_file"),
        (_many, "large_file"),
        (lambda content: content + b"0" * MAX_BYTES, "large_file"),
        (lambda content: repacked(content, {"xl/vbaProject.bin": b"x"}), "form_broken"),
        (lambda content: repacked(content, {"xl/macrosheets/sheet1.xml": b"<x/>"}), "form_active"),
        (lambda content: repacked(content, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "form_active"),
        (lambda content: repacked(content, {"xl/connections.xml": b"<x/>"}), "form_active"),
        (lambda content: repacked(content, {"xl/embeddings/a.xlsx": b"x"}), "form_active"),
        (lambda content: repacked(content, {"xl/worksheets/_rels/sheet1.xml.rels": LINK}), "form_active"),
        (lambda content: edited(content, rb"<worksheet", ENTITY + b"<worksheet"), "form_active"),
        (lambda content: repacked(content, {"xl/x.xml": ENTITY.decode().encode("utf-16")}), "form_active"),
        (lambda content: edited(content, rb"</worksheet>", b""), "form_broken"),
        (lambda content: content[: len(content) // 2], "form_broken"),
        (lambda _: b"PK\x03\x04 no package", "form_broken"),
        (lambda _: b"\xd0\xcf\x11\xe0 an encrypted workbook", "form_broken"),
        (lambda _: b"", "empty_file"),
        (lambda _: b"%PDF-1.7", "form_broken"),
        (lambda content: edited(content, rb'r="A4"', b'r="ZZZZZZ4"'), "form_broken"),
        (lambda content: edited(content, rb"<sheetData>", b'<sheetData><row r="x"/>'), "form_broken"),
    ],
)
def test_a_hostile_file_gets_one_sentence_and_changes_nothing(forms: Forms, spoil: Callable[[bytes], bytes], why: str) -> None:
    refused(forms, Upload("form.xlsx", spoil(filled(forms.sent(), {"grade": 1}).content)), why)


def test_a_file_made_to_be_looked_through_for_ever_is_not(forms: Forms) -> None:
    """Each element that does not end would be followed to the end of the file."""
    endless = repacked(filled(forms.sent(), {"grade": 1}).content, {"xl/worksheets/_rels/x.xml.rels": b"<Relationship " * 40_000})
    began = monotonic()
    form_in(Upload("form.xlsx", endless))
    assert monotonic() - began < 5


@pytest.mark.parametrize("name", ["form.xls", "form.xlsm", "form.csv", "form", "form.pdf", "form.xlsx.exe"])
def test_another_kind_of_file_is_no_questionnaire(forms: Forms, name: str) -> None:
    refused(forms, Upload(name, filled(forms.sent(), {"grade": 1}).content), "form_kind")


def test_a_link_that_excel_made_of_a_typed_address_is_no_reason_to_refuse(forms: Forms) -> None:
    form = filled(forms.sent(), {"sub_names": "https://minh.example"})
    linked = LINK.replace(b"t/externalLinkPath", b"t/hyperlink")
    assert forms.take(Upload("a.xlsx", repacked(form.content, {"xl/worksheets/_rels/sheet1.xml.rels": linked}))).taken == 1


def test_a_questionnaire_is_told_from_other_spreadsheets_even_when_it_is_spoilt(forms: Forms) -> None:
    form = form_in(Upload("a.xlsx", forms.sent()))
    assert form is not None
    assert form.run == forms.run
    spoilt = filled(forms.sent(), {}, lambda sheet: setattr(sheet["D7"], "value", "=1+1"))
    assert form_in(spoilt) == form
    other = filled(forms.sent(), {}, lambda sheet: setattr(sheet["A4"], "value", "moulds"))
    assert form_in(other) is None
    assert form_in(Upload("a.pdf", b"%PDF-1.7")) is None


@settings(max_examples=60 * SCALE, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=20))
def test_whatever_bytes_are_changed_the_file_is_read_or_refused(changes: list[tuple[float, int]]) -> None:
    forms, whole = _kept()
    content = bytearray(whole)
    for place, byte in changes:
        content[int(place * len(content))] = byte
    with suppress(UnreadableAnswer):
        forms.take(Upload("form.xlsx", bytes(content)))


@settings(max_examples=60 * SCALE, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=20).map(str.encode), st.floats(0, 0.9999))
def test_whatever_is_put_into_the_sheet_it_is_read_or_refused(put: bytes, place: float) -> None:
    forms, whole = _kept()

    def edit(name: str, body: bytes) -> bytes:
        at = int(place * len(body))
        return body[:at] + put + body[at:] if name == SHEET else body

    with suppress(UnreadableAnswer):
        forms.take(Upload("form.xlsx", repacked(whole, edit=edit)))


@cache
def _kept() -> tuple[Forms, bytes]:
    forms = Forms()
    return forms, forms.sent()
