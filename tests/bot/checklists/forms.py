"""Questionnaires as suppliers send them back: filled in, spoilt, forged."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from openpyxl import load_workbook

from bot.checklists.questionnaire.form import ANSWER, FIRST_ROW, ID, REMARK
from bot.checklists.upload import Upload
from indexer.checklist import Checklist
from tests.bot.checklists.small_checklist import checklist, item, section

SHEET = "xl/worksheets/sheet1.xml"


def asking(**changes: object) -> Checklist:
    """The small checklist, whose every item but one is put to the supplier."""
    plain = checklist()
    sections = tuple(
        replace(part, items=tuple(replace(one, ask_supplier=one.id != "trained") for one in part.items))
        for part in plain.sections
    )
    rating = section("rating", item("grade", "scale", ask_supplier=True))
    return checklist(sections=(*sections, rating), **changes)


def filled(content: bytes, answers: dict[str, Any], change: Callable[[Any], None] = lambda _: None) -> Upload:
    """With an answer, or a pair of answer and remark, by the id of the question."""
    book = load_workbook(io.BytesIO(content))
    sheet: Any = book.active
    for row in range(FIRST_ROW, sheet.max_row + 1):
        said = answers.get(str(sheet.cell(row, ID).value))
        if said is not None:
            answer, remark = said if isinstance(said, tuple) else (said, None)
            sheet.cell(row, ANSWER).value, sheet.cell(row, REMARK).value = answer, remark
    change(sheet)
    written = io.BytesIO()
    book.save(written)
    return Upload("form.xlsx", written.getvalue())


def ids(content: bytes) -> list[str]:
    sheet: Any = load_workbook(io.BytesIO(content)).active
    return [str(sheet.cell(row, ID).value) for row in range(FIRST_ROW, sheet.max_row + 1)]


def row_of(sheet: Any, identity: str) -> int:
    return next(row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, ID).value == identity)


def repacked(content: bytes, parts: dict[str, bytes] | None = None, edit: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """The same package with further parts, or parts edited."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, edit(name, old.read(name)) if edit else old.read(name))
        for name, body in (parts or {}).items():
            new.writestr(name, body)
    return made.getvalue()


def edited(content: bytes, pattern: bytes, by: bytes, name: str = SHEET) -> bytes:
    def edit(part: str, body: bytes) -> bytes:
        if part != name:
            return body
        found, count = re.subn(pattern, by, body, count=1)
        assert count, pattern
        return found

    return repacked(content, edit=edit)
