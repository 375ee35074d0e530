"""What is wrong in a checklist is named with path, line and mend."""

from datetime import date
from pathlib import Path

import pytest

from indexer.check import check, overdue
from indexer.knowledge import read_knowledge
from tests.indexer.conftest import Mend

pytestmark = pytest.mark.usefixtures("checklist")

FILE = "checklists/mould_check.yaml"


def problems(knowledge: Path) -> list[str]:
    return [str(problem).removeprefix(f"{FILE}:") for problem in check(read_knowledge(knowledge))]


def test_a_sound_checklist_has_no_problem(knowledge: Path) -> None:
    assert problems(knowledge) == []
    assert [file.checklist.id for file in read_knowledge(knowledge).checklists] == ["mould_check"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: mould_check", "id: mold_check", "1: the file is called mould_check.yaml; call it mold_check.yaml or mend the id"),
        ("id: where", "id: all_there", "43: the id 'all_there' stands twice in this checklist"),
        ("id: where", "id: mould_colour", "43: the id 'mould_colour' is retired: old answers hang on it; take a new one"),
        ("id: where", "id: Where2", r"43: 'Where2' does not match '^[a-z][a-z0-9]*(_[a-z0-9]+)*$(?!\\n)'"),
        ("#mould-return", "#mould-theft", "23: there is no section 'contract-tooling#mould-theft' in the guidance"),
        ("        basis: [house rule]\n", "", "43: name the guide section that it rests on, or basis: [house rule]"),
        ("vi: Khuôn có đủ không?", "vi: Are all moulds there?", "23: ask is the same in both languages: translate it"),
        ("          vi: Khuôn có đủ không?\n", "", "24: 'vi' is a required property"),
        ("moulds there?", "moulds there? And in order?", "23: one question an item"),
        ('is: ["no"]', "is: [no]", '69: False is not of type \'string\'; put the word in quotes: "yes", "no"'),
        ('is: ["no"]', 'is: ["never"]', "43: 'all_there' is never answered 'never'"),
        ('is: ["no"]', "at_least: 2", "43: at_least is for scales (1 to 5) and numbers; 'all_there' is neither"),
        ("item: all_there", "item: where", "43: the condition names 'where', which is no earlier item"),
        ('item: all_there, is: ["no"]', 'fact: tooling_held, is: ["no"]', "43: no answers and facts lead to this item"),
        ('{fact: tooling_held, not: ["no"]}', "{fact: country, is: [Vietnam]}", "14: the fact country is never 'Vietnam'"),
        ('{fact: tooling_held, not: ["no"]}', "{fact: tier, at_least: 2}", "a test is {item or fact: id, is or not: [values]}"),
        ("level: must", "level: should", "23: only an item of level must may have a gate"),
        ('answers: ["no"]', 'answers: ["maybe"]', "23: the gate names the answer 'maybe', which nobody can give"),
        ("level: should", "level: should\n        weight: 0", "0 is less than or equal to the minimum of 0"),
        ("points: 1", "points: 0.5", "43: the options must tell good from bad: the best answer earns 1"),
        ("            points: 0\n", "", "43: give points to all options or to none"),
        ("value: unknown", "value: known", "43: an option's value stands twice"),
        ("kind: single", "kind: number", "43: options are for kind single and multi, which need them"),
        ("kind: yes_no_na", "kind: yes_no_na\n        unit: pieces", "23: a unit is for kind number"),
        ("level: should", "level: should\n        risk: exposure", "43: an exposure may depend on facts of the run only"),
        ("level: should", "level: should\n        risk: incidents", "43: an item with a risk counts there"),
        ("applies_to: [facility]", "applies_to: [supplier]", "1: a supplier's score needs all eight areas; missing: policies"),
        ("as_of: 2026-11-20", "as_of: 2026-02-30", "10: 2026-02-30 is no day of the calendar"),
        ("owner: auditor", "owner: bob", "9: 'bob' is not one of"),
        ("review_every: 180d\n", "", "1: 'review_every' is a required property"),
        ("kind: single", "kind: single\n        kind: multi", "key 'kind' stands twice"),
        ("Tells you", "Tells\u202e you", "6: delete the invisible character U+202E"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_where_it_stands(knowledge: Path, mend: Mend, old: str, new: str, expected: str) -> None:
    mend(FILE, old, new)
    found = [problem.replace("checklist: ", "", 1) for problem in problems(knowledge)]
    assert any(expected in problem for problem in found), found


def test_a_checklist_longer_than_people_bear_is_a_problem(knowledge: Path) -> None:
    path = knowledge / FILE
    text = path.read_text(encoding="utf-8")
    item = text[text.index("      - id: where") :].split("        when:")[0]
    path.write_text(text + "".join(item.replace("where", f"where_{n}", 1) for n in range(60)), encoding="utf-8")
    assert problems(knowledge) == ["1: checklist: 62 items; at most 60: people give up before the end"]


def test_an_unreachable_item_is_found_through_other_items(knowledge: Path) -> None:
    path = knowledge / FILE
    text = path.read_text(encoding="utf-8")
    item = text[text.index("      - id: where") :].replace("id: where", "id: how_long")
    item = item.replace(
        '- {item: all_there, is: ["no"]}', '- {item: where, is: [known]}\n            - {item: all_there, is: ["yes"]}'
    )
    path.write_text(text + item, encoding="utf-8")
    assert problems(knowledge) == ["70: checklist: no answers and facts lead to this item: mend its condition or its section's"]


def test_a_file_that_is_no_checklist_is_a_problem_and_no_crash(knowledge: Path) -> None:
    (knowledge / "checklists" / "empty.yaml").write_text("", encoding="utf-8")
    (knowledge / "checklists" / "latin.yaml").write_bytes(b"id: caf\xe9")
    (knowledge / "checklists" / "huge.yaml").write_bytes(b"#" * 1_000_001)
    (knowledge / "checklists" / "link.yaml").symlink_to("/etc/passwd")
    found = [str(problem) for problem in check(read_knowledge(knowledge))]
    assert [problem.split(":")[0] for problem in found] == [
        f"checklists/{name}.yaml" for name in ("empty", "huge", "latin", "link")
    ]


def test_a_checklist_that_nobody_has_read_again_is_overdue(knowledge: Path) -> None:
    found = read_knowledge(knowledge)
    late = [str(problem) for problem in overdue(found, date(2027, 5, 20)) if problem.path == FILE]
    assert late == [f"{FILE}:2: review: due since 2027-05-19; its owner is the auditor"]
    assert not [problem for problem in overdue(found, date(2027, 5, 19)) if problem.path == FILE]
