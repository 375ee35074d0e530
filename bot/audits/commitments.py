"""Checks from the log that no date of an unannounced audit was moved after it had been drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.audits.draw import commitment
from bot.store.audit_record import LogRecord

Verdict = Literal["sealed", "kept", "moved"]
DRAWN, OPENED = "drawn", "date_opened"


@dataclass(frozen=True)
class Checked:
    """ "sealed" until it is opened.

    Then "kept" when the commitment fits the opened date and the date its window, else "moved".
    """

    occurrence: str
    verdict: Verdict
    day: str = ""


def checked(log: Iterable[LogRecord]) -> list[Checked]:
    """Every draw in the log, in order; an opening that nobody committed to, or a second commitment, is "moved"."""
    lines = list(log)
    drawn: dict[str, list[LogRecord]] = {}
    opened: dict[str, list[LogRecord]] = {}
    for line in lines:
        if line.action in (DRAWN, OPENED):
            (drawn if line.action == DRAWN else opened).setdefault(line.occurrence, []).append(line)
    return [_checked(name, drawn.get(name, []), opened.get(name, [])) for name in {**drawn, **opened}]


def _checked(occurrence: str, drawn: list[LogRecord], opened: list[LogRecord]) -> Checked:
    days = {str(line.details["day"]) for line in opened}
    day = ", ".join(sorted(days))
    if len(drawn) != 1 or len(days) > 1:
        return Checked(occurrence, "moved", day)
    if not opened:
        return Checked(occurrence, "sealed")
    said = drawn[0].details
    same = all(commitment(occurrence, line.details["day"], line.details["nonce"]) == said["commitment"] for line in opened)
    return Checked(occurrence, "kept" if same and said["first"] <= day <= said["last"] else "moved", day)
