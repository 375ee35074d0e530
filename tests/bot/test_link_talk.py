"""People join their accounts in a talk: only in private, once, on whichever platform."""

import itertools

import pytest

from bot.access.linking import LinkingDesk
from bot.conversation.card import Press, Told
from bot.conversation.linking import LinkTalk
from bot.conversation.message import ConversationRef, Message, Person
from bot.store.link_record import RememberedLinks
from tests.bot.store_contract import NOON

SLACK, TEAMS = "slack:T1:U1", "teams:X:1"


@pytest.fixture
def links() -> RememberedLinks:
    return RememberedLinks()


@pytest.fixture
def talk(links: RememberedLinks) -> LinkTalk:
    letters = itertools.count()
    desk = LinkingDesk(links, lambda: NOON, lambda: "p1", lambda alphabet: alphabet[next(letters) % len(alphabet)])
    return LinkTalk(desk)


def said(talk: LinkTalk, text: str, person: str = SLACK, private: bool = True) -> Told | None:
    return talk.said(
        Message(text, Person(person), ConversationRef(person.partition(":")[0], "D1"), company="alone" if private else "others")
    )


def text_of(told: Told | None) -> str:
    assert told is not None
    assert told.private
    return told.cards[0].text


@pytest.mark.parametrize("asked", ["link", "Link", "link my Teams account", "link my Slack account.", "link accounts"])
def test_a_code_is_shown_to_its_owner(talk: LinkTalk, asked: str) -> None:
    assert "0123-4567-89AB" in text_of(said(talk, asked))


def test_in_vietnamese_it_is_told_in_vietnamese(talk: LinkTalk) -> None:
    assert "Hãy nhập mã này" in text_of(said(talk, "liên kết tài khoản"))


@pytest.mark.parametrize("typed", ["link 0123-4567-89AB", "0123-4567-89ab", "link 0123456789ab", "LINK O123 4567 89AB"])
def test_a_code_typed_on_the_other_platform_joins_the_accounts(talk: LinkTalk, links: RememberedLinks, typed: str) -> None:
    said(talk, "link", TEAMS)
    assert "one person" in text_of(said(talk, typed))
    assert links.accounts_with(SLACK) == {SLACK, TEAMS}


@pytest.mark.parametrize("typed", ["link", "link 0123-4567-89AB"])
def test_where_others_read_along_nothing_is_shown_or_taken(talk: LinkTalk, links: RememberedLinks, typed: str) -> None:
    said(talk, "link", TEAMS)
    told = said(talk, typed, private=False)
    assert "direct message" in text_of(told)
    assert links.accounts_with(SLACK) == {SLACK}
    assert told is not None
    assert [(button.label, button.verb) for button in told.cards[0].buttons] == [("Show me a code", "link.new_code")]
    shown = talk.pressed(Press("link.new_code", "en", Person(SLACK), ConversationRef("slack", "C1"), "k", company="others"))
    assert shown.private
    assert "ten minutes" in text_of(shown)
    assert "one person" in text_of(said(talk, "link 0123-4567-89AB"))


def test_a_wrong_code_is_refused_and_a_new_one_is_a_press_away(talk: LinkTalk) -> None:
    told = said(talk, "link 0000-0000-0000")
    assert "wrong" in text_of(told)
    assert told is not None
    (button,) = told.cards[0].buttons
    press = Press(button.verb, button.value, Person(SLACK), ConversationRef("slack", "D1"), "k")
    assert "0123-4567-89AB" in text_of(talk.pressed(press))


def test_after_too_many_codes_one_has_to_wait(talk: LinkTalk) -> None:
    said(talk, "link", TEAMS)
    for _ in range(5):
        said(talk, "link 0000-0000-0000")
    assert "wait" in text_of(said(talk, "link 0123-4567-89AB"))


@pytest.mark.parametrize("asked", ["link the licence to the mould?", "How do I link a supplier?", "1234", "hello there mate"])
def test_a_question_is_no_wish_to_link(talk: LinkTalk, asked: str) -> None:
    assert said(talk, asked) is None


@pytest.mark.parametrize("typed", ["link", "link 0123-4567-89AB"])
def test_no_account_is_joined_to_the_visitor_that_everybody_is_on_the_page(
    talk: LinkTalk, links: RememberedLinks, typed: str
) -> None:
    said(talk, "link", TEAMS)
    page = ConversationRef("web", "c1")
    assert "direct message" in text_of(talk.said(Message(typed, Person("playground"), page)))
    assert "direct message" in text_of(talk.pressed(Press("link.new_code", "en", Person("playground"), page, "k")))
    assert links.accounts_with("playground") == {"playground"}


@pytest.mark.parametrize("text", ["fake nike shoe", "what does this", "asdf qwer zxcv"])
def test_three_words_of_four_letters_are_no_code(talk: LinkTalk, text: str) -> None:
    assert talk.said(Message(text, Person(SLACK), ConversationRef("slack", "D1"), company="alone")) is None
