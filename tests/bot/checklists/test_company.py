"""Where others read along they see how far a run has come, nothing of what was answered; each is written to in their language."""

from dataclasses import replace

import pytest

from bot.checklists.rights import Act
from bot.conversation.card import Button, Card, Told
from bot.conversation.message import ConversationRef, Message
from bot.posting import posts_of
from bot.store.link_record import LinkRecords
from tests.bot.checklists.talk import BOB, GUEST, LINH, Talk
from tests.bot.checklists.test_checklist_desk import run_of, small

ANSWERS = ("has_policy?", "staff?", "Answered so far", "Risk score", "Fulfilled")


def in_channel() -> tuple[Talk, str, Told]:
    """A run begun in a channel, and what was said to the press."""
    talk = Talk()
    talk.say_in_channel("checklist start small")
    told = talk.press_in_channel(talk.button("begin"), supplier="Alpha", country="Vietnam", tooling_held="no")
    return talk, talk.house.store.runs.every()[0].id, told


def texts(card: Card) -> str:
    return " ".join([card.title, card.text, *(f"{fact.label} {fact.text}" for fact in card.facts)])


def test_a_run_begun_in_a_channel_shows_its_progress_there_and_asks_in_private() -> None:
    talk, run, told = in_channel()
    assert [card.name for card in told.cards] == [f"run/{run}/progress"]
    assert told.in_place
    (question,) = told.elsewhere
    assert question.to.conversation == f"@{LINH.id}"
    assert "has_policy?" in question.card.text
    talk.say("no")
    assert run_of(talk, run).answers()["has_policy"].value == "no"


@pytest.mark.parametrize("said", ["checklist {run}", "checklist report {run}", "checklist more {run}", "checklist"])
def test_what_was_answered_is_never_said_where_others_read(said: str) -> None:
    talk, run, _ = in_channel()
    talk.say("no")
    told = talk.say_in_channel(said.replace("{run}", run))
    assert told is not None
    assert told.private
    assert [card.text for card in told.cards] == ["I have answered you in our private talk."]
    assert [sending.to.conversation for sending in told.elsewhere if not sending.replaces] == [f"@{LINH.id}"]


def test_the_card_in_the_channel_follows_each_change_of_the_lead_and_of_a_colleague() -> None:
    talk, run, begun = in_channel()
    first = talk.house.store.boards.of_run(run)[0].key
    for number, said in enumerate(("no", "12"), start=1):
        told = talk.say(said)
        assert told is not None
        (news,) = told.elsewhere
        assert (news.to, news.replaces) == (ConversationRef("slack", "C1", "1700000000.000001"), first)
        assert f"{number}/2" in texts(news.card)
        assert not any(words in texts(news.card) for words in ANSWERS)
    assert begun.cards[0].name == news.card.name


def test_of_two_states_of_one_card_the_newer_one_is_known_by_its_key() -> None:
    """So that an outbox leaves the older one out, in whichever order they come to it."""
    talk, _, _ = in_channel()
    sent = []
    for said in ("no", "12", "back", "no"):
        told = talk.say(said)
        assert told is not None
        sent += told.elsewhere
    keys = [sending.key for sending in sent]
    assert keys == sorted(keys)
    assert [post.payload["series"] for post in posts_of(sent)] == [sending.series for sending in sent]
    assert {sending.series for sending in sent} == {sent[0].key[: len("board/") + 25]}


def test_nothing_is_posted_where_nothing_changed() -> None:
    talk, _, _ = in_channel()
    for said in ("maybe", "why?", "back"):
        told = talk.say(said)
        assert told is not None
        assert told.elsewhere == ()


def test_the_lead_has_one_card_for_all_that_colleagues_answer() -> None:
    talk, run = small()
    talk.press(talk.button("more"))
    talk.press(talk.button("assign"), section="policies", person=BOB.id)
    assert talk.told is not None
    talk.press(talk.told.elsewhere[0].card.buttons[0], BOB)
    sent = []
    for said in ("no", "12"):
        told = talk.say(said, BOB)
        assert told is not None
        sent += told.elsewhere
    first, second = sent
    assert (first.replaces, second.replaces) == (None, first.key)
    assert {sending.to.conversation for sending in sent} == {f"@{LINH.id}"}
    assert talk.house.store.boards.of_run(run)[0].version == run_of(talk, run).version


