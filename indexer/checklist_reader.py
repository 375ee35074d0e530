"""Reads one YAML file into a Checklist, and reports what does not fit the format."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from indexer.checklist import Checklist, ChecklistItem, ChecklistSection, Gate, Level, Option, Text
from indexer.checklist_file import signed
from indexer.condition import Comparison, Condition
from indexer.plain_file import Report, formed, plain_text
from indexer.problem import Problem
from indexer.safe_yaml import Lines

_RULE = "checklist"
_WEIGHTS: dict[Level, int] = {"must": 3, "should": 2, "consider": 1}
_YES, _NO = Text("Yes", "Có"), Text("No", "Không")
# What yes and no are worth, by the better answer.
_WORTH: dict[str, tuple[int | None, int | None]] = {"yes": (1, 0), "no": (0, 1), "neither": (None, None)}

_TEST = "a test is {item or fact: id, is or not: [values]} or {item: id, at_least: number}"


@dataclass(frozen=True)
class ChecklistFile:
    """A checklist and where it stands; `lines` holds the line of each section and item by (kind, id)."""

    path: str
    checklist: Checklist
    lines: dict[tuple[str, str], int]


class ChecklistReader:
    """Reads files of a knowledge folder; `problems` collects what their authors must mend."""

    def __init__(self, root: Path, schema: dict[str, Any]) -> None:
        self._root = root
        self._schema = Draft202012Validator(schema)
        self.problems: list[Problem] = []

    def read(self, path: Path) -> ChecklistFile | None:
        """The checklist in `path`; None when it cannot be used."""
        name = path.relative_to(self._root).as_posix()

        def report(line: int, message: str) -> None:
            self.problems.append(Problem(name, line, _RULE, message))

        text = plain_text(path, self._root, report)
        value = None if text is None else formed(text, self._schema, _worded, report)
        if text is None or value is None or not _is_day(value, text, report):
            return None
        if path.name != f"{value['id']}.yaml":
            report(Lines(text).at(["id"]), f"the file is called {path.name}; call it {value['id']}.yaml or mend the id")
        return ChecklistFile(name, _checklist(value), _lines(text, value))


def _worded(error: ValidationError) -> str:
    # Unquoted yes and no are booleans in YAML, and NO is Norway: an answer stored as its opposite begins here.
    if isinstance(error.instance, bool):
        return f'{error.message}; put the word in quotes: "yes", "no"'
    return f"{error.message}; {_TEST}" if error.validator == "anyOf" else error.message


def _is_day(found: dict[str, Any], text: str, report: Report) -> bool:
    try:
        date.fromisoformat(found["as_of"])
    except ValueError:
        report(Lines(text).at(["as_of"]), f"{found['as_of']} is no day of the calendar")
        return False
    return True


def _lines(text: str, value: dict[str, Any]) -> dict[tuple[str, str], int]:
    parsed, lines = Lines(text), {}
    for number, section in enumerate(value["sections"]):
        lines["section", section["id"]] = parsed.at(["sections", number])
        for position, item in enumerate(section["items"]):
            lines["item", item["id"]] = parsed.at(["sections", number, "items", position])
    return lines


def _checklist(found: dict[str, Any]) -> Checklist:
    return signed(
        Checklist(
            id=found["id"],
            title=Text(**found["title"]),
            purpose=Text(**found["purpose"]),
            applies_to=tuple(found["applies_to"]),
            owner=found["owner"],
            as_of=date.fromisoformat(found["as_of"]),
            review_every_days=int(found["review_every"].removesuffix("d")),
            sections=tuple(_section(section) for section in found["sections"]),
            retired=tuple(found.get("retired", [])),
            digest="",
        )
    )


def _section(found: dict[str, Any]) -> ChecklistSection:
    items = tuple(_item(item) for item in found["items"])
    return ChecklistSection(found["id"], Text(**found["title"]), found["area"], items, _condition(found.get("when")))


def _item(found: dict[str, Any]) -> ChecklistItem:
    return ChecklistItem(
        id=found["id"],
        ask=Text(**found["ask"]),
        why=Text(**found["why"]),
        good=Text(**found["good"]),
        kind=found["kind"],
        options=_options(found),
        unit=found.get("unit"),
        level=found["level"],
        weight=found.get("weight", _WEIGHTS[found["level"]]),
        gate=_gate(found.get("gate")),
        evidence=found.get("evidence", "none"),
        not_applicable=found.get("not_applicable", "never"),
        guide=found.get("guide"),
        basis=tuple(found.get("basis", [])),
        when=_condition(found.get("when")),
        risk=found.get("risk"),
        ask_supplier=found.get("ask_supplier", False),
    )


def _options(found: dict[str, Any]) -> tuple[Option, ...]:
    if found["kind"] == "yes_no_na":
        yes, no = _WORTH[found.get("best", "yes")]
        return Option("yes", _YES, yes), Option("no", _NO, no)
    return tuple(Option(option["value"], Text(**option["label"]), option.get("points")) for option in found.get("options", []))


def _gate(found: dict[str, Any] | None) -> Gate | None:
    return Gate(tuple(found["answers"]), found["tier_cap"], Text(**found["reason"])) if found else None


def _condition(found: dict[str, Any] | None) -> Condition | None:
    if found is None:
        return None
    joined: Literal["all", "any"] = "all" if "all" in found else "any"
    return Condition(joined, tuple(_comparison(test) for test in found[joined]))


def _comparison(found: dict[str, Any]) -> Comparison:
    about: Literal["item", "fact"] = "item" if "item" in found else "fact"
    if "at_least" in found:
        return Comparison(about, found[about], "at_least", least=found["at_least"])
    check: Literal["is", "not"] = "is" if "is" in found else "not"
    return Comparison(about, found[about], check, tuple(found[check]))
