"""What every ConversationRecords must do; the tests of each implementation inherit it and bring their own `store`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store.conversation_record import MAX_NAME, ConversationRecord, name_of
from bot.store.store import Store
from tests.bot.store_contract import NOON

ALICE = "teams:t1:alice"
PRIVATE = ConversationRecord("teams", "a:1", "a:1", "personal", "t1", "https://s/", "28:bot", ALICE, NOON)
TEAM = replace(PRIVATE, name="19:c", id="19:c", kind="channel", person=None, seen_at=NOON + timedelta(hours=1))


class ConversationRecordsContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_a_conversation_is_found_by_its_name_and_by_whose_it_is(self, store: Store) -> None:
        store.conversations.keep(PRIVATE)
        store.conversations.keep(TEAM)
        assert store.conversations.get("teams", "a:1") == PRIVATE
        assert store.conversations.private_with(ALICE) == PRIVATE
        assert store.conversations.get("slack", "a:1") is None
        assert store.conversations.private_with("teams:t1:bob") is None

    def test_what_was_heard_last_prevails(self, store: Store) -> None:
        moved = replace(PRIVATE, service="https://other/", seen_at=NOON + timedelta(days=1))
        store.conversations.keep(PRIVATE)
        store.conversations.keep(moved)
        assert store.conversations.get("teams", "a:1") == moved

    def test_the_newest_of_a_tenant_is_found(self, store: Store) -> None:
        store.conversations.keep(TEAM)
        store.conversations.keep(PRIVATE)
        store.conversations.keep(replace(TEAM, name="19:x", tenant="t2", seen_at=NOON + timedelta(days=9)))
        assert store.conversations.newest("teams", "t1") == TEAM
        assert store.conversations.newest("teams", "t3") is None

    def test_a_dropped_conversation_is_gone(self, store: Store) -> None:
        store.conversations.keep(TEAM)
        store.conversations.drop("teams", "19:c")
        store.conversations.drop("teams", "19:c")
        assert store.conversations.get("teams", "19:c") is None

    def test_forgetting_a_person_leaves_others(self, store: Store) -> None:
        store.conversations.keep(PRIVATE)
        store.conversations.keep(TEAM)
        store.conversations.forget(ALICE)
        assert store.conversations.get("teams", "a:1") is None
        assert store.conversations.get("teams", "19:c") == TEAM


def test_a_name_fits_wherever_conversations_are_named() -> None:
    assert name_of("19:short") == "19:short"
    assert len(name_of("a:" + "x" * 500)) <= MAX_NAME
    assert name_of("a:" + "x" * 500) != name_of("a:" + "x" * 501)
