"""What every TicketRecords must do; the tests of each implementation inherit it and bring their own `store`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store.store import Store
from bot.store.ticket_record import TicketRecord
from tests.bot.store_contract import NOON, record


def ticket(identity: str = "t", minute: int = 0, **changes: object) -> TicketRecord:
    """A ticket opened so many minutes after noon on the answer "a"."""
    opened = NOON + timedelta(minutes=minute)
    plain = TicketRecord(
        id=identity,
        answer="a",
        asker="slack:T1:U0BOB",
        channel="slack",
        conversation="C1",
        thread=None,
        language="vi",
        question="Khuôn thuộc về ai? 🔧",
        state="open",
        assignee=None,
        reply="",
        opened_at=opened,
        due_at=opened + timedelta(days=2),
        nudge_at=opened + timedelta(days=2),
        changed_at=opened,
    )
    return replace(plain, **changes)


class TicketRecordsContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    @pytest.fixture(autouse=True)
    def answers(self, store: Store) -> None:
        for identity in "abc":
            store.answers.add(record(identity))

    def test_a_ticket_comes_back_as_it_was_added(self, store: Store) -> None:
        assert store.tickets.add(ticket()) == ticket()
        assert store.tickets.get("t") == ticket()

    def test_a_second_ticket_of_the_same_answer_gives_the_first(self, store: Store) -> None:
        store.tickets.add(ticket())
        assert store.tickets.add(ticket("u", minute=5, asker="slack:T1:U0CAROL")) == ticket()
        assert store.tickets.get("u") is None

    def test_an_unknown_id_gives_none(self, store: Store) -> None:
        assert store.tickets.get("t' or '1'='1") is None

    def test_a_changed_ticket_is_kept_under_the_next_version(self, store: Store) -> None:
        store.tickets.add(ticket())
        changed = ticket(state="assigned", assignee="slack:T1:U0ALICE")
        assert store.tickets.replace(changed) is True
        assert store.tickets.get("t") == replace(changed, version=1)

    def test_of_two_changes_to_the_same_version_the_first_is_kept(self, store: Store) -> None:
        store.tickets.add(ticket())
        assert store.tickets.replace(ticket(state="assigned", assignee="alice"))
        assert store.tickets.replace(ticket(state="assigned", assignee="erin")) is False
        assert store.tickets.get("t").assignee == "alice"

    def test_a_change_to_an_unknown_ticket_is_not_kept(self, store: Store) -> None:
        assert store.tickets.replace(ticket()) is False
        assert store.tickets.get("t") is None

    def test_overdue_are_those_that_wait_and_whose_moment_has_come_oldest_first(self, store: Store) -> None:
        store.tickets.add(ticket("late", minute=5))
        store.tickets.add(ticket("later", minute=9, answer="b", state="assigned", assignee="alice"))
        store.tickets.add(ticket("done", answer="c", state="answered", assignee="alice", reply="Yes."))
        after = NOON + timedelta(days=2)
        assert store.tickets.overdue(after, 10) == []
        assert [found.id for found in store.tickets.overdue(after + timedelta(minutes=5), 10)] == ["late"]
        assert [found.id for found in store.tickets.overdue(after + timedelta(days=1), 10)] == ["late", "later"]
        assert [found.id for found in store.tickets.overdue(after + timedelta(days=1), 1)] == ["late"]

    def test_the_tickets_of_a_person_are_those_asked_by_and_assigned_to_them(self, store: Store) -> None:
        store.tickets.add(ticket("asked", minute=2, asker="alice"))
        store.tickets.add(ticket("given", minute=1, answer="b", assignee="alice"))
        store.tickets.add(ticket("other", answer="c"))
        assert [found.id for found in store.tickets.of_person("alice")] == ["given", "asked"]
        assert store.tickets.of_person("ali") == []

    def test_opened_before_a_moment_are_those_older_than_it(self, store: Store) -> None:
        store.tickets.add(ticket("new", minute=2))
        store.tickets.add(ticket("old", minute=1, answer="b"))
        assert [found.id for found in store.tickets.opened_before(NOON + timedelta(minutes=2))] == ["old"]

    def test_a_removed_ticket_is_gone_and_removing_it_again_is_no_error(self, store: Store) -> None:
        store.tickets.add(ticket())
        store.tickets.remove("t")
        store.tickets.remove("t")
        assert store.tickets.get("t") is None
        assert store.tickets.add(ticket("u")).id == "u"
