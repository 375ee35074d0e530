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
        store.focuses.drop(ASKED.conversation, ASKED.person)
        assert store.focuses.get(ASKED.conversation, ASKED.person) is None
        assert store.focuses.get(ASKED.conversation, "slack:T1:BOB") is not None

    def test_a_person_is_forgotten_everywhere(self, store: Store) -> None:
        store.focuses.keep(ASKED)
        store.focuses.keep(replace(ASKED, conversation="slack/C2/"))
        store.focuses.forget(ASKED.person)
        assert store.focuses.get("slack/C2/", ASKED.person) is None
