"""The supplier's IP-risk score is what docs/score.md says."""

import json
import re
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checklists.answer import Answer
from bot.checklists.points import exactly, points_of, rounded
from bot.checklists.score import PARTS, TIERS, supplier_score
from indexer.checklist import Checklist
from tests.bot.checklists.score_vectors import checklist_of, outcome
from tests.checklist_sheets import any_answer, any_facts, best, filled, shipped, worst
from tests.scale import SCALE

PAGE = (Path(__file__).parents[3] / "docs" / "score.md").read_text(encoding="utf-8")
EXAMPLE: dict[str, Any] = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])
FOLDER = Path(__file__).parents[2] / "fixtures" / "score_vectors"
# Computed by somebody who had read docs/score.md and no code: a hundred, eleven more like them, six over all eight areas, and
# twenty on readings of the page that it has settled since.
FROM_THE_PAGE = [json.loads(line) for line in (FOLDER / "from_the_page_alone.jsonl").read_text(encoding="utf-8").splitlines()]
VECTORS = [*FROM_THE_PAGE, json.loads((FOLDER / "all_five_parts.json").read_text(encoding="utf-8")) | {"name": "all five parts"}]
SUPPLIER = ("supplier_dd", "supplier_dd_vietnam")

POLICY = {"id": "policy", "area": "policies_records", "kind": "yes_no_na", "weight": 1, "answer": "yes"}
OWNER = {"id": "owner", "area": "compliance_team", "kind": "yes_no_na", "weight": 1, "answer": "no"}
NDA = {"id": "nda", "area": "other", "risk": "contract", "kind": "yes_no_na", "weight": 1, "answer": "yes"}
GATE = {"gate": {"answers": ["no"], "tier_cap": "high"}}


def says(items: list[dict[str, Any]], **expected: Any) -> None:
    assert outcome({"items": items, "expected": expected}) == expected


