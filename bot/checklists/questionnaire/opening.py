"""Opens a spreadsheet that somebody else made: bounded, nothing in it is run, followed or unpacked beyond its size."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from bot.checklists.questionnaire.form import CODE_ROW, FIRST_ROW, MOST_ROWS, REMARK, Form, read_code
from bot.checklists.trouble import UnreadableAnswer
from bot.checklists.upload import Accepted, Upload, accept

MAX_BYTES = 2 * 1024 * 1024
_MAX_UNPACKED, _MAX_PARTS = 16 * 1024 * 1024, 100
# Parts of a spreadsheet that can run, fetch or hide something; a sheet of answers needs none of them.
_ACTIVE = re.compile(
    r"vba|macro|externallink|embedding|activex|connection|querytable|ctrlprop|dialogsheet|webextension|customui|oleobject|\.bin$",
    re.IGNORECASE,
)
_HARMLESS_BIN = re.compile(r"printersettings", re.IGNORECASE)
_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
_DECLARED = re.compile(rb"<!DOCTYPE|<!ENTITY|<\x00!\x00D\x00O\x00C|\x00<\x00!\x00D\x00O", re.IGNORECASE)
_CODE = re.compile(rb"IPDESK-1 [0-9a-zA-Z -]{10,100}")
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]")
_MERGED = re.compile(rb"<(?:\w{1,20}:)?mergeCell[\s/>]")
# Whatever zipfile, the XML parser and openpyxl raise on what is broken.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class Opened:
    """The form that a sheet is, and its rows below the head: number as a spreadsheet shows it, and the cells from the id on."""

    name: str
    form: Form
    rows: tuple[tuple[int, tuple[Any, ...]], ...]


def opened(upload: Upload) -> Opened:
    """Raises UnreadableAnswer, saying why, for whatever is not a questionnaire that can be read safely."""
    if len(upload.content) > MAX_BYTES:
        raise UnreadableAnswer("large_file", most=str(MAX_BYTES // 1024 // 1024))
    if not upload.name.lower().strip(" .").endswith(".xlsx"):
        raise UnreadableAnswer("form_kind")
    whole = _whole(upload)
    try:
        _examine(whole.content)
        cells = _cells(whole.content)
    except UnreadableAnswer:
        raise
    except _BROKEN:
        raise UnreadableAnswer("form_broken") from None
    form = read_code(cells[CODE_ROW - 1][0]) if len(cells) >= CODE_ROW and cells[CODE_ROW - 1] else None
    if form is None:
        raise UnreadableAnswer("form_unknown")
    return Opened(whole.name, form, tuple(enumerate(cells[FIRST_ROW - 1 :], start=FIRST_ROW)))


def form_in(upload: Upload) -> Form | None:
    """The questionnaire that somebody sends back, sound or not; None for any other file, which may be evidence."""
    if not upload.name.lower().endswith(".xlsx") or len(upload.content) > MAX_BYTES:
        return None
    try:
        return opened(upload).form
    except UnreadableAnswer:
        return _mentioned(upload.content)


def _whole(upload: Upload) -> Accepted:
    try:
        return accept(upload)
    except UnreadableAnswer as error:
        raise UnreadableAnswer("form_broken") if error.why == "file_differs" else error from None


def _examine(content: bytes) -> None:
    """Before anything is parsed: sizes, and what a sheet of answers does not need."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise UnreadableAnswer("large_file", most=str(MAX_BYTES // 1024 // 1024))
        for part in parts:
            if _ACTIVE.search(part.filename) and not _HARMLESS_BIN.search(part.filename):
                raise UnreadableAnswer("form_active")
            _examine_part(part.filename, package.read(part))


def _examine_part(name: str, text: bytes) -> None:
    if _DECLARED.search(text):
        raise UnreadableAnswer("form_active")
    if name.lower().endswith(".rels") and any(_leads_outside(element) for element in text.split(b"<")):
        raise UnreadableAnswer("form_active")
    if "worksheets/" in name.lower() and _FORMULA.search(text):
        raise UnreadableAnswer("form_formula")
    if "worksheets/" in name.lower() and _MERGED.search(text):
        raise UnreadableAnswer("form_merged")


def _leads_outside(element: bytes) -> bool:
    """A link that somebody may click is none of ours; whatever a program would follow by itself is."""
    return b"/hyperlink" not in element and _OUTSIDE.search(element) is not None


def _cells(content: bytes) -> list[tuple[Any, ...]]:
    """The first sheet's first columns and rows; more than those no form has."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        sheet = book.worksheets[0]
        return list(sheet.iter_rows(max_row=MOST_ROWS, max_col=REMARK, values_only=True))
    finally:
        book.close()


def _mentioned(content: bytes) -> Form | None:
    """By the code as it stands in the file's texts, where the sheet itself is not to be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = [part for part in package.infolist()[:_MAX_PARTS] if part.file_size <= MAX_BYTES]
            found = [read_code(text.decode()) for part in parts for text in _CODE.findall(package.read(part))]
    except _BROKEN:
        return None
    return next((form for form in found if form is not None), None)
