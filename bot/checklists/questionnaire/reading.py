"""Reads the rows of a questionnaire as the supplier's answers; what cannot be read is reported row by row and left as it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from bot.checklists.answer import Standing
from bot.checklists.answer_reading import read, readable, says_not_applicable
from bot.checklists.questionnaire.asking import put_to_supplier
from bot.checklists.questionnaire.form import ANSWER, ID, QUESTION, REMARK, hash_of
from bot.checklists.questionnaire.opening import Opened
from bot.checklists.run import ChecklistRun
from bot.checklists.trouble import UnreadableAnswer
from indexer.checklist import SCALE, Checklist, ChecklistItem
from indexer.condition import Value

_MOST_NUMBER = 1e15


@dataclass(frozen=True)
class Said:
    """What the supplier says to an item; `reason` is its remark."""

    item: str
    standing: Standing
    value: Value | None
    reason: str


@dataclass(frozen=True)
class Unread:
    """A row that could not be read, and why: a key of the catalogue's "unreadable." texts with what fills it in."""

    row: int
    item: str
    why: str
    values: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """All that a questionnaire holds; `blank` rows say nothing and change nothing."""

    said: tuple[Said, ...]
    unread: tuple[Unread, ...]
    blank: int


def read_sheet(opened: Opened, run: ChecklistRun, checklist: Checklist) -> Sheet:
    """Raises UnreadableAnswer for the form of another run or wording, or one whose ids or questions were changed."""
    if opened.form.run != run.id:
        raise UnreadableAnswer("form_other_run")
    if not run.digest.startswith(opened.form.digest):
        raise UnreadableAnswer("form_other_wording")
    rows = _rows(opened, checklist)
    found = [_row(row, item, cells, opened.form.language) for row, item, cells in rows]
    said, unread = [one for one in found if isinstance(one, Said)], [one for one in found if isinstance(one, Unread)]
    return Sheet(tuple(said), tuple(unread), found.count(None))


def _rows(opened: Opened, checklist: Checklist) -> list[tuple[int, ChecklistItem, tuple[Any, ...]]]:
    """Each with its item, exactly those that were sent out."""
    items = {item.id: item for item in checklist.items if put_to_supplier(item)}
    found = []
    for row, cells in opened.rows:
        cells = (*cells, *(None,) * (REMARK - len(cells)))
        if all(_blank(cell) for cell in cells):
            continue
        item = items.get(str(cells[ID - 1] or "").strip())
        if item is None or not _asks(item, cells[QUESTION - 1]):
            raise UnreadableAnswer("form_changed")
        found.append((row, item, cells))
    ids = [item.id for _, item, _ in found]
    if len(set(ids)) < len(ids) or hash_of(ids) != opened.form.items:
        raise UnreadableAnswer("form_changed")
    return found


def _asks(item: ChecklistItem, cell: Any) -> bool:
    """Whether the question beside an id is still that item's, in either language."""
    text = _plain(cell)
    return any(text == _plain(ask) or text.startswith(f"{_plain(ask)} ") for ask in (item.ask.en, item.ask.vi))


def _plain(cell: Any) -> str:
    return " ".join(str(cell or "").split())


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _row(row: int, item: ChecklistItem, cells: tuple[Any, ...], language: str) -> Said | Unread | None:
    answer, remark = cells[ANSWER - 1], cells[REMARK - 1]
    if _blank(answer) and _blank(remark):
        return None
    try:
        return _said(item, answer, "" if _blank(remark) else readable(_text(remark)), language)
    except UnreadableAnswer as error:
        return Unread(row, item.id, error.why, error.values)


def _said(item: ChecklistItem, answer: Any, remark: str, language: str) -> Said:
    if _blank(answer):
        raise UnreadableAnswer("form_remark_only")
    if isinstance(answer, str) and item.kind != "text" and says_not_applicable(answer):
        if item.not_applicable == "never":
            raise UnreadableAnswer("must_apply")
        if item.not_applicable == "with_reason" and not remark:
            raise UnreadableAnswer("form_reason")
        return Said(item.id, "not_applicable", None, remark)
    return Said(item.id, "answered", _value(item, answer, language), remark)


def _value(item: ChecklistItem, answer: Any, language: str) -> Value:
    """A spreadsheet gives numbers and days as such; everything else is read as if it had been typed in chat."""
    if isinstance(answer, bool):
        return read(item, ("yes" if answer else "no",), language)
    if isinstance(answer, int | float):
        return _number(item, answer, language)
    if isinstance(answer, date):  # a datetime is one too
        if item.kind == "number":
            raise UnreadableAnswer("no_number")
        return read(item, ((answer.date() if isinstance(answer, datetime) else answer).isoformat(),), language)
    return read(item, (_text(answer),), language)


def _number(item: ChecklistItem, answer: float, language: str) -> Value:
    if not isfinite(answer) or abs(answer) >= _MOST_NUMBER:
        raise UnreadableAnswer("no_number")
    exact = int(answer) if answer == int(answer) else answer
    if item.kind == "number":
        return exact
    if item.kind == "scale" and exact not in SCALE:
        raise UnreadableAnswer("no_step")
    return read(item, (str(exact),), language)


def _text(cell: Any) -> str:
    return str(cell)


def unread_lines(unread: tuple[Unread, ...], checklist: Checklist, language: str) -> Iterator[str]:
    """One plain sentence a row."""
    from bot.conversation.catalogue import say

    for one in unread:
        why = say(f"unreadable.{one.why}", language, **one.values)
        ask = checklist.item(one.item).ask.said(language)
        yield say("questionnaire.unread", language, row=str(one.row), question=ask, why=why)
