"""The yearly sample in the programme: drawn once, told, logged with its seed, and planned for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.audits.outcome import Outcome
from bot.audits.round import Surroundings
from bot.audits.sampling_log import sampled
from bot.store.audit_record import Change
from bot.store.remembered_audits import RememberedAudits
from bot.store.supplier_record import Contract, RememberedSuppliers, Site, Supplier
from tests.audits.house import HANOI, LINH, MANAGER, House, plan

THEN = datetime(2026, 11, 27, tzinfo=UTC)
TIERS = ["high", "high", *["medium"] * 8, *["low"] * 9, None]


def supplier(number: int, tier: str | None, **changes: object) -> Supplier:
    plain = Supplier(f"s{number:02}", f"Supplier {number}", f"supplier {number}", "VN", HANOI["zone"], MANAGER.id, THEN, THEN)
    return replace(plain, tier=tier, **changes)


def suppliers() -> RememberedSuppliers:
    """Twenty, of whom the first two are of high risk and the last is not assessed; the first has two sites."""
    found = RememberedSuppliers()
    for number, tier in enumerate(TIERS):
        found.add(supplier(number, tier))
    for name in ("x1", "x2"):
        found.add_site(Site(name, "s00", name.upper(), name, "TH", "Asia/Bangkok", THEN))
    return found


def sampling(**changes: object) -> object:
    values = {
        "kind": "audit_sampling",
        "title": "Sample",
        "every": "FREQ=YEARLY",
        "starts": "2027-01-05",
        "share": 0.3,
        "supplier": "",
    }
    return plan("sample", **{**values, **changes})


@pytest.fixture
def house() -> House:
    seeds: Iterator[str] = (f"seed {number}" for number in range(99))
    house = House(surroundings=Surroundings(suppliers(), new_seed=lambda: next(seeds)))
    house.programme.keep(sampling(), MANAGER)
    house.until(date(2027, 1, 5))
    return house


def planned(house: House) -> dict[str, dict[str, object]]:
    return {one.id.removeprefix("auto.sample.2027."): one.body for one in house.records.plans() if one.id.startswith("auto.")}


def test_the_share_is_drawn_every_high_risk_site_and_whoever_nobody_assessed_among_them(house: House) -> None:
    found = planned(house)
    assert {"x1", "x2", "s01", "s19"} <= set(found)
    assert len({body["supplier"] for body in found.values()}) == 6
    assert all(body["kind"] == "facility_audit" and body["auditor"] == LINH.id for body in found.values())
    assert (found["x1"]["site"], found["x1"]["plant"]) == ("x1", {"zone": "Asia/Bangkok", "country": "TH"})


def test_the_audits_are_spread_over_the_year(house: House) -> None:
    days = sorted(date.fromisoformat(str(body["due_on"])) for body in planned(house).values())
    assert days[0] >= date(2027, 1, 19)
    assert days[-1] <= date(2027, 12, 15)
    assert days[-1] - days[0] > timedelta(days=200)


def test_the_channel_is_told_once_and_the_log_proves_the_draw(house: House) -> None:
    (key,) = [key for key in house.sent() if key.endswith("channel")]
    assert "**To be audited in 2027:** 6 of 20 suppliers" in house.text_of(key)
    assert "- Supplier 1 (high)" in house.text_of(key)
    house.until(date(2027, 1, 30))
    (proof,) = sampled(house.records)
    assert (proof.year, proof.suppliers, proof.chosen, proof.audited, proof.high_sites, proof.sound) == (2027, 20, 6, 0, 2, True)
    assert house.one("sample").state == "done"


def test_audits_that_were_made_count_as_proof(house: House) -> None:
    house.until(date(2027, 12, 20), timedelta(hours=6))
    for identity in ("x1", "s01"):
        (one,) = house.records.occurrences(f"auto.sample.2027.{identity}")
        house.programme.done(one.id, LINH, Outcome(run="r1"))
    (proof,) = sampled(house.records)
    assert (proof.audited, proof.high_audited) == (2, 1)


def test_a_supplier_put_in_by_hand_is_found(house: House) -> None:
    line = next(line for line in house.records.log() if line.action == "sampled")
    other = RememberedAudits()
    chosen = [name for name in line.details["tiers"] if name not in line.details["chosen"]][:1]
    other.commit(Change(log=(replace(line, details={**line.details, "chosen": [*line.details["chosen"][:-1], *chosen]}),)))
    assert [proof.sound for proof in sampled(other)] == [False]


def test_who_is_audited_this_year_anyway_gets_no_second_plan() -> None:
    house = House(surroundings=Surroundings(suppliers(), new_seed=lambda: "seed"))
    house.programme.keep(plan("own", supplier="s01"), MANAGER)
    house.programme.keep(plan("later", supplier="s19", starts="2029-03-15"), MANAGER)
    house.programme.keep(sampling(), MANAGER)
    house.until(date(2027, 1, 5))
    assert "s01" not in planned(house)
    assert "s19" in planned(house)


def test_a_site_of_high_risk_is_audited_within_twelve_months_of_the_last_time() -> None:
    house = House(surroundings=Surroundings(suppliers(), new_seed=lambda: "seed"))
    house.now = datetime(2026, 2, 2, 3, tzinfo=UTC)
    house.programme.keep(plan("last", supplier="s01", starts="2026-03-16", every=None, due_on="2026-03-16"), MANAGER)
    house.until(date(2026, 3, 16), timedelta(hours=6))
    house.programme.done("last/2026-03-16", LINH, Outcome(run="r1"))
    house.programme.keep(sampling(), MANAGER)
    house.until(date(2027, 1, 5), timedelta(hours=6))
    assert str(planned(house)["s01"]["due_on"]) <= "2027-03-16"


def test_next_year_is_drawn_anew_with_another_seed(house: House) -> None:
    house.until(date(2028, 1, 5), timedelta(hours=6))
    seeds = [line.details["seed"] for line in house.records.log() if line.action == "sampled"]
    assert len(set(seeds)) == 2
    assert [proof.year for proof in sampled(house.records)] == [2027, 2028]


def test_the_digest_names_suppliers_never_audited_and_contracts_that_keep_us_out() -> None:
    known = RememberedSuppliers()
    known.add(supplier(1, "high", contract=Contract(exists=True, grants_audits=False)))
    known.add(supplier(2, "low"))
    house = House(surroundings=Surroundings(known))
    house.programme.keep(plan(supplier="s01"), MANAGER)
    house.until(date(2027, 1, 11))
    (digest,) = [str(row["payload"]["card"]["text"]) for row in house.posts if str(row["key"]).startswith("audit/digest/")]
    assert "**Never audited**\n- Supplier 1\n- Supplier 2" in digest
    assert "- Supplier 1: The contract on file gives us no audit right" in digest
