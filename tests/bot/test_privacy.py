"""What is kept of people, for how long, and how it goes: nothing that was erased is found again, in a table or in a file."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.access.actor import Actor
from bot.answering.guidance import LiveGuidance
from bot.conversation import privacy
from bot.conversation.desk import Desk, QuestionErased
from bot.conversation.erasing import without_names
from bot.conversation.feedback import Feedback, FeedbackDesk, UnknownAnswer
from bot.conversation.message import ConversationRef, Message, Person
from bot.conversation.privacy import Erased, PrivacyDesk
from bot.conversation.reply import Reply
from bot.conversation.ticket import TicketDesk, UnknownTicket
from bot.store.database import migrate, open_database
from bot.store.focus_record import Focus
from bot.store.opening import stored
from bot.store.scrubbing import REWRITTEN
from bot.store.store import Store, remembering
from bot.store.tables import metadata
from tests.bot.store_contract import NOON

STAFF = frozenset({"public", "employees"})
ALICE, BOB = Person("slack:T1:U0ALICE", STAFF), Person("slack:T1:U0BOB", STAFF)
EXPERT = Actor("slack:T1:U0EXPERT", frozenset({"expert"}))
# Words that stand in a question that is answered, and nowhere else.
CANARY = "Zebrafalke4711"
QUESTION = f"Who owns the tooling that {CANARY} pays for?"
MONTH = timedelta(days=30)


class House:
    """All desks over one store, on one day after another."""

    def __init__(self, guidance: LiveGuidance, store: Store) -> None:
        self.store = store
        self.now = NOON
        self._number = 0
        self.desk = Desk(guidance, store.answers, self._clock, self._new_id, "test")
        self.feedback = FeedbackDesk(store.feedback, self._clock)
        self.tickets = TicketDesk(store.tickets, store.answers, self._clock, self._new_id)
        self.privacy = PrivacyDesk(store, self._clock)

    def ask(self, text: str, person: Person = ALICE, thread: str = "one") -> Reply:
        self.now += timedelta(minutes=1)
        return self.desk.reply(Message(text, person, ConversationRef("slack", "C1", thread)))

    def _clock(self) -> datetime:
        return self.now

    def _new_id(self) -> str:
        self._number += 1
        return f"id{self._number}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ipdesk.sqlite3"


@pytest.fixture(params=["memory", "database"])
def house(request: pytest.FixtureRequest, served: LiveGuidance, file: Path) -> Iterator[House]:
    if request.param == "memory":
        yield House(served, remembering())
        return
    engine = open_database(f"sqlite:///{file}")
    migrate(engine)
    yield House(served, stored(engine))
    engine.dispose()


def bytes_of(folder: Path) -> bytes:
    """All that stands in the files of a database, its log included."""
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


# --- retention ----------------------------------------------------------------------------------------------------------------


def test_what_is_younger_than_the_retention_stays(house: House) -> None:
    asked = house.ask(QUESTION)
    house.now += MONTH - timedelta(seconds=1)
    assert house.privacy.tidy(MONTH) == Erased(0, 0, 0)
    assert house.desk.record(asked.id).question == QUESTION


def test_of_an_old_question_only_id_day_status_language_and_cited_sections_stay(house: House) -> None:
    asked = house.ask(QUESTION)
    house.now += MONTH + timedelta(minutes=1)
    assert house.privacy.tidy(MONTH) == Erased(1, 0, 0)
    left = house.desk.record(asked.id)
    assert (left.status, left.language, left.erased_at) == ("answered", "en", house.now)
    assert left.trace == {"cited": ["contract-tooling#mould-ownership"]}
    assert (left.question, left.person, left.conversation, left.turn, left.reply) == ("", "", "", {}, "")
    assert left.asked_at == NOON.replace(hour=0, minute=0, microsecond=0)


def test_tidying_twice_erases_once(house: House) -> None:
    house.ask(QUESTION)
    house.now += MONTH * 2
    assert house.privacy.tidy(MONTH)
    assert not house.privacy.tidy(MONTH)


def test_a_question_without_an_answer_is_no_longer_listed_once_it_is_erased(house: House) -> None:
    house.ask("What is the weather on the moon?")
    assert len(house.desk.unanswered(10)) == 1
    house.now += MONTH * 2
    house.privacy.tidy(MONTH)
    assert house.desk.unanswered(10) == []


def test_a_younger_follow_up_keeps_its_own_words_and_loses_those_of_the_erased_question(house: House) -> None:
    house.ask(QUESTION)
    house.now += MONTH
    follow_up = house.ask("and what about that in Vietnam?")
    assert CANARY in json.dumps([house.desk.record(follow_up.id).turn, house.desk.record(follow_up.id).trace])
    house.privacy.tidy(MONTH)
    left = house.desk.record(follow_up.id)
    assert left.question == "and what about that in Vietnam?"
    assert CANARY not in repr(left)
    with pytest.raises(QuestionErased):
        house.desk.replay(left)


def test_words_handed_down_from_question_to_question_are_lost_all_the_way(house: House) -> None:
    house.ask(QUESTION)
    house.now += MONTH
    asked = [
        house.ask(text)
        for text in ["and what about that?", "and why is that?", "what if not?", "is it so?", "how about that?"] * 3
    ]
    house.privacy.tidy(MONTH)
    assert CANARY not in repr([house.desk.record(reply.id) for reply in asked])
    assert all(house.desk.record(reply.id).question for reply in asked)


def test_a_question_whose_spelling_was_mended_hands_no_words_down(house: House) -> None:
    house.ask(QUESTION)
    house.now += MONTH
    house.ask("How long is a customs recodation valid in the United States?")
    later = [house.ask("Who owns the tooling?") for _ in range(4)][-1]
    house.privacy.tidy(MONTH)
    assert house.desk.record(later.id).turn["question"] == "Who owns the tooling?"


def test_a_follow_up_is_understood_after_the_question_before_it_was_severed(house: House) -> None:
    house.ask(QUESTION)
    house.now += MONTH
    house.ask("What goes into the dossier for a customs recordal in Vietnam?")
    house.privacy.tidy(MONTH)
    assert house.ask("in Vietnamese, please").language == "vi"


def test_a_thread_of_erased_questions_begins_anew(house: House) -> None:
    house.ask(QUESTION)
    house.now += MONTH * 2
    house.privacy.tidy(MONTH)
    assert house.desk.thread(ConversationRef("slack", "C1", "one"), 10) == []
    assert house.ask("Who owns the tooling?").status == "answered"


def test_more_old_questions_than_are_read_at_once_are_all_erased(house: House) -> None:
    for number in range(12):
        house.ask("hello", thread=f"t{number % 3}")
    house.now += MONTH * 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(privacy, "_AT_ONCE", 5)
        assert house.privacy.tidy(MONTH).answers == 12


def test_feedback_on_an_erased_answer_keeps_its_verdicts_without_words_and_persons(house: House) -> None:
    asked = house.ask(QUESTION)
    house.feedback.take(Feedback(asked.id, ALICE, False, "outdated", f"{CANARY} says so"))
    house.feedback.take(Feedback(asked.id, BOB, True))
    house.now += MONTH * 2
    house.privacy.tidy(MONTH)
    left = house.feedback.of_answer(asked.id)
    assert [(given.person, given.helpful, given.reason, given.comment) for given in left] == [
        ("erased/0", False, "outdated", ""),
        ("erased/1", True, None, ""),
    ]
    with pytest.raises(UnknownAnswer):
        house.feedback.take(Feedback(asked.id, BOB, True))


def test_an_old_ticket_is_closed_and_emptied(house: House) -> None:
    ticket = house.tickets.open(house.ask(QUESTION).id, ALICE, ConversationRef("slack", "D1")).ticket
    house.tickets.answer(ticket.id, EXPERT, f"{CANARY} does.")
    house.now += MONTH * 2
    assert house.privacy.tidy(MONTH) == Erased(1, 0, 1)
    left = house.tickets.get(ticket.id)
    assert (left.state, left.asker, left.assignee, left.question, left.reply, left.conversation) == (
        "closed",
        "",
        None,
        "",
        "",
        "",
    )
    assert house.privacy.tidy(MONTH) == Erased(0, 0, 0)


# --- one person ---------------------------------------------------------------------------------------------------------------


def test_forgetting_a_person_erases_what_they_asked_said_and_were_sent(house: House) -> None:
    asked, other = house.ask(QUESTION), house.ask("Who owns the tooling?", BOB, "two")
    ticket = house.tickets.open(asked.id, ALICE, ConversationRef("slack", "D1")).ticket
    house.feedback.take(Feedback(asked.id, BOB, False, comment=f"not for {CANARY}"))
    house.feedback.take(Feedback(other.id, ALICE, False, comment=f"ask {CANARY}"))
    assert house.privacy.forget(ALICE.id) == Erased(1, 1, 1)
    assert house.desk.record(asked.id).erased_at is not None
    assert house.tickets.get(ticket.id) is None
    assert house.feedback.of_answer(other.id) == []
    assert [given.comment for given in house.feedback.of_answer(asked.id)] == [""]
    assert house.desk.record(other.id).question == "Who owns the tooling?"
    assert house.privacy.export(ALICE.id) | {"exported_at": ""} == {
        "person": ALICE.id,
        "accounts": [ALICE.id],
        "exported_at": "",
        "questions": [],
        "feedback": [],
        "tickets": [],
        "checklists": [],
        "suppliers": [],
        "audits": [],
        "calendars": [],
    }


def test_a_colleague_s_follow_up_keeps_their_words_and_loses_those_of_the_forgotten_person(house: House) -> None:
    house.ask(QUESTION, ALICE)
    follow_up = house.ask("and what about that in Vietnam?", BOB)
    house.privacy.forget(ALICE.id)
    assert house.desk.record(follow_up.id).person == BOB.id
    assert CANARY not in repr(house.desk.record(follow_up.id))


def test_forgetting_an_expert_leaves_the_question_to_the_others(house: House) -> None:
    waiting = house.tickets.open(house.ask(QUESTION).id, ALICE, ConversationRef("slack", "D1")).ticket
    done = house.tickets.open(house.ask("Who owns the tooling?").id, ALICE, ConversationRef("slack", "D1")).ticket
    house.tickets.assign(waiting.id, EXPERT)
    house.tickets.answer(done.id, EXPERT, "You do.")
    house.privacy.forget(EXPERT.id)
    assert [(t.state, t.assignee) for t in map(house.tickets.get, (waiting.id, done.id))] == [("open", None), ("answered", None)]


def test_forgetting_reaches_all_accounts_of_a_person_and_an_export_names_them(house: House) -> None:
    asked, there = house.ask(QUESTION), house.ask(QUESTION, Person("teams:X:8f1c", STAFF), "two")
    house.store.links.join(ALICE.id, "teams:X:8f1c", "p1")
    found = house.privacy.export("teams:X:8f1c")
    assert found["accounts"] == [ALICE.id, "teams:X:8f1c"]
    assert len(found["questions"]) == 2
    assert house.privacy.forget(ALICE.id) == Erased(2, 0, 0)
    assert all(house.desk.record(reply.id).erased_at for reply in (asked, there))
    assert house.store.links.accounts_with(ALICE.id) == {ALICE.id}


def test_forgetting_nobody_leaves_what_was_erased_before(house: House) -> None:
    ticket = house.tickets.open(house.ask(QUESTION).id, ALICE, ConversationRef("slack", "D1")).ticket
    house.now += MONTH * 2
    house.privacy.tidy(MONTH)
    assert not house.privacy.forget("")
    assert house.tickets.get(ticket.id) is not None


def test_forgetting_somebody_unknown_erases_nothing(house: House) -> None:
    house.ask(QUESTION)
    for person in ("", "slack:T1", "slack:T1:U0ALICE2", "%", "' or '1'='1"):
        assert not house.privacy.forget(person)
    assert len(house.privacy.export(ALICE.id)["questions"]) == 1


def test_an_export_holds_all_of_one_person_and_nothing_of_another(house: House) -> None:
    asked = house.ask(QUESTION)
    house.ask("Who owns the tooling?", BOB, "two")
    house.feedback.take(Feedback(asked.id, ALICE, False, "unclear", "which tooling?"))
    house.tickets.open(asked.id, ALICE, ConversationRef("slack", "D1"))
    found = json.loads(json.dumps(house.privacy.export(ALICE.id)))
    assert [question["question"] for question in found["questions"]] == [QUESTION]
    assert found["questions"][0]["reply"]["id"] == asked.id
    assert [given["comment"] for given in found["feedback"]] == ["which tooling?"]
    assert [ticket["question"] for ticket in found["tickets"]] == [QUESTION]
    assert BOB.id not in json.dumps(found)


# --- in the files -------------------------------------------------------------------------------------------------------------


def lived_in(house: House) -> None:
    """A question with all that may hold its words, among two hundred others."""
    for number in range(100):
        house.ask(f"hello {number}", BOB, f"before-{number}")
    asked = house.ask(QUESTION)
    house.feedback.take(Feedback(asked.id, ALICE, False, comment=f"{CANARY} " * 30))
    ticket = house.tickets.open(asked.id, ALICE, ConversationRef("slack", f"D-{CANARY}")).ticket
    house.tickets.answer(ticket.id, EXPERT, f"{CANARY} owns it.")
    house.ask("and what about that in Vietnam?")
    for number in range(100):
        house.ask(f"hello {number}", BOB, f"after-{number}")


@pytest.mark.parametrize("way", ["forget", "tidy"])
def test_an_erased_question_is_nowhere_in_the_database_s_files(served: LiveGuidance, tmp_path: Path, way: str) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    house = House(served, stored(engine))
    lived_in(house)
    assert re.search(CANARY.encode(), bytes_of(tmp_path))
    assert re.search(ALICE.id.encode(), bytes_of(tmp_path))
    if way == "tidy":
        house.now += MONTH * 2
        house.privacy.tidy(MONTH)
    else:
        house.store.links.join(ALICE.id, "teams:X:8f1c", "p1")
        house.privacy.forget(ALICE.id)
    assert [trace for trace in (CANARY, ALICE.id) if trace.encode() in bytes_of(tmp_path)] == []
    engine.dispose()
    assert [trace for trace in (CANARY, ALICE.id) if trace.encode() in bytes_of(tmp_path)] == []


def test_what_somebody_was_last_asked_is_forgotten_with_them(house: House) -> None:
    house.store.focuses.keep(Focus("slack/C1/1.0", ALICE.id, "r1", "staff", "en"))
    house.store.focuses.keep(Focus("slack/C1/1.0", BOB.id, "r1", "staff", "en"))
    house.privacy.forget(ALICE.id)
    assert house.store.focuses.get("slack/C1/1.0", ALICE.id) is None
    assert house.store.focuses.get("slack/C1/1.0", BOB.id) is not None


def test_a_ticket_of_somebody_forgotten_cannot_be_moved_any_more(house: House) -> None:
    ticket = house.tickets.open(house.ask(QUESTION).id, ALICE, ConversationRef("slack", "D1")).ticket
    house.privacy.forget(ALICE.id)
    with pytest.raises(UnknownTicket):
        house.tickets.answer(ticket.id, EXPERT, "Yes.")


# --- without names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Does <@U0BOB> own it?", "Does @… own it?"),
        ("Does <@U0BOB|bob.builder> own it?", "Does @… own it?"),
        ("<at>Bob Builder</at> owns it?", "@… owns it?"),
        ("send it to bob.b+x@example.com?", "send it to @…?"),
        ("Who owns the tooling @ 5 dollars?", "Who owns the tooling @ 5 dollars?"),
    ],
)
def test_mentions_and_addresses_are_taken_out_of_a_listed_question(asked: str, listed: str) -> None:
    assert without_names(asked) == listed


@pytest.mark.parametrize("text", ["", "🔧🔧", "👍", "???", "  \n", "x" * 3_000])
def test_a_message_without_a_question_is_not_listed_as_unanswered(house: House, text: str) -> None:
    house.ask(text)
    assert house.desk.unanswered(10) == []


def test_every_table_in_which_a_person_can_stand_is_written_anew() -> None:
    """The others hold the log's own names, sealed dates, wordings, places and counts, and what was published of calendars."""
    nameless = {
        "change_log",
        "log_head",
        "checklist_definitions",
        "audit_draws",
        "audit_calendar_events",
        "sites",
    }
    assert set(metadata.tables) - nameless == set(REWRITTEN)
