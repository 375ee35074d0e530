"""What files of plans come to: names, places, tiers, recordations; and what keeping a file again changes."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.audits.filing import continued, filed, is_kept
from bot.audits.outcome import Outcome
from bot.audits.plan import BadPlan
from bot.audits.recordation import term_of, terms
from bot.store.supplier_record import RememberedSuppliers, Site, Supplier
from indexer.knowledge import read_knowledge
from tests.audits.house import HANOI, LINH, MANAGER, House, plan, unannounced

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, tzinfo=UTC)
VALUES = {
    "id": "p",
    "kind": "facility_audit",
    "title": "Audit",
    "channel": "slack:C1",
    "owner": MANAGER.id,
    "starts": "2027-03-15",
}


@pytest.fixture
def suppliers() -> RememberedSuppliers:
    found = RememberedSuppliers()
    supplier = Supplier("s1", "Sông Hồng", "song hong", "VN", "Asia/Ho_Chi_Minh", MANAGER.id, NOW, NOW, tier="high")
    found.add(supplier)
    found.add_site(Site("x1", "s1", "Bản Mới", "ban moi", "TH", "Asia/Bangkok", NOW))
    return found


def test_a_supplier_is_found_by_name_or_id_and_brings_its_place(suppliers: RememberedSuppliers) -> None:
    for named in ("Sông Hồng", "song hong", "s1"):
        found = filed({**VALUES, "supplier": named}, suppliers, TODAY)
        assert (found.supplier, found.plant.zone, found.plant.country) == ("s1", "Asia/Ho_Chi_Minh", "VN")


def test_a_site_brings_its_own_place(suppliers: RememberedSuppliers) -> None:
    found = filed({**VALUES, "supplier": "Sông Hồng", "site": "Bản Mới"}, suppliers, TODAY)
    assert (found.site, found.plant.zone) == ("x1", "Asia/Bangkok")


@pytest.mark.parametrize("values", [{"supplier": "Nobody"}, {"supplier": "s1", "site": "Nowhere"}, {"site": "Bản Mới"}])
def test_what_nobody_knows_is_refused(suppliers: RememberedSuppliers, values: dict[str, str]) -> None:
    with pytest.raises(BadPlan):
        filed({**VALUES, **values}, suppliers, TODAY)


@pytest.mark.parametrize(("tier", "months"), [("high", 6), ("medium", 12), ("low", 24), (None, 12)])
def test_how_often_a_supplier_is_assessed_again_follows_from_its_risk(
    suppliers: RememberedSuppliers, tier: Any, months: int
) -> None:
    suppliers.replace(replace(suppliers.get("s1"), tier=tier))  # type: ignore[type-var]
    found = filed({**VALUES, "kind": "supplier_reassessment", "supplier": "s1"}, suppliers, TODAY)
    assert found.recurrence.rule == f"FREQ=MONTHLY;INTERVAL={months}"


def recordation(**values: Any) -> dict[str, Any]:
    place = {"zone": "Asia/Ho_Chi_Minh", "country": "VN"}
    since = {"authority": "VN", "right": "trademark", "since": "2026-06-01"}
    return {
        **VALUES,
        "kind": "customs_recordation",
        "plant": place,
        "recordation": {**since, **values.pop("recordation", {})},
        **values,
    }


@pytest.mark.parametrize(
    ("authority", "right", "expires", "file_by"),
    [
        ("VN", "trademark", date(2028, 6, 1), date(2028, 5, 12)),
        ("US", "trademark", date(2036, 6, 1), date(2036, 6, 1)),
        ("US", "copyright", date(2046, 6, 1), date(2046, 6, 1)),
    ],
)
def test_a_rule_proposes_an_expiry_and_says_that_it_is_unconfirmed(
    suppliers: RememberedSuppliers, authority: str, right: str, expires: date, file_by: date
) -> None:
    found = filed(recordation(recordation={"authority": authority, "right": right}), suppliers, TODAY)
    assert found.proposal is not None
    assert (found.proposal.expires_on, found.due_on, found.expires_on) == (expires, file_by, None)
    assert found.proposal.as_of == date(2026, 11, 23)
    assert found.proposal.source
    house = House()
    house.programme.keep(found, MANAGER)
    assert plan_again(house, "p") == found


def plan_again(house: House, identity: str) -> Any:
    from bot.audits.plan import plan_of

    return plan_of(house.records.plan(identity).body)


def test_what_stands_on_the_certificate_counts_and_nothing_is_unconfirmed_then(suppliers: RememberedSuppliers) -> None:
    found = filed(recordation(expires_on="2028-08-31"), suppliers, TODAY)
    assert (found.proposal, found.expires_on, found.due_on) == (None, date(2028, 8, 31), date(2028, 8, 11))


def test_what_comes_due_once_is_reminded_of_even_if_the_file_says_that_plans_start_later() -> None:
    found = filed({**VALUES, "kind": "nda_renewal", "plant": HANOI, "due_on": "2027-01-29"}, RememberedSuppliers(), TODAY)
    house = House()
    house.programme.keep(found, MANAGER)
    house.until(date(2027, 1, 25))
    assert house.one("p").due_on == "2027-01-29"


def test_a_patent_or_a_long_ended_term_proposes_nothing(suppliers: RememberedSuppliers) -> None:
    with pytest.raises(BadPlan, match="no published term"):
        filed(recordation(recordation={"authority": "US", "right": "any"}), suppliers, TODAY)
    with pytest.raises(BadPlan, match="it expired on 2022-06-01"):
        filed(recordation(recordation={"since": "2020-06-01"}), suppliers, TODAY)


def test_every_term_is_told_in_both_languages_and_rests_on_a_section_of_the_guidance() -> None:
    sections = {f"{guide.id}#{one.anchor}" for guide in read_knowledge(ROOT / "knowledge").guides for one in guide.sections}
    for term in terms():
        assert term.guide in sections
        assert {language: bool(term.proposal(TODAY, language).rule) for language in ("en", "vi")} == {"en": True, "vi": True}
    assert term_of("US", "patent") is None


def test_a_plan_kept_again_is_found_unchanged() -> None:
    house = House()
    record = house.programme.keep(plan(), MANAGER)
    assert is_kept(plan(), record)
    assert not is_kept(plan(title="Another"), record)
    assert not is_kept(plan(), house.programme.end("song-hong", MANAGER))


def test_keeping_a_file_again_after_an_audit_does_not_draw_again() -> None:
    house = House(now=NOW)
    house.programme.keep(unannounced(), MANAGER)
    first = house.one()
    house.now = datetime(2027, 9, 1, 3, tzinfo=UTC)
    house.programme.done(first.id, LINH, Outcome(run="r1", held_on=date(2027, 9, 1)))
    record = house.records.plan("song-hong")
    same = continued(unannounced(), record)
    assert same.starts == date(2027, 9, 1)
    assert is_kept(same, record)
    drawn = house.records.sealed_draws()
    house.programme.keep(continued(unannounced(title="Renamed"), record), MANAGER)
    assert house.records.sealed_draws() == drawn
    assert json.loads(json.dumps(house.records.plan("song-hong").body))["title"] == "Renamed"
