"""Sheets for the tests: the shipped checklists, and whole sheets filled by a rule or at random."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from bot.checklists.answer import Answer, Facts
from bot.checklists.conditions import next_item
from indexer.checklist import SCALE, Checklist, ChecklistItem
from indexer.checklist_reader import ChecklistReader
from indexer.condition import FACTS, Value

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"
Sheet = dict[str, Answer]


@cache
def shipped() -> dict[str, Checklist]:
    """The checklists that come with the product, by id."""
    reader = ChecklistReader(KNOWLEDGE, json.loads((KNOWLEDGE / "schema" / "checklist.schema.json").read_text(encoding="utf-8")))
    files = [reader.read(path) for path in sorted((KNOWLEDGE / "checklists").glob("*.yaml"))]
    assert not reader.problems
    return {file.checklist.id: file.checklist for file in files if file}


def filled(checklist: Checklist, facts: Facts, answer: Callable[[ChecklistItem], Answer]) -> Sheet:
    """The sheet of somebody who answers every item that is asked."""
    sheet: Sheet = {}
    while (item := next_item(checklist, facts, sheet)) is not None:
        sheet[item.id] = answer(item)
    return sheet


def best(item: ChecklistItem) -> Answer:
    """The answer with the most points, with all evidence."""
    return Answer(_extreme(item, lowest=False), evidence=frozenset({"note", "link", "file"}))


def worst(item: ChecklistItem) -> Answer:
    """The answer with the fewest points."""
    return Answer(_extreme(item, lowest=True))


def any_answer(item: ChecklistItem, random: Random) -> Answer:
    """An answer, a skip, or "not applicable" where that is allowed."""
    if random.random() < 0.1:
        return Answer(standing="skipped")
    if item.not_applicable != "never" and random.random() < 0.1:
        return Answer(standing="not_applicable")
    return Answer(_any_value(item, random), evidence=frozenset(random.sample(["note", "link", "file"], random.randrange(4))))


def any_facts(random: Random) -> dict[str, Value]:
    """Facts of a run, some of them unknown."""
    facts: dict[str, Value] = {}
    for name, values in FACTS.items():
        known = values or ("VN", "US", "NO")
        if name == "rights":
            facts[name] = tuple(random.sample(known, random.randrange(len(known) + 1)))
        elif random.random() < 0.8:
            facts[name] = random.choice(known)
    return facts


def _extreme(item: ChecklistItem, lowest: bool) -> Value:
    if item.kind == "scale":
        return min(SCALE) if lowest else max(SCALE)
    if item.kind == "multi":
        return () if lowest else tuple(option.value for option in item.options)
    if item.options:
        choose = min if lowest else max
        return choose(item.options, key=lambda option: option.points or 0).value
    return _recorded(item)


def _any_value(item: ChecklistItem, random: Random) -> Value:
    if item.kind == "scale":
        return random.choice(list(SCALE))
    if item.kind == "multi":
        values = [option.value for option in item.options]
        return tuple(random.sample(values, random.randrange(len(values) + 1)))
    return random.choice(item.options).value if item.options else _recorded(item)


def _recorded(item: ChecklistItem) -> Value:
    return {"number": 12, "date": "2026-11-27"}.get(item.kind, "as seen on site")
