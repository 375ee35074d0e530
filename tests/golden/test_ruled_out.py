"""What rules a section out, held against the guidance: its phrasings have an answer, its near misses have none."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.answering.confidence import fitted
from bot.answering.evidence import RULED_OUT, Witness
from bot.answering.guidance import LiveGuidance
from bot.answering.places import PlaceNames, scope_of
from bot.answering.question import Question
from bot.answering.reading import read_message
from bot.answering.wants import decisive, missing_wants, wants_of
from indexer.content import Content
from indexer.knowledge import read_knowledge

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
EVERYONE = frozenset({"public", "employees"})


@pytest.fixture(scope="module")
def content() -> Content:
    return Content.of(read_knowledge(KNOWLEDGE))


def ruled_out(content: Content, asked: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """The questions (section, language, text) of which a decisive want is met by no statement of the section."""
    found = []
    for identity, language, text in asked:
        _, section, _ = content.section(identity, language)
        missing = wants_of(text)
        for statement in section.statements if missing else ():
            missing &= missing_wants(missing, f"{section.heading} {section.spoken(statement)}")
        if decisive(missing):
            found.append((identity, text))
    return found


def test_hardly_a_phrasing_asks_for_what_its_own_section_cannot_give(content: Content) -> None:
    phrasings = [
        (f"{guide.id}#{section.anchor}", phrasing.language, phrasing.text)
        for guide in content.guides.values()
        for section in guide.sections
        for phrasing in section.asked_as
    ]
    found = ruled_out(content, phrasings)
    assert len(found) <= 0.004 * len(phrasings), found


def test_near_misses_that_ask_for_a_number_to_call_a_name_or_a_task_are_ruled_out(content: Content) -> None:
    misses = [(miss.near, miss.language, miss.text) for miss in content.near_misses]
    assert len(ruled_out(content, misses)) >= 0.06 * len(misses)


@pytest.mark.parametrize(
    ("question", "section", "out"),
    [
        ("Who has to prove what in a copyright suit in Vietnam?", "vn-remedies-damages#burden-of-proof", False),
        ("How long does a utility solution last in Vietnam?", "vn-rights-and-terms#design-term", True),
        ("How long does an industrial design last in Vietnam?", "vn-rights-and-terms#design-term", False),
    ],
)
def test_a_section_is_ruled_out_by_another_right_only_if_it_names_one(
    guidance: LiveGuidance, question: str, section: str, out: bool
) -> None:
    index = guidance.current().index
    names = PlaceNames(index.content.jurisdictions)
    read = read_message(question, names)
    assert isinstance(read, Question)
    found = Witness(index, names, fitted()).evidence(read.parts[0], "en", scope_of(read.places, EVERYONE))
    missing = {evidence.hit.id: evidence.features["missing"] for evidence in found}
    assert (missing[section] >= RULED_OUT) is out
