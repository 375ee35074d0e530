"""The headline figures on the reporting half must not fall by more than a point; what must be whole is whole."""

import json
from pathlib import Path

import pytest

from bot.answering.guidance import LiveGuidance
from bot.answering.outcome import Answer, NoAnswer, Result
from indexer.guide import BOTH
from tests.golden.grading import Verdict, figures, holds, load_questions
from tests.golden.measures import measures, unsupported_sentences
from tests.golden.report import ask_all

HEADLINE = json.loads((Path(__file__).parent / "headline.json").read_text(encoding="utf-8"))
POINT = 0.01
EVERYONE = frozenset({"public", "employees"})


@pytest.fixture(scope="module")
def verdicts(guidance: LiveGuidance) -> list[Verdict]:
    return ask_all(guidance, load_questions("reporting"))


@pytest.mark.parametrize("name", ["right", "right in Vietnamese", "refusals right"])
@pytest.mark.parametrize("chosen", ["first", "examiners"])
def test_a_headline_figure_has_not_fallen(verdicts: list[Verdict], chosen: str, name: str) -> None:
    assert figures(of(chosen, verdicts))[name] >= HEADLINE[chosen][name] - POINT


@pytest.mark.parametrize("chosen", ["first", "examiners"])
def test_wrong_refusals_have_not_risen(verdicts: list[Verdict], chosen: str) -> None:
    assert figures(of(chosen, verdicts))["wrong refusals"] <= HEADLINE[chosen]["wrong refusals"] + POINT


def of(chosen: str, verdicts: list[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.question["set"] == chosen]


@pytest.mark.parametrize("name", ["verbatim", "citation precision"])
def test_every_citation_is_whole(guidance: LiveGuidance, verdicts: list[Verdict], name: str) -> None:
    assert measures(guidance.current().index, verdicts)[name] == 1.0


def test_fusion_finds_no_less_than_the_better_of_its_halves(guidance: LiveGuidance, verdicts: list[Verdict]) -> None:
    found = measures(guidance.current().index, verdicts)
    assert found["Recall@5 hybrid"] >= max(found["Recall@5 dense"], found["Recall@5 lexical"])


def test_every_sentence_of_every_answer_carries_a_citation_or_is_a_fixed_text(verdicts: list[Verdict]) -> None:
    assert [s for verdict in verdicts for s in unsupported_sentences(verdict.reply)] == []


def test_a_question_about_a_design_is_answered_with_the_term_of_a_design(guidance: LiveGuidance) -> None:
    outcome, _ = guidance.current().answerer.answer("How long does a design patent last in Vietnam?", EVERYONE)
    assert isinstance(outcome.result, Answer)
    assert outcome.result.parts[0].quotes[0].section_id == "vn-rights-and-terms#design-term"


def test_a_short_question_in_the_words_of_a_phrasing_is_answered(guidance: LiveGuidance) -> None:
    outcome, _ = guidance.current().answerer.answer("Who should own the tooling?", EVERYONE)
    assert isinstance(outcome.result, Answer)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how long dose an industrail desgin last in vietnam", "how long does an industrial design last in vietnam"),
        ("can CBP recrod our tradmark", "can CBP record our trademark"),
        ("who regsters the tecnology transfer contrct in Vietnam", "who registers the technology transfer contract in Vietnam"),
    ],
)
def test_slips_of_the_pen_change_no_answer(guidance: LiveGuidance, typed: str, meant: str) -> None:
    answerer = guidance.current().answerer
    first = _first_section(answerer.answer(meant, EVERYONE)[0].result)
    assert _first_section(answerer.answer(typed, EVERYONE)[0].result) == first is not None


@pytest.mark.parametrize(
    "asked", ["since when is madrid in force in vietnam", "nghi dinh thu madrid co hieu luc voi VN tu ngay nao"]
)
def test_a_date_in_a_long_table_is_told(guidance: LiveGuidance, asked: str) -> None:
    result = guidance.current().answerer.answer(asked, EVERYONE)[0].result
    said = " ".join(quote.said for part in result.parts for quote in part.quotes) if isinstance(result, Answer) else ""
    assert "2006" in said


def test_hardly_a_heading_is_not_answered_from_its_own_section(guidance: LiveGuidance) -> None:
    answerer, content = guidance.current().answerer, guidance.current().index.content
    headings = [
        (f"{guide.id}#{section.anchor}", section.heading)
        for guide in content.guides.values()
        if guide.jurisdiction != BOTH
        for section in (*guide.sections, *guide.translations["vi"].sections)
    ]
    outcomes = [(identity, answerer.answer(heading, EVERYONE)[0].result) for identity, heading in headings]
    elsewhere = [identity for identity, result in outcomes if identity != _first_section(result)]
    assert len(elsewhere) <= 0.01 * len(headings), elsewhere


def _first_section(result: Result) -> str | None:
    return result.parts[0].quotes[0].section_id if isinstance(result, Answer) and result.parts[0].quotes else None


def test_the_halves_share_no_question() -> None:
    tuning = {question["id"] for question in load_questions("tuning")}
    assert tuning.isdisjoint(question["id"] for question in load_questions("reporting"))
    assert len(load_questions()) >= 1_300


def test_the_grader_does_not_find_a_figure_inside_another() -> None:
    assert not holds("lasts 12 years", "2 years")
    assert not holds("USD 1900 per class", "USD 190")
    assert holds("at most 8 % of the value", "8%")


def test_who_asks_too_broadly_is_offered_topics_and_not_told_that_there_is_nothing(guidance: LiveGuidance) -> None:
    answerer = guidance.current().answerer
    broad, _ = answerer.answer("trademark", EVERYONE)
    strange, _ = answerer.answer("Who won the football match last night?", EVERYONE)
    assert isinstance(broad.result, NoAnswer)
    assert (broad.result.reason, len(broad.result.nearest)) == ("unsure", 3)
    assert isinstance(strange.result, NoAnswer)
    assert strange.result.reason == "not_covered"
