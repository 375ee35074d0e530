"""What every FocusRecords must do; the tests of each implementation inherit it and bring their own `store`."""

from dataclasses import replace

import pytest

from bot.store.focus_record import Focus
from bot.store.store import Store

ASKED = Focus("slack/C1/1.0", "slack:T1:LINH", "r1", "has_policy", "vi")


class FocusRecordsContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_what_a_person_was_last_asked_is_kept_by_conversation(self, store: Store) -> None:
        store.focuses.keep(ASKED)
        store.focuses.keep(replace(ASKED, item="staff"))
        store.focuses.keep(replace(ASKED, conversation="slack/C2/"))
        assert store.focuses.get("slack/C1/1.0", "slack:T1:LINH") == replace(ASKED, item="staff")
        assert store.focuses.get("slack/C1/1.0", "slack:T1:BOB") is None

    def test_what_is_dropped_is_asked_no_more(self, store: Store) -> None:
        store.focuses.keep(ASKED)
        store.focuses.keep(replace(ASKED, person="slack:T1:BOB"))
        store.focuses.keep(replace(ASKED, conversation="slack/C2/"), replace(ASKED, conversation="slack/C3/", run="r2"))
        store.focuses.drop("r1", ASKED.person)
        assert store.focuses.get(ASKED.conversation, ASKED.person) is None
        assert store.focuses.get("slack/C2/", ASKED.person) is None
        assert store.focuses.get("slack/C3/", ASKED.person) is not None
        assert store.focuses.get(ASKED.conversation, "slack:T1:BOB") is not None

    def test_without_an_item_nothing_is_asked_and_the_language_is_remembered(self, store: Store) -> None:
        assert store.focuses.language_of(ASKED.person) is None
        store.focuses.keep(replace(ASKED, conversation="slack/C2/", language="en"))
        store.focuses.keep(replace(ASKED, conversation="slack/@slack:T1:LINH/", item=""))
        assert store.focuses.get("slack/@slack:T1:LINH/", ASKED.person) is None
        assert store.focuses.language_of(ASKED.person) == "vi"

    def test_how_often_an_item_was_answered_by_then_is_kept(self, store: Store) -> None:
        store.focuses.keep(replace(ASKED, times=3))
        found = store.focuses.get(ASKED.conversation, ASKED.person)
        assert found is not None
        assert found.times == 3

    def test_a_person_is_forgotten_everywhere(self, store: Store) -> None:
        store.focuses.keep(ASKED)
        store.focuses.keep(replace(ASKED, conversation="slack/C2/"))
        store.focuses.forget(ASKED.person)
        assert store.focuses.get("slack/C2/", ASKED.person) is None
