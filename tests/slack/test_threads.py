"""Follow-ups in threads need no mention; what people say to each other is neither answered nor written down."""

from typing import Any

import pytest
from sqlalchemy import text

from bot.access.settings import ChannelSettings, Settings
from bot.store.database import open_database
from tests.fakes.slack_requests import mention, said
from tests.fakes.slack_server import BROKEN
from tests.slack.conftest import RECORDAL, House, Open


async def opened(house: House) -> str:
    """The thread of an answered mention."""
    asked = mention(RECORDAL)
    await house.deliver(asked)
    await house.posted()
    return str(asked["ts"])


async def test_a_follow_up_without_a_mention_is_answered_in_the_light_of_the_thread(house: House) -> None:
    thread = await opened(house)
    await house.deliver(said("and in the US?", thread_ts=thread, user="U2"))
    posted = await house.posted(2)
    assert posted[1]["thread_ts"] == thread
    assert "United States" in str(posted[1]["blocks"])


@pytest.mark.parametrize("talk", ["thanks!", "I'll send this to the factory", "<@U2> can you check?", "agreed"])
async def test_talk_among_people_in_the_thread_is_left_alone(house: House, talk: str) -> None:
    thread = await opened(house)
    await house.deliver(said(talk, thread_ts=thread))
    await house.quiet(1.2)
    assert len(house.slack.posted) == 1


async def test_a_question_in_somebody_else_s_thread_is_left_alone(house: House) -> None:
    await house.deliver(said(RECORDAL, thread_ts="1600000000.000001"))
    await house.quiet()
    assert house.slack.posted == []


async def test_follow_ups_can_be_turned_off_for_a_channel(open_house: Open) -> None:
    house = await open_house(Settings(channels={"C1": ChannelSettings(follow_ups=False)}))
    thread = await opened(house)
    await house.deliver(said("and in the US?", thread_ts=thread))
    await house.quiet(1.2)
    assert len(house.slack.posted) == 1


async def test_where_an_admin_turned_it_on_a_question_needs_no_mention(open_house: Open) -> None:
    house = await open_house(Settings(channels={"C1": ChannelSettings(auto_reply=True)}))
    await house.deliver(said("Let's have lunch"))
    await house.deliver(said(RECORDAL))
    await house.posted()
    await house.quiet(1.2)
    assert len(house.slack.posted) == 1


def stored_text(house: House) -> str:
    """Everything that the database holds, as text."""
    engine = open_database(house.config.database_url)
    with engine.connect() as connection:
        tables = connection.execute(text("select name from sqlite_master where type = 'table'")).scalars().all()
        rows: list[Any] = [connection.execute(text(f"select * from {table}")).all() for table in tables]
    engine.dispose()
    return str(rows)


async def test_messages_that_are_not_for_the_desk_are_never_written_anywhere(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    thread = await opened(house)
    await house.deliver(said("the canary sings at midnight", thread_ts=thread))
    await house.deliver(said("will the canary sing at midnight?"))
    await house.quiet()
    assert "canary" not in stored_text(house)
    assert "canary" not in caplog.text


async def test_inbox_and_outbox_keep_no_text_once_it_has_been_posted(house: House) -> None:
    await house.deliver(mention("Who owns the mould that the supplier paid for?"))
    await house.posted()
    await house.quiet(0.5)
    engine = open_database(house.config.database_url)
    with engine.connect() as connection:
        kept = [connection.execute(text(f"select payload from {table}")).scalars().all() for table in ("inbox", "outbox")]
    engine.dispose()
    assert kept == [[None], [None]]


async def test_who_asks_faster_than_allowed_is_told_once_and_answered_in_turn(open_house: Open) -> None:
    house = await open_house(Settings(questions_a_minute=30, questions_at_once=2))
    asked = [said(RECORDAL, channel="D1", ts=f"1700000{number}.000001") for number in range(100, 105)]
    for message in asked:
        await house.deliver(message)
    await house.until(lambda: len(house.slack.posted) == len(asked) + 1, seconds=20)
    told = [found for found in house.slack.posted if "waiting" in str(found["blocks"])]
    assert len(told) == 1
    assert "of your questions waiting" in str(told[0]["blocks"])
    assert {found["thread_ts"] for found in house.slack.posted} == {message["ts"] for message in asked}


async def test_in_a_direct_message_a_status_is_shown_and_the_talk_gets_a_title(house: House) -> None:
    asked = said(RECORDAL, channel="D1")
    await house.deliver(asked)
    await house.posted()
    await house.until(lambda: house.slack.called("assistant.threads.setTitle"))
    (status,) = house.slack.called("assistant.threads.setStatus")
    assert (status["channel_id"], status["thread_ts"]) == ("D1", asked["ts"])
    assert house.slack.called("assistant.threads.setTitle")[0]["title"] == RECORDAL
    await house.deliver(said("and in the US?", channel="D1", thread_ts=asked["ts"]))
    await house.posted(2)
    await house.until(lambda: len(house.slack.called("assistant.threads.setStatus")) == 2)
    assert len(house.slack.called("assistant.threads.setTitle")) == 1


async def test_a_status_that_slack_refuses_costs_no_answer(house: House) -> None:
    house.slack.fail("assistant.threads.setStatus", BROKEN)
    house.slack.fail("assistant.threads.setTitle", "not_allowed_token_type")
    await house.deliver(said(RECORDAL, channel="D1"))
    (posted,) = await house.posted()
    assert "[1]" in str(posted["blocks"])
