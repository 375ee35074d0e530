"""Reads files of audit plans, and reports what does not fit the form; what the plans mean is the programme's own matter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from indexer.plain_file import Report, formed, plain_text
from indexer.problem import Problem
from indexer.safe_yaml import Lines
from indexer.time_zone import is_zone

RULE = "audits"
_NEEDED = ("id", "kind", "title", "channel", "owner", "starts")
_DAYS = ("starts", "due_on", "expires_on")


@dataclass(frozen=True)
class PlannedAudit:
    """The values of one plan as plain JSON, those that are shared included, and the line on which it begins."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True)
class PlanFile:
    """`example` says that its plans are there to be copied, never to be kept."""

    path: str
    example: bool
    plans: tuple[PlannedAudit, ...]


class PlanReader:
    """Reads files of a folder; `problems` collects what their authors must mend."""

    def __init__(self, root: Path, schema: dict[str, Any]) -> None:
        self._root = root
        self._schema = Draft202012Validator(schema)
        self.problems: list[Problem] = []

    def read(self, path: Path) -> PlanFile | None:
        """The plans in `path`; None when they cannot be used."""
        name = path.relative_to(self._root).as_posix()

        def report(line: int, message: str) -> None:
            self.problems.append(Problem(name, line, RULE, message))

        text = plain_text(path, self._root, report)
        value = None if text is None else formed(text, self._schema, _worded, report)
        if text is None or value is None:
            return None
        return _plans(name, text, value, report)


def repeated_ids(files: list[PlanFile]) -> Iterator[Problem]:
    """Plans that have the id of an earlier one; an example is there to be copied, and no plan."""
    seen: dict[str, str] = {}
    for file in (file for file in files if not file.example):
        for plan in file.plans:
            identity = plan.values["id"]
            here = f"{file.path}:{plan.line}"
            other = seen.setdefault(identity, here)
            if other != here:
                yield Problem(file.path, plan.line, RULE, f"{identity!r} is also the id of the plan at {other}")


def _plans(name: str, text: str, value: dict[str, Any], report: Report) -> PlanFile | None:
    shared, found, sound = value.get("shared", {}), [], True
    lines = Lines(text)
    for number, own in enumerate(value["plans"]):
        line = lines.at(["plans", number])
        for key, message in _mends({**shared, **own}):
            where: list[str | int] = ["plans", number, key] if key in own else ["shared", key] if key in shared else []
            report(lines.at(where) if where else line, message)
            sound = False
        found.append(PlannedAudit(line, {**shared, **own}))
    return PlanFile(name, value.get("example", False), tuple(found)) if sound else None


def _mends(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys, and what is to be mended there."""
    yield from (("", f"{key} is missing here and under shared") for key in _NEEDED if key not in plan)
    if "plant" not in plan and "supplier" not in plan:
        yield "", "say where it is: give a supplier, or a plant {zone, country}"
    for key in _DAYS:
        if not _is_day(plan.get(key, "2027-01-01")):
            yield key, f"{plan[key]} is no day of the calendar"
    if not _is_day(plan.get("recordation", {}).get("since", "2027-01-01")):
        yield "recordation", f"{plan['recordation']['since']} is no day of the calendar"
    for key in ("plant", "reader"):
        if key in plan and not is_zone(plan[key]["zone"]):
            yield key, f"there is no time zone {plan[key]['zone']!r}; write one such as Asia/Ho_Chi_Minh"
    yield from _contradictions(plan)


def _contradictions(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kind, unannounced = plan.get("kind"), plan.get("mode") == "unannounced"
    if "every" in plan and "due_on" in plan:
        yield "every", "say either how often it comes due (every) or on which day (due_on)"
    if unannounced and kind != "facility_audit":
        yield "mode", "only a facility audit can be unannounced"
    if unannounced and "auditor" not in plan:
        yield "mode", "an unannounced audit needs an auditor, who alone is told its date"
    window = plan.get("window", {})
    if window.get("first_month", 3) >= window.get("last_month", 12):
        yield "window", "the window must end after it begins"
    for key, owner in (
        ("recordation", "customs_recordation"),
        ("guidance_owners", "guidance_review"),
        ("share", "audit_sampling"),
    ):
        if key in plan and kind != owner:
            yield key, f"{key} is for plans of kind {owner}"
    if kind == "guidance_review" and "guidance_owners" not in plan:
        yield "kind", "name the guidance_owners whose guidance is to be listed"


def _worded(error: ValidationError) -> str:
    schema: Any = error.schema
    meant = schema.get("$comment") if isinstance(schema, dict) else None
    return f"{error.instance!r} must be {meant}" if meant else error.message


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
