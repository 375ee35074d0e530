"""Writes a run's questions to the supplier as a spreadsheet: one protected sheet, open for answers and remarks alone."""

import io
from collections.abc import Sequence
from typing import Any

from bot.checklists.questionnaire.asking import supplier_items
from bot.checklists.questionnaire.form import (
    ANSWER,
    CODE_ROW,
    FIRST_ROW,
    HEAD_ROW,
    ID,
    OPTIONS,
    QUESTION,
    REMARK,
    SECTION,
    SHEET,
    UNIT,
    form_of,
)
from bot.checklists.run import ChecklistRun, Response
from bot.conversation.catalogue import say
from indexer.checklist import SCALE, Checklist, ChecklistItem, ChecklistSection

# openpyxl's cells, sheets and rules; its stubs are narrower than what it takes.
Worksheet = Any
DataValidation = Any
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = {ID: 20, SECTION: 22, QUESTION: 60, ANSWER: 34, REMARK: 44, UNIT: 12}
HEADS = ("id", "section", "question", "answer", "remark", "unit")
_MAX_TEXT, _MAX_CELL = 3_000, 32_000
_INK, _OPEN, _QUIET = "0B5C55", "FFF7E0", "777777"


def questionnaire(run: ChecklistRun, checklist: Checklist, subject: str, language: str) -> bytes:
    """The file; what the supplier said before is filled in."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    asked = list(supplier_items(checklist, run))
    form = form_of(run.id, run.digest, [item.id for _, item in asked], language)
    _head(sheet, ": ".join(text for text in (checklist.title.said(language), subject) if text), form.code, language)
    for row, (section, item) in enumerate(asked, start=FIRST_ROW):
        _row(sheet, row, section, item, language)
        _filled(sheet, row, item, run.responses.get((item.id, "supplier")), language)
    _locked(sheet, max((len(_choices(item, language)) for _, item in asked), default=0))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _head(sheet: Worksheet, title: str, code: str, language: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for row, text, font in (
        (1, title, Font(bold=True, size=15, color=_INK)),
        (2, say("questionnaire.how", language), Font()),
        (3, say("questionnaire.leave", language), Font(color=_QUIET)),
        (CODE_ROW, code, Font(size=8, color=_QUIET)),
    ):
        _put(sheet, row, 1, text).font = font
    for column, name in enumerate(HEADS, start=1):
        cell = _put(sheet, HEAD_ROW, column, say(f"questionnaire_column.{name}", language))
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=_INK)
        cell.alignment = Alignment(vertical="center")
    sheet.freeze_panes = sheet.cell(FIRST_ROW, ANSWER)


def _row(sheet: Worksheet, row: int, section: ChecklistSection, item: ChecklistItem, language: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    choices = _choices(item, language)
    texts = {ID: item.id, SECTION: section.title.said(language), QUESTION: _question(item, language), UNIT: item.unit or ""}
    for column in (ID, SECTION, QUESTION, ANSWER, REMARK, UNIT):
        cell = _put(sheet, row, column, texts.get(column, ""))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if column in (ANSWER, REMARK):
            cell.protection, cell.fill = Protection(locked=False), PatternFill("solid", fgColor=_OPEN)
    sheet.cell(row, ID).font = Font(size=8, color=_QUIET)
    for number, label in enumerate(choices):
        _put(sheet, row, OPTIONS + number, label)
    if item.kind == "date":
        sheet.cell(row, ANSWER).number_format = "yyyy-mm-dd"
    rule = _rule(item, row, len(choices), language)
    if rule is not None:
        sheet.add_data_validation(rule)
        rule.add(sheet.cell(row, ANSWER))


def _question(item: ChecklistItem, language: str) -> str:
    """Where several answers may be chosen, a menu cannot do it: they are listed with the numbers to type."""
    if item.kind != "multi":
        return item.ask.said(language)
    listed = "\n".join(f"{number} = {option.label.said(language)}" for number, option in enumerate(item.options, start=1))
    return f"{item.ask.said(language)}\n{say('questionnaire.several', language)}\n{listed}"


def _choices(item: ChecklistItem, language: str) -> list[str]:
    """The menu of an item; without one for numbers, days, texts and several choices."""
    labels = [str(step) for step in SCALE] if item.kind == "scale" else [option.label.said(language) for option in item.options]
    chosen = labels if item.kind in ("scale", "single", "yes_no_na") else []
    return [*chosen, say("run_label.not_applicable", language)] if chosen and item.not_applicable != "never" else chosen


def _rule(item: ChecklistItem, row: int, choices: int, language: str) -> DataValidation | None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet import datavalidation

    def rule(kind: Any, **limits: Any) -> DataValidation:
        found = datavalidation.DataValidation(type=kind, allow_blank=True, showErrorMessage=True, **limits)
        found.error = say(f"questionnaire_rule.{kind}", language)
        return found

    if choices:
        return rule("list", formula1=f"${get_column_letter(OPTIONS)}${row}:${get_column_letter(OPTIONS + choices - 1)}${row}")
    if item.not_applicable != "never" or item.kind == "multi":
        return None  # a number or the words "does not apply"
    if item.kind == "number":
        return rule("decimal", operator="between", formula1="-999999999999", formula2="999999999999")
    if item.kind == "date":
        return rule("date", operator="greaterThan", formula1="1")
    return rule("textLength", operator="lessThanOrEqual", formula1=str(_MAX_TEXT))


def _filled(sheet: Worksheet, row: int, item: ChecklistItem, said: Response | None, language: str) -> None:
    if said is None:
        return
    _put(sheet, row, REMARK, said.reason)
    if said.standing != "answered":
        _put(sheet, row, ANSWER, say("run_label.not_applicable", language))
    elif item.kind == "number" and isinstance(said.value, int | float):
        sheet.cell(row, ANSWER).value = said.value
    elif item.kind == "date":
        from datetime import date

        sheet.cell(row, ANSWER).value = date.fromisoformat(str(said.value))
    else:
        _put(sheet, row, ANSWER, _in_cell(item, said, language))


def _in_cell(item: ChecklistItem, said: Response, language: str) -> str:
    values: Sequence[object] = said.value if isinstance(said.value, tuple) else (said.value,)
    numbers = {option.value: str(number) for number, option in enumerate(item.options, start=1)}
    labels = numbers if item.kind == "multi" else {option.value: option.label.said(language) for option in item.options}
    return ", ".join(labels.get(str(value), str(value)) for value in values)


def _locked(sheet: Worksheet, options: int) -> None:
    from openpyxl.utils import get_column_letter

    for column, width in _WIDTHS.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column in range(OPTIONS, OPTIONS + options):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # people may widen what they cannot read
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """As text, whatever it begins with: nothing that people typed becomes a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell: Any = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_MAX_CELL] or None
    if cell.value is not None:
        cell.data_type, cell.quotePrefix = "s", True
    return cell
