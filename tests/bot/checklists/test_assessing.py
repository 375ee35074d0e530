"""A sign-off gives the supplier its tier and the day of its next assessment; its scores can be followed over time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.checklists.assessing import due
from bot.checklists.conditions import next_item
from bot.checklists.desks import RunDesks, run_desks
from bot.checklists.rights import Act
from bot.checklists.score import supplier_score
from bot.store.supplier_record import Assessment
from tests.bot.checklists.small_checklist import LINH, RAY, RITA, House
from tests.bot.checklists.test_report import due_diligence, middling
from tests.bot.supplier_contract import supplier

FACTS = {"country": "VN", "tooling_held": "no"}


class Assessed:
    """A house that rates the supplier "s1"."""

    def __init__(self) -> None:
        self.house = House()
        self.house.checklist = due_diligence()
        self.house.store.suppliers.add(supplier("s1", tier=None))
        self.desks: RunDesks = run_desks(self.house.store, self.house.files, self.house.tick, self.house.new_id)

    def submitted(self, best: bool = False) -> str:
        house, run = self.house, self.house.start(facts=FACTS)
        place = 0
        while item := next_item(due_diligence(), house.run(run).facts, house.run(run).answers()):
            place += 1
            good = max(item.options, key=lambda option: option.points or 0).value if item.options else "5"
            house.answer(run, item.id, good if best else middling(item, place))
        self.desks.review.submit(run, Act(LINH), despite_unproven=True)
        return run

    def sign(self, run: str, key: str = "") -> None:
        for who in (RITA, RAY):
            if self.house.run(run).state == "submitted":
                self.desks.review.sign_off(run, Act(who, key and f"{key}/{who.id}"))

    @property
    def supplier(self):
        return self.house.store.suppliers.get("s1")


@pytest.fixture(scope="module")
def house() -> Assessed:
    return Assessed()


def test_the_tier_is_written_with_the_last_sign_off_needed_and_not_before(house: Assessed) -> None:
    run = house.submitted()
    score = supplier_score(due_diligence(), house.house.run(run).facts, house.house.run(run).answers())
    assert score.tier == "high"
    house.desks.review.sign_off(run, Act(RITA))
    assert house.supplier.tier is None
    house.desks.review.sign_off(run, Act(RAY))
    signed = house.house.run(run).sign_offs[-1].at
    assert house.supplier.tier == "high"
    assert house.supplier.assessed == Assessment(signed, run, due(signed, 6))


def test_a_later_sign_off_takes_its_place_and_an_earlier_one_told_again_does_not(house: Assessed) -> None:
    earlier = house.supplier.assessed
    run = house.submitted(best=True)
    house.sign(run)
    later = house.supplier
    assert later.assessed.run == run
    assert later.assessed.again_on > earlier.again_on
    house.desks.assessing.settle(house.house.run(earlier.run))
    house.desks.assessing.settle(house.house.run(run))
    assert house.supplier == later


def test_scores_are_told_oldest_first(house: Assessed) -> None:
    first, second = house.desks.assessing.scores("s1")
    assert first.at < second.at
    assert first.score > second.score
    assert house.desks.assessing.scores("other") == []


def test_a_sign_off_whose_process_died_before_the_supplier_was_told_is_mended_by_the_same_press(house: Assessed) -> None:
    run = house.submitted()
    house.sign(run, "press")
    told = house.supplier
    lost = replace(told, tier="low", assessed=Assessment(told.assessed.at - timedelta(days=1), "before", date(2027, 1, 1)))
    assert house.house.store.suppliers.replace(lost)
    house.desks.review.sign_off(run, Act(RAY, f"press/{RAY.id}"))
    assert (house.supplier.tier, house.supplier.assessed) == (told.tier, told.assessed)


def test_a_checklist_that_rates_nobody_leaves_the_supplier_alone() -> None:
    small = House()
    small.store.suppliers.add(supplier("s1", tier="low"))
    small.signed_off()
    assert small.store.suppliers.get("s1") == supplier("s1", tier="low")


@pytest.mark.parametrize(
    ("signed", "months", "day"),
    [
        ("2026-11-27", 6, "2027-05-27"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2024-02-29", 24, "2026-02-28"),
    ],
)
def test_the_next_assessment_is_so_many_months_later(signed: str, months: int, day: str) -> None:
    assert due(datetime.fromisoformat(signed).replace(tzinfo=UTC), months) == date.fromisoformat(day)
