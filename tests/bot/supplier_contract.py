"""What every SupplierRecords must do; the tests of each implementation inherit it and bring their own `store`."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.store.store import Store
from bot.store.supplier_record import Assessment, Contract, Site, Supplier
from bot.suppliers.supplier import key_of
from tests.bot.store_contract import NOON


def supplier(identity: str = "s", name: str = "Sông Hồng Plastics", **changes: object) -> Supplier:
    """A supplier in Vietnam that holds our tooling."""
    contract = Contract(exists=True, grants_audits=True, grants_unannounced=None, ref="MSA-12")
    plain = Supplier(
        identity, name, key_of(name), "VN", "Asia/Ho_Chi_Minh", "slack:T1:U0LINH", NOON, NOON, "high", True, contract
    )
    return replace(plain, **changes)


def site(identity: str = "p", name: str = "Nhà máy Bắc Ninh", of: str = "s") -> Site:
    return Site(identity, of, name, key_of(name), "VN", "Asia/Ho_Chi_Minh", NOON)


class SupplierRecordsContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_a_supplier_comes_back_as_it_was_added(self, store: Store) -> None:
        unknown = supplier("u", "Unknown Ltd", tier=None, tooling_held=None, contract=Contract())
        for added in (supplier(), unknown):
            assert store.suppliers.add(added) == added
            assert store.suppliers.get(added.id) == added

    def test_an_assessment_comes_back_as_it_was_kept(self, store: Store) -> None:
        store.suppliers.add(supplier())
        assessed = Assessment(NOON, "run1", date(2027, 5, 27))
        assert store.suppliers.replace(supplier(assessed=assessed)) is True
        assert store.suppliers.get("s") == supplier(assessed=assessed, version=1)

    def test_suppliers_are_found_by_whoever_looks_after_them_until_that_is_forgotten(self, store: Store) -> None:
        store.suppliers.add(supplier())
        store.suppliers.add(supplier("t", "Other Ltd", owner="slack:T1:U0BOB"))
        assert [one.id for one in store.suppliers.owned_by("slack:T1:U0BOB")] == ["t"]
        assert (store.suppliers.forget("slack:T1:U0BOB"), store.suppliers.forget("slack:T1:U0BOB")) == (1, 0)
        assert store.suppliers.get("t") == supplier("t", "Other Ltd", owner="")
        assert store.suppliers.get("s") == supplier()

    def test_a_second_supplier_of_the_same_key_gives_the_first(self, store: Store) -> None:
        store.suppliers.add(supplier())
        assert store.suppliers.add(supplier("t", "SONG HONG PLASTICS")) == supplier()
        assert store.suppliers.get("t") is None

    def test_an_unknown_id_gives_none(self, store: Store) -> None:
        assert store.suppliers.get("' or '1'='1") is None
        assert store.suppliers.site("x") is None

    def test_a_changed_supplier_is_kept_under_the_next_version(self, store: Store) -> None:
        store.suppliers.add(supplier())
        changed = supplier(tier=None, contract=Contract(exists=False), changed_at=NOON + timedelta(days=1))
        assert store.suppliers.replace(changed) is True
        assert store.suppliers.get("s") == replace(changed, version=1)

    def test_of_two_changes_to_the_same_version_the_first_is_kept(self, store: Store) -> None:
        store.suppliers.add(supplier())
        assert store.suppliers.replace(supplier(tier="low"))
        assert store.suppliers.replace(supplier(tier="medium")) is False
        assert store.suppliers.get("s").tier == "low"

    def test_the_name_of_another_is_refused(self, store: Store) -> None:
        store.suppliers.add(supplier())
        store.suppliers.add(supplier("t", "Mekong Tools"))
        assert store.suppliers.replace(supplier("t", "Song Hong Plastics")) is False
        assert store.suppliers.get("t").name == "Mekong Tools"

    def test_a_change_to_an_unknown_supplier_is_not_kept(self, store: Store) -> None:
        assert store.suppliers.replace(supplier()) is False

    def test_all_suppliers_are_listed_by_name(self, store: Store) -> None:
        for identity, name in (("s", "Sông Hồng"), ("a", "Đà Nẵng Molds"), ("z", "zeta")):
            store.suppliers.add(supplier(identity, name))
        assert [found.id for found in store.suppliers.every()] == ["a", "s", "z"]

    def test_sites_belong_to_their_supplier_and_are_listed_by_name(self, store: Store) -> None:
        store.suppliers.add(supplier())
        store.suppliers.add(supplier("t", "Mekong Tools"))
        for added in (site("p"), site("a", "Annex"), site("q", of="t")):
            assert store.suppliers.add_site(added) == added
        assert [found.id for found in store.suppliers.sites_of("s")] == ["a", "p"]
        assert store.suppliers.site("q") == site("q", of="t")

    def test_a_second_site_of_the_same_name_gives_the_first(self, store: Store) -> None:
        store.suppliers.add(supplier())
        store.suppliers.add_site(site())
        assert store.suppliers.add_site(site("q", "nha may bac ninh")) == site()
