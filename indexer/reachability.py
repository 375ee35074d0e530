"""Reachability: which items of a checklist some facts and answers lead to."""

from collections.abc import Iterator, Mapping
from itertools import product

from indexer.checklist import Checklist
from indexer.condition import Comparison, Condition, Value

# A value that no condition names.
_ANOTHER = "another"
Name = tuple[str, str]  # "item" or "fact", and its name


def unreachable(checklist: Checklist) -> Iterator[str]:
    """The ids of items that are never asked, whatever is known and answered."""
    needs: dict[str, tuple[Condition, ...]] = {}
    several = {("item", item.id) for item in checklist.items if item.kind == "multi"} | {("fact", "rights")}
    for section in checklist.sections:
        for item in section.items:
            needs[item.id] = tuple(condition for condition in (section.when, item.when) if condition)
            if needs[item.id] and not _satisfiable(item.id, needs, several):
                yield item.id


def _satisfiable(item_id: str, needs: Mapping[str, tuple[Condition, ...]], several: set[Name]) -> bool:
    """Tries every combination of values that make a difference; a handful of names stand behind an item."""
    behind = _behind(item_id, needs)
    tests = [test for name in behind for condition in needs.get(name, ()) for test in condition.tests]
    names = sorted({(test.about, test.name) for test in tests})
    for values in product(*(_candidates(name, tests, name in several) for name in names)):
        chosen = dict(zip(names, values, strict=True))
        facts = {name: value for (about, name), value in chosen.items() if about == "fact"}
        answers: dict[str, Value | None] = {}
        for name in behind:
            if all(condition.met(facts, answers) for condition in needs.get(name, ())):
                answers[name] = chosen.get(("item", name), _ANOTHER)
        if item_id in answers:
            return True
    return False


def _behind(item_id: str, needs: Mapping[str, tuple[Condition, ...]]) -> list[str]:
    """The item and all that its conditions name, directly or through others, in the order in which they are asked."""
    found: set[str] = set()
    ahead = {item_id}
    while ahead:
        found |= ahead
        tests = (test for name in ahead for condition in needs.get(name, ()) for test in condition.tests)
        ahead = {test.name for test in tests if test.about == "item"} - found
    return [name for name in needs if name in found]


def _candidates(name: Name, tests: list[Comparison], several: bool) -> list[Value]:
    mine = [test for test in tests if (test.about, test.name) == name]
    named = tuple(dict.fromkeys(value for test in mine for value in test.values))
    together: list[Value] = [named] if several else []
    return [*named, *together, *(test.least for test in mine if test.check == "at_least"), _ANOTHER]