def test_the_example_of_the_page_is_right() -> None:
    assert outcome(EXAMPLE) == EXAMPLE["expected"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_a_vector_computed_by_hand_is_right(vector: dict[str, Any]) -> None:
    assert outcome(vector) == vector["expected"]


def test_the_page_names_the_parts_and_tiers_that_are_computed() -> None:
    for part, most in PARTS.items():
        assert f"| {part.replace('_', ' ')} | {most} |" in PAGE
    assert [(tier, least, months) for tier, least, months in TIERS] == [("high", 60, 6), ("medium", 30, 12), ("low", 0, 24)]
    assert "| medium | 30 to 59 | 12 months |" in PAGE


@pytest.mark.parametrize("name", SUPPLIER)
def test_the_best_sheet_scores_0_and_the_worst_100(name: str) -> None:
    checklist = shipped()[name]
    good = supplier_score(checklist, {}, filled(checklist, {}, best))
    bad = supplier_score(checklist, {}, filled(checklist, {}, worst))
    assert (good.score, good.tier, good.months, good.gates) == (0, "low", 24, ())
    assert (bad.score, bad.tier, bad.months) == (100, "high", 6)
    assert {failed.item.id for failed in bad.gates} >= {"nda_signed"}


@pytest.mark.parametrize("name", SUPPLIER)
def test_no_answer_is_without_effect(name: str) -> None:
    """Users of another tool saw a score stuck at 0, whatever they answered."""
    checklist = shipped()[name]
    facts = {"tooling_held": "yes", "subcontracting": "yes", "rights": ("trademark", "design", "patent")}
    full = filled(checklist, facts, lambda item: Answer("crown_jewel") if item.id == "sensitivity" else best(item))
    whole = _exact(checklist, full, facts)
    for item in checklist.items:
        if item.id not in full or not item.scored or item.id in ("sensitivity", "findings_mended"):
            continue
        assert _exact(checklist, {**full, item.id: worst(item)}, facts) != whole, item.id


def test_no_is_never_taken_for_yes() -> None:
    """Users of another tool saw "No" stored as "Yes"."""
    for checklist in shipped().values():
        for item in checklist.items:
            if item.kind == "yes_no_na" and item.scored:
                assert {points_of(item, Answer("yes")), points_of(item, Answer("no"))} == {0, 1}
                with pytest.raises(KeyError):
                    points_of(item, Answer(value=False))
    says([{**NDA, **GATE, "answer": "no"}], score=100, gates=["nda"])
    says([{**NDA, "best": "no", "answer": "no"}], score=0)


def test_an_area_in_which_nothing_applies_is_not_scored_and_moves_nothing() -> None:
    absent = {**OWNER, "not_applicable": "allowed", "standing": "not_applicable"}
    del absent["answer"]
    says([POLICY, NDA, absent], score=0, levels={"policies_records": "5.0", "compliance_team": None})
    says([absent], score=None, tier=None, months=None, levels={"compliance_team": None})


def test_nothing_to_score_is_no_score_and_no_error() -> None:
    says([{"id": "day", "area": "other", "kind": "date", "answer": "2026-11-27"}], score=None, tier=None, gates=[], skipped=[])


def test_what_may_not_be_declared_inapplicable_counts_as_skipped() -> None:
    says([{**OWNER, "standing": "not_applicable"}], score=100, skipped=["owner"], levels={"compliance_team": "1.0"})


def test_a_score_before_the_end_counts_what_is_open_as_the_page_says_of_what_is_not_answered() -> None:
    assert "what is not answered yet counts with `p = 0`" in " ".join(PAGE.split())
    open_one = {name: value for name, value in OWNER.items() if name != "answer"}
    skipped = open_one | {"standing": "skipped"}
    for item in (open_one, skipped):
        says([POLICY, item], score=50, tier="medium", skipped=["owner"])
        says([POLICY, item | GATE], score=50, tier="high")


def test_a_skipped_item_counts_as_nothing_and_is_listed() -> None:
    skipped = {key: value for key, value in POLICY.items() if key != "answer"}
    says([skipped, {**OWNER, "answer": "yes"}], score=50, skipped=["policy"])


@pytest.mark.parametrize(
    ("weight", "score", "tier"), [(29.5, 30, "medium"), (29.4999, 29, "low"), (59.5, 60, "high"), (30, 30, "medium")]
)
def test_a_half_goes_up_and_the_tier_is_judged_on_the_rounded_score(weight: float, score: int, tier: str) -> None:
    items = [{**POLICY, "weight": exact(100 - weight)}, {**POLICY, "id": "other", "answer": "no", "weight": weight}]
    says(items, score=score, tier=tier)


def exact(number: float) -> float:
    return float(str(round(number, 4)))


def test_a_failed_gate_caps_the_tier_and_leaves_the_score() -> None:
    fine = [{**POLICY, "weight": 3}, {**NDA, **GATE, "answer": "yes"}]
    says(fine, score=0, tier="low", gates=[])
    says([fine[0], {**fine[1], "answer": "no"}], score=25, tier="high", months=6, gates=["nda"])
    says([fine[0], {**fine[1], "standing": "skipped"}], tier="high", gates=["nda"])
    medium = {"gate": {"answers": ["no"], "tier_cap": "medium"}}
    says([fine[0], {**fine[1], **medium, "answer": "no"}], tier="medium", months=12)


def test_a_gate_that_is_not_asked_or_does_not_apply_does_not_fail() -> None:
    says([POLICY, {**NDA, **GATE, "asked": False}], tier="low", gates=[])
    says([POLICY, {**NDA, **GATE, "not_applicable": "allowed", "standing": "not_applicable"}], tier="low", gates=[])


def test_an_exposure_that_is_not_asked_counts_as_none_and_keeps_its_weight() -> None:
    tools = {"id": "tools", "area": "other", "risk": "exposure", "kind": "yes_no_na", "weight": 3, "best": "no"}
    brand = {**tools, "id": "brand", "weight": 1, "answer": "yes"}
    says([brand, {**tools, "asked": False}], score=25)
    says([brand, {**tools, "answer": "no"}], score=25)


@pytest.mark.parametrize(("value", "points"), [(1, "0"), (2, "1/4"), (3, "1/2"), (5, "1")])
def test_a_scale_of_five_earns_quarters(value: int, points: str) -> None:
    item = checklist_of([{"id": "s", "area": "training", "kind": "scale"}]).items[0]
    assert points_of(item, Answer(value)) == Fraction(points)


@pytest.mark.parametrize("value", [0, 6, 2.5, "4", None, True])
def test_an_answer_that_is_not_on_the_scale_is_refused(value: Any) -> None:
    item = checklist_of([{"id": "s", "area": "training", "kind": "scale"}]).items[0]
    with pytest.raises(KeyError):
        points_of(item, Answer(value))


def test_several_options_add_up_to_1_at_most() -> None:
    item = checklist_of([{"id": "m", "area": "training", "kind": "multi", "options": {"a": 0.1, "b": 0.2, "c": 0.9}}]).items[0]
    assert points_of(item, Answer(("a", "b"))) == Fraction(3, 10)
    assert points_of(item, Answer(("a", "c"))) == 1
    assert points_of(item, Answer(())) == 0


def test_numbers_are_taken_as_they_are_written() -> None:
    assert exactly(0.1) + exactly(0.2) == Fraction(3, 10)
    assert rounded(Fraction(5, 2)) == 3
    assert rounded(Fraction(9, 20), 1) == Fraction(1, 2)


@settings(max_examples=40 * SCALE, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(SUPPLIER))
def test_every_point_of_any_sheet_is_traceable_to_an_item(seed: int, name: str) -> None:
    random, checklist = Random(seed), shipped()[name]
    facts = any_facts(random)
    answers = filled(checklist, facts, lambda item: any_answer(item, random))
    found = supplier_score(checklist, facts, answers)
    assert found.score is not None
    assert 0 <= found.score <= 100
    assert all(line.adds >= 0 for line in found.lines)
    assert rounded(sum((line.adds for line in found.lines), Fraction(0))) == found.score
    assert len({line.marked.item.id for line in found.lines}) == len(found.lines)
    assert all(level is None or 1 <= level <= 5 for level in found.levels.values())
    assert set(found.skipped) <= {item_id for item_id, answer in answers.items() if answer.standing != "answered"}


@settings(max_examples=20 * SCALE, deadline=None)
@given(st.integers(0, 2**32))
def test_a_better_answer_never_raises_the_risk(seed: int) -> None:
    random, checklist = Random(seed), shipped()["supplier_dd"]
    facts = any_facts(random)
    answers = filled(checklist, facts, lambda item: any_answer(item, random))
    item = random.choice([item for item in checklist.items if item.scored and item.id in answers])
    better, worse = {**answers, item.id: best(item)}, {**answers, item.id: worst(item)}
    if _asked_alike(checklist, facts, better, worse):
        assert _exact(checklist, better, facts) <= _exact(checklist, worse, facts)


def _asked_alike(checklist: Checklist, facts: Any, one: Any, other: Any) -> bool:
    asked = [[line.marked.item.id for line in supplier_score(checklist, facts, sheet).lines] for sheet in (one, other)]
    return asked[0] == asked[1]


def _exact(checklist: Checklist, answers: Any, facts: Any) -> Fraction:
    return sum((line.adds for line in supplier_score(checklist, facts, answers).lines), Fraction(0))
