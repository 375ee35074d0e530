"""The register of facts: what must be stated is stated, what may not be is not, each subject is covered."""

from pathlib import Path

import pytest

from indexer.check import check
from indexer.coverage import coverage
from indexer.knowledge import read_knowledge

ROOT = Path(__file__).parents[2]
LINES = "T1.01, T1.02, T1.03, T1.09, T2.01, T2.02, T3.01, T3.02"


def problems(knowledge: Path, register: str) -> list[str]:
    (knowledge / "register.yaml").write_text(register, encoding="utf-8")
    return [str(problem) for problem in check(read_knowledge(knowledge))]


def register(cited: str = LINES, left_out: str = "{}", topics: str = "{}") -> str:
    return f"cited: [{cited}]\nleft_out: {left_out}\ntopics: {topics}\n"


def test_a_register_whose_lines_are_all_stated_is_sound(knowledge: Path) -> None:
    assert problems(knowledge, register(topics='{"Customs": ["T1.*"]}')) == []


def test_a_line_that_nobody_states_is_reported(knowledge: Path) -> None:
    found = problems(knowledge, register(f"{LINES}, T4.01"))
    assert found == ["register.yaml:1: register: no section states T4.01: write one, or move it to left_out with the reason"]


def test_a_section_that_states_what_is_left_out_is_reported_with_the_reason(knowledge: Path) -> None:
    found = problems(knowledge, register(LINES.replace("T2.02, ", ""), "{T2.02: seen in a weak source only}"))
    assert len(found) == 1
    assert found[0].startswith("guides/united-states/us-customs-recordation.md:")
    assert found[0].endswith("register: T2.02 may not be stated: seen in a weak source only")


def test_a_section_that_states_an_unknown_line_is_reported(knowledge: Path) -> None:
    (found,) = problems(knowledge, register(LINES.replace("T2.02, ", "")))
    assert found.endswith("T2.02 may not be stated: it is not in the register")


def test_a_subject_with_too_few_sections_is_reported(knowledge: Path) -> None:
    found = problems(knowledge, register(topics='{"Fees and terms": ["T2.01", "T2.02", "T1.09"], "Moulds": ["T3.01", "T3.02"]}'))
    assert found == []
    found = problems(knowledge, register(f"{LINES}", topics='{"Customs": ["T1.01", "T1.02", "T1.03"]}'))
    assert found == ["register.yaml:1: register: Customs: 2 sections; at least 3"]


@pytest.mark.parametrize("bad", ["cited: []\n", "cited: [x y]\nleft_out: {}\ntopics: {}\n", "- 1\n", "cited: &a [*a]\n"])
def test_a_register_of_another_form_is_reported(knowledge: Path, bad: str) -> None:
    assert all(found.startswith("register.yaml:") for found in problems(knowledge, bad))
    assert problems(knowledge, bad)


def test_the_coverage_table_names_guides_topics_and_lines(knowledge: Path) -> None:
    (knowledge / "register.yaml").write_text(register(left_out="{T9.01: not seen}", topics='{"Customs": ["T1.*"]}'))
    table = coverage(read_knowledge(knowledge))
    assert "4 guides, 7 sections" in table
    assert "| Customs | 4 |" in table
    assert "| T1.01 | vn-customs-recordal#recordal-term |" in table
    assert "| T9.01 | not seen |" in table


def test_the_table_in_docs_is_the_one_of_the_guidance() -> None:
    made = coverage(read_knowledge(ROOT / "knowledge"))
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == made, "run: make coverage"
