"""What every LinkRecords must do; the tests of each implementation inherit it and bring their own `store`."""

from datetime import timedelta

import pytest

from bot.store.link_record import LinkCode
from bot.store.store import Store
from tests.bot.store_contract import NOON

SOON = NOON + timedelta(minutes=10)


class LinkRecordsContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_a_code_is_claimed_once(self, store: Store) -> None:
        store.links.add_code(LinkCode("d1", "slack:T1:U1", SOON))
        assert store.links.claim_code("d1", NOON) == "slack:T1:U1"
        assert store.links.claim_code("d1", NOON) is None

    def test_a_code_that_has_expired_is_not_given(self, store: Store) -> None:
        store.links.add_code(LinkCode("d1", "slack:T1:U1", SOON))
        assert store.links.claim_code("d1", SOON) is None

    def test_a_new_code_takes_the_place_of_the_one_before(self, store: Store) -> None:
        store.links.add_code(LinkCode("d1", "slack:T1:U1", SOON))
        store.links.add_code(LinkCode("d2", "slack:T1:U1", SOON))
        store.links.add_code(LinkCode("d3", "slack:T1:U2", SOON))
        assert [store.links.claim_code(digest, NOON) for digest in ("d1", "d2", "d3")] == [None, "slack:T1:U1", "slack:T1:U2"]

    def test_tries_are_counted_by_account_and_only_since_the_moment(self, store: Store) -> None:
        for minute, count in ((0, 1), (1, 2), (10, 3), (11, 3)):
            now = NOON + timedelta(minutes=minute)
            assert store.links.count_try("slack:T1:U1", now, now - timedelta(minutes=10)) == count
        assert store.links.count_try("slack:T1:U2", SOON, NOON) == 1

    def test_an_account_alone_is_its_own_person(self, store: Store) -> None:
        assert store.links.accounts_with("slack:T1:U1") == {"slack:T1:U1"}

    def test_joined_accounts_are_one_person_whichever_is_asked(self, store: Store) -> None:
        store.links.join("slack:T1:U1", "teams:X:1", "p1")
        store.links.join("slack:T1:U2", "teams:X:2", "p2")
        for account in ("slack:T1:U1", "teams:X:1"):
            assert store.links.accounts_with(account) == {"slack:T1:U1", "teams:X:1"}

    def test_joining_brings_along_what_was_joined_before(self, store: Store) -> None:
        store.links.join("a", "b", "p1")
        store.links.join("c", "d", "p2")
        store.links.join("b", "c", "p3")
        assert store.links.accounts_with("a") == {"a", "b", "c", "d"}

    def test_a_forgotten_account_is_alone_and_its_code_void(self, store: Store) -> None:
        store.links.join("a", "b", "p1")
        store.links.join("b", "c", "p2")
        store.links.add_code(LinkCode("d1", "a", SOON))
        store.links.forget("a")
        assert store.links.accounts_with("a") == {"a"}
        assert store.links.accounts_with("b") == {"b", "c"}
        assert store.links.claim_code("d1", NOON) is None
