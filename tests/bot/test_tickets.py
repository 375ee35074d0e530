"""A question for an expert: who may move it, and what a late or a double click comes to."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.access.actor import Actor
from bot.conversation.feedback import UnknownAnswer
from bot.conversation.message import ConversationRef, Person
from bot.conversation.ticket import MAX_REPLY, NotAllowed, TicketDesk, UnknownTicket, UnreadableReply, place_of
from bot.conversation.ticket_wording import brought_back, for_experts, label, overdue, refusal, too_late, unknown, where_it_stands
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store, remembering
from tests.bot.store_contract import NOON, record

BOB = Person("bob")
WHERE = ConversationRef("slack", "C1", "1700000000.000100")
ALICE = Actor("alice", frozenset({"employee", "expert"}))
ERIN = Actor("erin", frozenset({"employee", "expert"}))
ADMIN = Actor("admin", frozenset({"admin"}))
AUDITOR = Actor("auditor", frozenset({"employee", "auditor", "reviewer", "curator", "supplier_manager"}))


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Store:
    store = remembering()
    store.answers.add(record("a"))
    return store


@pytest.fixture
def desk(store: Store, clock: Clock) -> TicketDesk:
    numbers = itertools.count(1)
    return TicketDesk(store.tickets, store.answers, clock, lambda: f"t{next(numbers)}")


def test_a_ticket_holds_the_question_as_it_was_asked_and_where_its_answer_belongs(desk: TicketDesk) -> None:
    moved = desk.open("a", BOB, WHERE)
    assert moved.changed
    assert (moved.ticket.question, moved.ticket.language, moved.ticket.state) == (record("a").question, "vi", "open")
    assert place_of(moved.ticket) == WHERE
    assert moved.ticket.due_at == NOON + timedelta(days=2)


def test_a_double_click_opens_one_ticket(desk: TicketDesk) -> None:
    first = desk.open("a", BOB, WHERE)
    again = desk.open("a", BOB, WHERE)
    assert (again.ticket, again.changed) == (first.ticket, False)


@pytest.mark.parametrize("identity", ["b", "", "\x00", "a" * 5_000])
def test_no_ticket_is_opened_on_an_answer_that_is_not_there(desk: TicketDesk, identity: str) -> None:
    with pytest.raises(UnknownAnswer):
        desk.open(identity, BOB, WHERE)


def test_no_ticket_is_opened_on_an_answer_whose_question_was_erased(store: Store, desk: TicketDesk) -> None:
    store.answers.add(record("erased", question="", erased_at=NOON))
    with pytest.raises(UnknownAnswer):
        desk.open("erased", BOB, WHERE)


def test_a_ticket_goes_from_open_to_closed(desk: TicketDesk) -> None:
    opened = desk.open("a", BOB, WHERE).ticket.id
    assert desk.assign(opened, ALICE).ticket.assignee == "alice"
    answered = desk.answer(opened, ALICE, " The supplier owns it. ")
    assert (answered.ticket.state, answered.ticket.reply) == ("answered", "The supplier owns it.")
    assert desk.close(opened, Actor("bob")).ticket.state == "closed"


@pytest.mark.parametrize("actor", [Actor("bob"), Actor("carol", frozenset({"employee"})), AUDITOR], ids=lambda actor: actor.id)
def test_only_experts_and_admins_may_move_a_ticket(desk: TicketDesk, actor: Actor) -> None:
    opened = desk.open("a", Person("dan"), WHERE).ticket
    for attempt in (
        lambda: desk.assign(opened.id, actor),
        lambda: desk.assign(opened.id, ALICE, actor),
        lambda: desk.answer(opened.id, actor, "No."),
        lambda: desk.close(opened.id, actor),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert desk.get(opened.id) == opened


def test_who_asked_may_close_their_own_ticket(desk: TicketDesk) -> None:
    assert desk.close(desk.open("a", BOB, WHERE).ticket.id, Actor("bob")).changed


def test_of_two_experts_who_take_a_ticket_the_first_has_it_and_the_second_is_told(desk: TicketDesk) -> None:
    opened = desk.open("a", BOB, WHERE).ticket.id
    desk.assign(opened, ALICE)
    late = desk.assign(opened, ERIN)
    assert (late.ticket.assignee, late.changed) == ("alice", False)


def test_who_has_a_ticket_may_hand_it_on(desk: TicketDesk) -> None:
    opened = desk.open("a", BOB, WHERE).ticket.id
    desk.assign(opened, ALICE)
    assert desk.assign(opened, ALICE, ERIN).ticket.assignee == "erin"


def test_another_expert_may_answer_an_assigned_ticket_and_has_answered_it(desk: TicketDesk) -> None:
    opened = desk.open("a", BOB, WHERE).ticket.id
    desk.assign(opened, ALICE)
    assert desk.answer(opened, ADMIN, "Yes.").ticket.assignee == "admin"


@pytest.mark.parametrize("last", ["answered", "closed"])
def test_a_stale_move_changes_nothing_and_says_where_the_ticket_stands(desk: TicketDesk, last: str) -> None:
    opened = desk.open("a", BOB, WHERE).ticket.id
    desk.answer(opened, ALICE, "Yes.")
    if last == "closed":
        desk.close(opened, ALICE)
    stood = desk.get(opened)
    stale = [desk.open("a", BOB, WHERE), desk.assign(opened, ERIN), desk.answer(opened, ERIN, "No.")]
    stale += [desk.close(opened, ERIN)] if last == "closed" else []
    assert [(moved.ticket, moved.changed) for moved in stale] == [(stood, False)] * len(stale)


@pytest.mark.parametrize("text", ["", "  \n", "\x00", "x" * (MAX_REPLY + 1)])
def test_an_answer_has_words_and_its_length(desk: TicketDesk, text: str) -> None:
    opened = desk.open("a", BOB, WHERE).ticket.id
    with pytest.raises(UnreadableReply):
        desk.answer(opened, ALICE, text)
    assert desk.get(opened).state == "open"


def test_an_unknown_ticket_is_refused(desk: TicketDesk) -> None:
    for attempt in (lambda: desk.assign("t9", ALICE), lambda: desk.answer("t9", ALICE, "x"), lambda: desk.close("t9", ALICE)):
        with pytest.raises(UnknownTicket):
            attempt()


def test_experts_are_reminded_once_a_day_of_a_ticket_that_is_late_until_it_is_answered(desk: TicketDesk, clock: Clock) -> None:
    opened = desk.open("a", BOB, WHERE).ticket.id
    assert desk.to_nudge(10) == []
    clock.now += timedelta(days=2)
    assert [ticket.id for ticket in desk.to_nudge(10)] == [opened]
    assert desk.to_nudge(10) == []
    clock.now += timedelta(days=1)
    assert [ticket.id for ticket in desk.to_nudge(10)] == [opened]
    desk.answer(opened, ALICE, "Yes.")
    clock.now += timedelta(days=9)
    assert desk.to_nudge(10) == []


def at_once(work: Callable[[int], object]) -> list[object]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(work, range(24)))


def test_of_many_at_once_one_opens_one_takes_and_one_reminds(tmp_path: Path, clock: Clock) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    store = stored(engine)
    store.answers.add(record("a"))
    numbers = itertools.count(1)
    desk = TicketDesk(store.tickets, store.answers, clock, lambda: f"t{next(numbers)}")
    opened = at_once(lambda _: desk.open("a", BOB, WHERE))
    assert sum(moved.changed for moved in opened) == 1
    assert len({moved.ticket.id for moved in opened}) == 1
    identity = opened[0].ticket.id
    taken = at_once(lambda number: desk.assign(identity, replace(ALICE, id=f"expert-{number}")))
    assert sum(moved.changed for moved in taken) == 1
    clock.now += timedelta(days=3)
    assert sum(len(nudged) for nudged in at_once(lambda _: desk.to_nudge(10))) == 1
    engine.dispose()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_state_is_told_with_the_names_that_the_channel_shows(desk: TicketDesk, language: str) -> None:
    def name(person: str) -> str:
        return f"<@{person}>"

    ticket = desk.open("a", BOB, WHERE).ticket
    assert "26" in where_it_stands(ticket, language, name)
    taken = desk.assign(ticket.id, ALICE).ticket
    assert "<@alice>" in where_it_stands(taken, language, name)
    assert where_it_stands(taken, language, name) in too_late(taken, language, name)
    assert "<@bob>" in for_experts(ticket, language, name)
    assert "<@alice>" in brought_back(taken, language, name)
    assert "26" in overdue(ticket, language)
    assert (
        len(
            {label(which, language) for which in ("ask", "take", "answer", "close", "reply")}
            | {refusal(language), unknown(language)}
        )
        == 7
    )
