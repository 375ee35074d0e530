"""The answers of a run as CSV, one line an item that is asked."""

import csv
import io
import re

from bot.checklists.conditions import applicable
from bot.checklists.gap import item_gaps
from bot.checklists.points import marked
from bot.checklists.reporting.items import answered, cited, shown
from bot.checklists.reporting.report import Told
from bot.checklists.reporting.writing import number

COLUMNS = ("section", "item", "question", "level", "evaluator", "supplier", "points", "adds", "gap", "evidence", "cited")
_NUMBER = re.compile(r"-?[0-9.]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(told: Told) -> str:
    """With the names of COLUMNS as header; `gap` is in levels, positive where the supplier rates itself higher.

    What a spreadsheet would take for a formula is quoted.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    points = {one.item.id: one.points for one in marked(told.checklist, told.run.facts, told.run.answers())}
    apart = item_gaps(told.checklist, told.run.facts, told.run.answers("supplier"), told.run.answers())
    adds = {line.marked.item.id: line.adds for line in told.score.lines} if told.score else {}
    for section, item in applicable(told.checklist, told.run.facts, told.run.answers()):
        evidence = "; ".join(shown(told, one) for one in told.run.evidence_of(item.id))
        worth = [number(points[item.id], "en", 2) if points.get(item.id) is not None else ""]
        worth.append(number(adds[item.id], "en", 4) if item.id in adds else "")
        worth.append(number(apart[item.id], "en") if item.id in apart else "")
        said = [answered(told, item, "evaluator"), answered(told, item, "supplier")]
        row = [section.title.said(told.language), item.id, item.ask.said(told.language), item.level]
        writer.writerow([_inert(cell) for cell in [*row, *said, *worth, evidence, cited(told, item)]])
    return written.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and _NUMBER.fullmatch(cell) is None else cell