def test_a_press_on_the_card_that_shows_the_progress_leaves_it_there() -> None:
    talk, run = small()
    talk.say(f"checklist progress {run}")
    talk.press(talk.button("resume"))
    assert talk.told is not None
    assert not talk.told.in_place
    assert "has_policy?" in talk.card.text


def test_with_guests_around_even_the_start_is_for_the_one_who_asked() -> None:
    talk = Talk()
    told = talk.say_in_channel("checklist start small", replace(LINH, audiences=frozenset({"public"})))
    assert told is not None
    assert told.private


def test_what_only_one_person_sees_for_a_moment_asks_in_the_private_talk() -> None:
    talk, run = small()
    told = talk.say_in_channel(f"checklist {run}", company="fleeting")
    assert told is not None
    assert "has_policy?" in told.elsewhere[0].card.text
    assert talk.house.store.boards.of_run(run) == []


def asked_of_bob(talk: Talk) -> Card:
    talk.press(talk.button("more"))
    talk.press(talk.button("assign"), section="chain", person=BOB.id)
    assert talk.told is not None
    return talk.told.elsewhere[0].card


def test_a_colleague_is_written_to_in_the_language_in_which_they_were_asked_before() -> None:
    talk, run = small()
    talk.desks.running.assign(run, "policies", BOB.id, Act(LINH.actor))
    talk.language = "vi"
    talk.say(f"danh mục {run}", BOB)
    talk.language = "en"
    talk.say(f"checklist {run}")
    card = asked_of_bob(talk)
    assert card.language == "vi"
    assert "nhờ bạn trả lời phần" in card.text


def test_a_colleague_of_whom_no_language_is_known_may_choose_the_other() -> None:
    talk, _ = small()
    card = asked_of_bob(talk)
    assert [button.label for button in card.buttons] == ["Begin", "Tiếng Việt"]
    talk.press(card.buttons[1], BOB)
    assert talk.card.language == "vi"
    talk.language = None  # type: ignore[assignment]
    assert talk.say("không", BOB) is not None
    assert talk.card.language == "vi"


def test_a_colleague_is_reached_on_the_platform_that_they_use() -> None:
    talk, run = small()
    links: LinkRecords = talk.house.store.links
    links.join("web:ann", "teams:T:ann", "ann")
    talk.press(talk.button("more"))
    talk.press(talk.button("assign"), section="chain", person="web:ann")
    assert talk.told is not None
    assert talk.told.elsewhere[0].to.channel == "teams"
    talk.press(Button("More", "checklist.more", run))
    talk.press(talk.button("assign"), section="chain", person="web:eve")
    assert talk.told.elsewhere == ()
    assert f"checklist {run}" in talk.card.text


def test_what_is_asked_in_a_channel_thread_is_left_to_the_question_desk() -> None:
    talk, _, _ = in_channel()
    here = ConversationRef("slack", "C1", "1700000000.000001")
    assert talk.desk.said(Message("no", LINH, here, "en", (), "m-x", company="others")) is None


@pytest.mark.parametrize("verb", ["assign", "hand_over"])
@pytest.mark.parametrize(("language", "words"), [("en", "choose a colleague"), ("vi", "chọn một đồng nghiệp")])
def test_nothing_is_handed_to_a_guest(verb: str, language: str, words: str) -> None:
    talk, run = small()
    before = talk.desks.book.get(run)
    talk.language = language
    talk.press(talk.button("more"))
    talk.press(talk.button(verb), section="chain", person=GUEST.id)
    assert talk.told is not None
    assert words in talk.card.text
    assert talk.told.elsewhere == ()
    assert talk.desks.book.get(run) == before
