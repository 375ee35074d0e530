import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.guide import Mark, Section, Sentence
from indexer.section_reader import SectionReader

CASES = (Path(__file__).parent / "fixtures" / "sections.md").read_text(encoding="utf-8")
CASE = re.compile(r"\n\n(?P<title>[^\n]+)\n\.\n(?P<given>.*?)\n\.\n(?P<expected>.*?)\n\.(?=\n)", re.DOTALL)

Problems = list[tuple[int, str, str]]


def read(body: str, first_line: int = 1) -> tuple[tuple[Section, ...], Problems]:
    problems: Problems = []
    sections = SectionReader(lambda *found: problems.append(found), first_line).read(body)
    return sections, problems


def shown(body: str) -> str:
    sections, problems = read(body)
    lines = [line for section in sections for line in section_lines(section)]
    lines += [f"! {line} {rule}: {message}" for line, rule, message in sorted(problems)]
    return "\n".join(lines)


def section_lines(section: Section) -> list[str]:
    lines = [f"#{section.anchor} {section.heading}"]
    for statement in section.statements:
        sentences = " + ".join(shown_sentence(section, sentence) for sentence in statement.sentences)
        lines.append(f"{statement.part} {statement.block}: {sentences}")
    lines += [f"asked {found.line} {found.language}: {found.text}" for found in section.asked_as]
    if section.facts or section.counsel:
        lines.append(f"facts {', '.join(section.facts)}{'; counsel' if section.counsel else ''}")
    return lines


def shown_sentence(section: Section, sentence: Sentence) -> str:
    marks = "; ".join(shown_mark(mark) for mark in sentence.marks)
    return f"{section.text[sentence.start : sentence.end]} [{marks}]".replace("\n", " / ")


def shown_mark(mark: Mark) -> str:
    return f"{mark.key}, {mark.authority}" if mark.authority else mark.key


@pytest.mark.parametrize("case", [pytest.param(found, id=found["title"]) for found in CASE.finditer(CASES)])
def test_the_readable_cases(case: re.Match[str]) -> None:
    assert shown(case["given"]) == case["expected"]


def test_no_readable_case_is_passed_over() -> None:
    assert len(list(CASE.finditer(CASES))) * 3 == len(re.findall(r"^\.$", CASES, re.MULTILINE))


def test_a_paragraph_may_be_indented_a_little() -> None:
    body = "## Q? {#q}\n\n   One is true. [@a]\n"
    assert shown(body) == "#q Q?\nlead 0: One is true. [a]"


def test_a_statement_knows_its_offsets_in_the_text_of_the_section() -> None:
    (section,), _ = read("## Q? {#q}\n\nOne is true. It holds. [@a]\n\nTwo is true. [@a]\n")
    assert section.text == "One is true. It holds.\n\nTwo is true."
    assert [(found.start, found.end) for found in section.statements] == [(0, 22), (24, 36)]


def test_the_lines_of_problems_count_from_the_beginning_of_the_file() -> None:
    _, problems = read("## Q? {#q}\n\nOne is true.\n", first_line=15)
    assert [line for line, _, _ in problems] == [17]


def test_the_heading_of_a_section_knows_its_line() -> None:
    sections, _ = read("## Q? {#q}\n\nOne is true. [@a]\n\n## R? {#r}\n\nTwo is true. [@a]\n", first_line=10)
    assert [section.line for section in sections] == [10, 14]


def test_a_mark_before_the_full_stop_never_makes_a_statement_of_a_full_stop() -> None:
    (section,), problems = read("## Q? {#q}\n\nThe term is two years [@a]. The fee is 50 dollars. [@b]\n")
    spoken = [section.spoken(statement) for statement in section.statements]
    assert problems or "." not in spoken


def test_a_mark_with_no_sentence_before_it_is_reported() -> None:
    _, problems = read("## Q? {#q}\n\n[@b] One is true. [@a]\n")
    assert [rule for _, rule, _ in problems] == ["source"]


def test_an_item_of_a_list_without_a_source_is_reported() -> None:
    _, problems = read("## Q? {#q}\n\nOne is true. [@a]\n\n- The form. [@a]\n- The bribe.\n")
    assert [rule for _, rule, _ in problems] == ["source"]


def test_an_introduction_that_introduces_nothing_needs_a_source() -> None:
    _, problems = read("## Q? {#q}\n\nOne is true. [@a]\n\nNothing else is needed:\n")
    assert [rule for _, rule, _ in problems] == ["source"]


def test_a_list_is_not_joined_to_an_introduction_in_another_part() -> None:
    (section,), _ = read("## Q? {#q}\n\nOne is true: [@a]\n\n### Caveat\n\n- The page has no date. [@b]\n")
    assert [statement.part for statement in section.statements] == ["lead", "caveat"]


def test_text_that_markdown_would_hide_is_reported() -> None:
    (section,), problems = read("## Q? {#q}\n\nOne is true. [@a]\n\n[note]: unless-the-office-objects\n")
    assert problems or "unless-the-office-objects" in section.text


def test_a_line_separator_from_a_word_processor_does_not_shift_a_table() -> None:
    body = "## Q? {#q}\n\nOne\u2028is true. [@a]\n\n| A | B |\n| - | - |\n| 1 | 2 [@a] |\n"
    (section,), _ = read(body)
    assert section.spoken(section.statements[-1]) == "| A | B |\n| - | - |\n| 1 | 2 |"


def test_the_words_of_a_person_are_shown_and_not_their_html_entities() -> None:
    (section,), problems = read("## Q? {#q}\n\nR&amp;D is protected. [@a]\n")
    assert problems or section.text == "R&D is protected."


WORDS = st.sampled_from(
    "It The fee This office However two years. registration is: Otherwise art. 5. Điều này phí [@a] [@b;@c] - |".split()
)
BODIES = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=6).map("\n\n".join)


@settings(deadline=None, max_examples=60)
@given(BODIES)
def test_statements_cover_the_text_of_a_section_without_gap_or_overlap(body: str) -> None:
    sections, problems = read(f"## Q? {{#q}}\n\n{body}\n")
    for section in sections:
        at = 0
        for statement in section.statements:
            for sentence in statement.sentences:
                assert section.text[at : sentence.start].strip() == ""
                assert at <= sentence.start
                assert sentence.start < sentence.end or problems
                at = sentence.end
        assert section.text[at:].strip() == ""


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    sections, problems = read(f"## Q? {{#q}}\n\n{text}")
    assert sections[0].anchor == "q"
    assert all(1 <= line <= text.count("\n") + 4 for line, _, _ in problems)
