"""Plays the conversations of fixtures/dialogues.yaml in Slack: what is posted is the reply that the dialogue wants, whole."""

from typing import Any

import pytest

from bot.conversation.message import ConversationRef
from bot.conversation.reply import Reply
from bot.slack.blocks import messages
from tests.bot.dialogues import DIALOGUES, TITLES, seen, wanted_of
from tests.fakes.slack_requests import said
from tests.slack.conftest import House

TALK = "D1"


async def reply_to(house: House, text: str, thread: str | None) -> tuple[Reply, list[dict[str, Any]], str]:
    """The reply of the desk, all that was posted for it, and the thread that it was posted in."""
    before = len(house.slack.posted)
    asked = said(text, channel=TALK, **({"thread_ts": thread} if thread else {}))
    await house.deliver(asked)
    where = thread or str(asked["ts"])
    await house.posted(before + 1)
    replies = house.desk.thread(ConversationRef("slack", TALK, where), 50)
    posted = await house.posted(before + len(messages(replies[-1])))
    return replies[-1], posted[before:], where


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=TITLES)
async def test_slack_shows_the_replies_of_the_dialogue(house: House, dialogue: dict[str, Any]) -> None:
    house.slack.members[TALK] = ["U1"]
    thread: str | None = None
    for turn in dialogue["turns"]:
        reply, posted, thread = await reply_to(house, turn["you"], thread)
        assert seen(reply, wanted_of(turn)) == wanted_of(turn), turn["you"]
        assert [found["blocks"] for found in posted] == [message.blocks for message in messages(reply)]
        assert {found["thread_ts"] for found in posted} == {thread}
