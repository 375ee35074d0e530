"""Random walks through every shipped checklist: no dead end, no unreachable item, short enough for a person."""

from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checklists.answer import Answer
from bot.checklists.score import supplier_score
from indexer.checklist import MAX_ITEMS, Checklist
from tests.bot.checklists.walking import walk
from tests.checklist_sheets import best, filled, shipped
from tests.scale import SCALE

PROFILES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "fixtures" / "supplier_profiles.yaml").read_text(encoding="utf-8")
)
NAMES = sorted(shipped())
DUE_DILIGENCE = ("supplier_dd", "supplier_dd_vietnam")


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40 * SCALE, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_walk_through_a_checklist_reaches_a_dead_end(name: str, seed: int) -> None:
    assert walk(shipped()[name], Random(seed))


@pytest.mark.parametrize("name", NAMES)
def test_walks_reach_every_item(name: str) -> None:
    checklist = shipped()[name]
    missing = {item.id for item in checklist.items}
    for seed in range(500):
        missing -= walk(checklist, Random(seed))
        if not missing:
            return
    assert not missing


@pytest.mark.parametrize("name", DUE_DILIGENCE)
def test_a_due_diligence_asks_a_usual_supplier_at_most_35_questions(name: str) -> None:
    counts = [len(_asked(shipped()[name], profile)) for profile in PROFILES]
    assert len(counts) == 12
    assert median(counts) <= 35
    assert max(counts) <= MAX_ITEMS


def _asked(checklist: Checklist, profile: dict[str, Any]) -> set[str]:
    facts = {name: tuple(value) if isinstance(value, list) else value for name, value in profile["facts"].items()}
    given = {name: Answer(value) for name, value in profile["answers"].items()}
    sheet = filled(checklist, facts, lambda item: given.get(item.id) or best(item))
    assert set(given) <= set(sheet), profile["name"]
    return set(sheet)


@pytest.mark.parametrize("name", DUE_DILIGENCE)
def test_a_due_diligence_covers_the_eight_areas_for_every_supplier(name: str) -> None:
    checklist = shipped()[name]
    assert checklist.rates_supplier
    for profile in PROFILES:
        facts = {key: tuple(value) if isinstance(value, list) else value for key, value in profile["facts"].items()}
        levels = supplier_score(checklist, facts, filled(checklist, facts, best)).levels
        assert None not in levels.values(), profile["name"]


def test_the_eight_checklists_of_the_product_are_there() -> None:
    assert (
        sorted(
            [
                *DUE_DILIGENCE,
                "facility_ip_audit",
                "trade_secret_programme",
                "contract_readiness",
                "supplier_exit",
                "product_launch_abroad",
                "suspected_leak_or_counterfeit",
            ]
        )
        == NAMES
    )


def test_the_supplier_gets_a_questionnaire_in_each_of_the_eight_areas() -> None:
    for name in DUE_DILIGENCE:
        areas = {section.area for section in shipped()[name].sections if any(item.ask_supplier for item in section.items)}
        assert len(areas - {"other"}) == 8
