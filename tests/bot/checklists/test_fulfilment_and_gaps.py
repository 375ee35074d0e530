"""How much of a checklist is fulfilled, where the supplier sees itself otherwise, and what is claimed without being shown."""

from typing import Any

import pytest

from bot.checklists.answer import Answer
from bot.checklists.fulfilment import fulfilment
from bot.checklists.gap import gaps
from bot.checklists.unproven import unproven
from tests.bot.checklists.score_vectors import checklist_of, outcome
from tests.checklist_sheets import best, filled, shipped, worst

TRAINED = {"id": "trained", "area": "training", "kind": "scale", "weight": 1}
LEAVERS = {"id": "leavers", "area": "training", "kind": "yes_no_na", "weight": 1, "not_applicable": "allowed"}
BRAND = {"id": "brand", "area": "other", "risk": "exposure", "kind": "yes_no_na", "best": "no"}


@pytest.mark.parametrize("name", sorted(shipped()))
def test_each_shipped_checklist_can_be_fulfilled_and_missed(name: str) -> None:
    checklist = shipped()[name]
    facts = {"tooling_held": "no"}
    done, missed = (fulfilment(checklist, facts, filled(checklist, facts, answer)) for answer in (best, worst))
    assert (done.total, missed.total) == (100, 0)
    assert {percent for percent in done.sections.values() if percent is not None} == {100}


def test_fulfilment_weighs_items_and_leaves_out_what_does_not_apply() -> None:
    checklist = checklist_of([TRAINED, {**LEAVERS, "weight": 3}, BRAND])
    half = {"trained": Answer(3), "leavers": Answer("no"), "brand": Answer("yes")}
    assert fulfilment(checklist, {}, half).total == 13
    gone = {**half, "leavers": Answer(standing="not_applicable")}
    found = fulfilment(checklist, {}, gone)
    assert found.total == 50
    assert found.sections == {"s0": 50, "s1": None, "s2": None}


def test_a_supplier_that_rates_itself_more_than_one_level_higher_is_flagged() -> None:
    checklist = checklist_of([TRAINED, LEAVERS])
    found = {gap.area: gap for gap in gaps(checklist, {}, {"trained": Answer(5)}, {"trained": Answer(3)})}
    assert (found["training"].gap, found["training"].notable) == (2, True)
    assert not gaps(checklist, {}, {"trained": Answer(4)}, {"trained": Answer(3)})[0].notable
    assert gaps(checklist, {}, {"trained": Answer(1)}, {"trained": Answer(3)})[0].notable


def test_only_items_that_both_have_answered_are_compared() -> None:
    checklist = checklist_of([TRAINED, LEAVERS])
    own = {"trained": Answer(5), "leavers": Answer(standing="not_applicable")}
    evaluators = {"trained": Answer(5), "leavers": Answer("no")}
    assert [gap.gap for gap in gaps(checklist, {}, own, evaluators)] == [0]
    assert gaps(checklist, {}, {"leavers": Answer("yes")}, {"trained": Answer(5)}) == ()


def test_an_item_that_the_evaluators_sheet_does_not_ask_is_not_compared() -> None:
    checklist = checklist_of([{**TRAINED, "asked": False}])
    assert gaps(checklist, {}, {"trained": Answer(5)}, {"trained": Answer(1)}) == ()


@pytest.mark.parametrize(
    ("asks", "given", "listed"),
    [
        ("file", [], True),
        ("file", ["note", "link"], True),
        ("file", ["file"], False),
        ("link", ["note"], True),
        ("link", ["file"], False),
        ("note", ["link"], False),
        ("none", [], False),
    ],
)
def test_a_good_answer_without_the_evidence_that_is_asked_for_is_listed(asks: str, given: list[str], listed: bool) -> None:
    item: dict[str, Any] = {**TRAINED, "evidence": asks, "answer": 4, "given": given}
    assert outcome({"items": [item], "expected": {"unproven": []}})["unproven"] == (["trained"] if listed else [])


@pytest.mark.parametrize("answer", [Answer(3), Answer(standing="skipped")])
def test_what_claims_no_compliance_needs_no_evidence(answer: Answer) -> None:
    assert unproven(checklist_of([{**TRAINED, "evidence": "file"}]), {}, {"trained": answer}) == ()
