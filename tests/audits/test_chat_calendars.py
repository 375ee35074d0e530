"""Calendars asked for in chat: one's own in private, a channel's in the channel by those who plan, and taken back."""

import re

import pytest

from bot.audits.chat.command import command
from tests.audits.talk import BOB, GUEST, LINH, MAI, MINH, Talk


def kept() -> Talk:
    talk = Talk()
    talk.say("access review at Sông Hồng every quarter, owner slack:T1:MINH, channel slack:CVN")
    talk.press("keep")
    return talk


def events(talk: Talk) -> int | None:
    """How many the calendar has whose address stands on the card; None where it leads nowhere."""
    (token,) = re.findall(r"https://ipdesk\.example\.com/calendar/(\S+)\.ics", talk.card.text)
    feed = talk.calendars.desk.feed(token)
    return None if feed is None else feed.body.count(b"BEGIN:VEVENT")


@pytest.mark.parametrize(
    ("text", "verb", "language"),
    [
        ("my calendar", "my_calendar", "en"),
        ("Make me my calendar", "my_calendar", "en"),
        ("lịch của tôi", "my_calendar", "vi"),
        ("lịch cá nhân", "my_calendar", "vi"),
        ("calendar for this channel", "channel_calendar", "en"),
        ("lịch cho kênh này", "channel_calendar", "vi"),
        ("revoke calendar", "revoke_calendar", "en"),
        ("revoke my calendar", "revoke_calendar", "en"),
        ("thu hồi lịch", "revoke_calendar", "vi"),
        ("calendar", "calendars", "en"),
        ("lịch", "calendars", "vi"),
        ("lịch đánh giá", "list", "vi"),
        ("audit calendar", "list", "en"),
        ("hủy đánh giá tại Sông Hồng", "cancel", "vi"),
    ],
)
def test_commands_about_calendars(text: str, verb: str, language: str) -> None:
    found = command(text)
    assert found is not None
    assert (found.verb, found.language) == (verb, language)


@pytest.mark.parametrize("channel", ["", "CVN"])
@pytest.mark.parametrize("text", ["my calendar", "lịch của tôi"])
def test_ones_own_calendar_is_told_in_private_only(text: str, channel: str) -> None:
    talk = kept()
    talk.say(text, MINH, channel)
    assert talk.told is not None
    assert talk.told.private
    assert events(talk)
    assert "Outlook" in talk.card.text
    told = talk.card
    talk.press(told.buttons[0], MINH, channel)
    talk.told = type(talk.told)((told,))
    assert events(talk) is None


def test_a_channels_calendar_is_made_by_who_plans_and_told_in_the_channel() -> None:
    talk = kept()
    talk.say("calendar for this channel", MAI, "CVN")
    assert talk.told is not None
    assert not talk.told.private
    assert events(talk)
    talk.say("calendar for this channel", BOB, "CVN")
    assert "for its owner" in talk.card.text
    assert talk.told.private
    talk.say("calendar for this channel", MAI)
    assert "in the channel" in talk.card.text


def test_calendars_are_listed_and_revoked_by_their_own_alone() -> None:
    talk = kept()
    talk.say("calendar", MINH)
    assert "no calendar of yours yet" in talk.card.text
    talk.say("my calendar", MINH)
    made = talk.card
    talk.say("revoke calendar", MAI)  # who plans sees no other person's in chat
    assert talk.card.buttons == ()
    talk.press(made.buttons[0], BOB)
    assert "There is no calendar" in talk.card.text
    talk.say("revoke calendar", MINH, "CVN")
    assert talk.told is not None
    assert talk.told.private
    assert len(talk.card.buttons) == 1
    talk.press(talk.card.buttons[0], MINH)
    assert "leads nowhere" in talk.card.text
    talk.say("calendar", MINH)
    assert talk.card.buttons == ()


def test_nobody_has_more_than_five() -> None:
    talk = kept()
    for _ in range(5):
        talk.say("my calendar", LINH)
        assert "https://" in talk.card.text
    talk.say("my calendar", LINH)
    assert "https://" not in talk.card.text
    assert len(talk.card.buttons) == 5


def test_guests_have_none() -> None:
    talk = kept()
    talk.say("my calendar", GUEST)
    assert "for its owner" in talk.card.text
    assert talk.store.calendars.every() == []


def test_who_has_left_reads_their_calendar_no_more() -> None:
    talk = kept()
    talk.say("my calendar", MINH)
    assert events(talk)
    talk.outsiders |= {MINH.id}
    assert events(talk) is None
