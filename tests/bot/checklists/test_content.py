"""What the shipped checklists promise, beyond what the content check can see."""

import re

import pytest

from indexer.checklist import HOUSE_RULE, OTHER, Checklist
from tests.checklist_sheets import shipped

CHECKLISTS = pytest.mark.parametrize("checklist", list(shipped().values()), ids=list(shipped()))
DUE_DILIGENCE = pytest.mark.parametrize("name", ["supplier_dd", "supplier_dd_vietnam"])


@CHECKLISTS
def test_every_item_cites_guidance_or_says_that_it_is_a_house_rule(checklist: Checklist) -> None:
    assert all(item.guide or item.basis == (HOUSE_RULE,) for item in checklist.items)


@CHECKLISTS
def test_law_is_named_only_where_a_guide_section_carries_it(checklist: Checklist) -> None:
    law = re.compile(r"circular|decree|labour code|8%|convention|\blaw\b", re.IGNORECASE)
    for item in checklist.items:
        if law.search(f"{item.ask.en} {item.why.en} {item.good.en}"):
            assert item.guide, item.id


@CHECKLISTS
def test_a_question_to_the_supplier_does_not_call_it_by_the_evaluators_you(checklist: Checklist) -> None:
    for item in checklist.items:
        texts = [item.ask, *(option.label for option in item.options)]
        if item.ask_supplier:
            assert not re.search(r"\byou", " ".join(text.en for text in texts), re.IGNORECASE), item.id
            assert not re.search(r"\bbạn\b", " ".join(text.vi for text in texts), re.IGNORECASE), item.id


@CHECKLISTS
def test_questions_are_short_enough_for_a_phone(checklist: Checklist) -> None:
    assert all(len(item.ask.en) <= 110 and item.ask.en.endswith("?") for item in checklist.items)


@DUE_DILIGENCE
def test_no_secrecy_agreement_hidden_sub_contractors_and_unclear_tooling_are_gates(name: str) -> None:
    gates = {item.id: item.gate for item in shipped()[name].items if item.gate}
    assert set(gates) == {"nda_signed", "subs_disclosed", "tooling_title"}
    assert {gate.tier_cap for gate in gates.values()} == {"high"}


@DUE_DILIGENCE
def test_every_part_of_the_score_has_items_and_every_item_of_a_due_diligence_counts_somewhere(name: str) -> None:
    checklist = shipped()[name]
    assert {item.risk for item in checklist.items} == {None, "exposure", "contract", "incidents", "audit_age"}
    assert all(item.risk for section in checklist.sections if section.area == OTHER for item in section.items)
    assert all(item.scored for item in checklist.items)
