"""The rules that hold inside a checklist and between checklists and guidance; each problem names the mend."""

import re
from collections.abc import Iterator

from indexer.checklist import AREAS, HOUSE_RULE, MAX_ITEMS, OTHER, SCALE, Checklist, ChecklistItem, ChecklistSection
from indexer.checklist_reader import ChecklistFile
from indexer.condition import FACTS, Comparison, Condition
from indexer.problem import Problem
from indexer.reachability import unreachable

_COUNTRY = re.compile(r"[A-Z]{2}")
_CHOICES = ("single", "multi")


def checklist_problems(files: list[ChecklistFile], sections: frozenset[str], facts: frozenset[str]) -> Iterator[Problem]:
    """All problems. `sections`: "guide#anchor" of all guidance; `facts`: the register's lines, empty without a register."""
    for file in files:
        for kind, name, message in _problems(file.checklist, sections, facts):
            yield Problem(file.path, file.lines.get((kind, name), 1), "checklist", message)


Found = tuple[str, str, str]  # "item" or "section" or "checklist", its id, what to mend


def _problems(checklist: Checklist, sections: frozenset[str], facts: frozenset[str]) -> Iterator[Found]:
    yield from _whole(checklist)
    yield from _ids(checklist)
    earlier: dict[str, ChecklistItem] = {}
    for section in checklist.sections:
        yield from (("section", section.id, message) for message in _condition(section.when, earlier))
        for item in section.items:
            rules = (*_condition(item.when, earlier), *_item(item, section), *_exposure(item, section))
            for message in (*rules, *_sources(item, sections, facts)):
                yield "item", item.id, message
            earlier.setdefault(item.id, item)
    for item_id in unreachable(checklist):
        yield "item", item_id, "no answers and facts lead to this item: mend its condition or its section's"


def _whole(checklist: Checklist) -> Iterator[Found]:
    if len(checklist.items) > MAX_ITEMS:
        yield "checklist", checklist.id, f"{len(checklist.items)} items; at most {MAX_ITEMS}: people give up before the end"
    areas = {section.area for section in checklist.sections} - {OTHER}
    if "supplier" in checklist.applies_to and areas and areas != set(AREAS):
        missing = ", ".join(area for area in AREAS if area not in areas)
        yield "checklist", checklist.id, f"a supplier's score needs all eight areas; missing: {missing}"


def _ids(checklist: Checklist) -> Iterator[Found]:
    for kind, ids in (
        ("section", [section.id for section in checklist.sections]),
        ("item", [item.id for item in checklist.items]),
    ):
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield kind, name, f"the id {name!r} stands twice in this checklist"
    for item in checklist.items:
        if item.id in checklist.retired:
            yield "item", item.id, f"the id {item.id!r} is retired: old answers hang on it; take a new one"


def _item(item: ChecklistItem, section: ChecklistSection) -> Iterator[str]:
    yield from _answers(item)
    yield from _texts(item)
    if item.gate and item.level != "must":
        yield "only an item of level must may have a gate"
    if item.gate and (strange := sorted(set(item.gate.answers) - set(item.values))):
        yield f"the gate names the answer {strange[0]!r}, which nobody can give"
    if item.risk and section.area != OTHER:
        yield f"an item with a risk counts there and not in an area: put it into a section of area {OTHER}"
    if item.risk and not item.scored:
        yield "an item with a risk needs answers that carry points"


def _exposure(item: ChecklistItem, section: ChecklistSection) -> Iterator[str]:
    if item.risk != "exposure":
        return
    if item.not_applicable != "never":
        yield "an exposure that does not exist is an answer or a condition, so not_applicable must be never"
    if any(test.about == "item" for when in (section.when, item.when) if when for test in when.tests):
        yield "an exposure may depend on facts of the run only: behind an answer, who leaves that answer out would hide it"


def _answers(item: ChecklistItem) -> Iterator[str]:
    values = [option.value for option in item.options]
    if (item.kind in _CHOICES) != bool(values) and item.kind != "yes_no_na":
        yield f"options are for kind {' and '.join(_CHOICES)}, which need them"
    if len(set(values)) != len(values):
        yield "an option's value stands twice"
    if item.unit and item.kind != "number":
        yield "a unit is for kind number"
    points = [option.points for option in item.options]
    if any(points_ is None for points_ in points) and any(points_ is not None for points_ in points):
        yield "give points to all options or to none"
    known = [points_ for points_ in points if points_ is not None]
    best = sum(known) if item.kind == "multi" else max(known, default=1)
    if known and (best < 1 or min(known) == max(known) == 1):
        yield "the options must tell good from bad: the best answer earns 1, a worse one less"


def _texts(item: ChecklistItem) -> Iterator[str]:
    for name, text in (("ask", item.ask), ("why", item.why), ("good", item.good)):
        if text.en == text.vi:
            yield f"{name} is the same in both languages: translate it"
    if item.ask.en.count("?") > 1 or item.ask.vi.count("?") > 1:
        yield "one question an item"


def _sources(item: ChecklistItem, sections: frozenset[str], facts: frozenset[str]) -> Iterator[str]:
    if item.guide is None and not item.basis:
        yield f"name the guide section that it rests on, or basis: [{HOUSE_RULE}]"
    if item.guide is not None and item.guide not in sections:
        yield f"there is no section {item.guide!r} in the guidance"
    for line in item.basis:
        if facts and line not in facts and line != HOUSE_RULE:
            yield f"{line} is not in the register of facts"


def _condition(condition: Condition | None, earlier: dict[str, ChecklistItem]) -> Iterator[str]:
    for test in condition.tests if condition else ():
        if test.about == "fact":
            yield from _fact_test(test)
        elif test.name not in earlier:
            yield f"the condition names {test.name!r}, which is no earlier item"
        else:
            yield from _item_test(test, earlier[test.name])


def _fact_test(test: Comparison) -> Iterator[str]:
    known = FACTS[test.name]
    for value in test.values:
        if value not in known if known else not _COUNTRY.fullmatch(value):
            yield f"the fact {test.name} is never {value!r}"


def _item_test(test: Comparison, item: ChecklistItem) -> Iterator[str]:
    if test.check == "at_least":
        if item.kind not in ("scale", "number") or (item.kind == "scale" and test.least > max(SCALE)):
            yield f"at_least is for scales (1 to 5) and numbers; {item.id!r} is neither or never reaches {test.least}"
        return
    for value in test.values:
        if value not in item.values:
            yield f"{item.id!r} is never answered {value!r}"
