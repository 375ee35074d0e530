"""What is said in Teams goes out once, in order, within its limits, and stops where the app was removed."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assembly import now
from bot.conversation.card import Card
from bot.conversation.message import ConversationRef
from bot.delivery.outbox import Outbox
from bot.delivery.pace import Pace
from bot.delivery.post import Post
from bot.store.conversation_record import name_of
from bot.store.database import migrate, open_database
from bot.teams.replies import sentence_activity
from bot.teams.sending import LIMITS
from bot.teams.telling import neutral, to
from tests.fakes.teams_activities import CHANNEL, activity, mentioned, personal, said
from tests.fakes.teams_server import BOT, LOST, TENANT
from tests.scale import SCALE
from tests.teams.conftest import RECORDAL, House, Open

PERSON = f"teams:{TENANT}:00000000-0000-4000-8000-000000000001"


def outbox(house: House) -> Outbox:
    """The outbox as another part of the product has it, over the same database."""
    return Outbox(open_database(house.config.database_url), "teams", "test")


def post(key: str, conversation: str, text: str = "Hello", **payload: object) -> Post:
    return Post(key, "teams", conversation, None, {"activity": sentence_activity(text), **payload})


async def test_the_parts_of_an_answer_keep_their_order(house: House) -> None:
    await house.answer_to(said(house.service, RECORDAL))
    name = name_of(personal(1))
    outbox(house).add([post(f"k{n}", name, f"part {n}") for n in range(4)], now())
    await house.sent(5)
    assert [found["text"] for found in house.teams.sent[1:]] == [f"part {n}" for n in range(4)]


@pytest.mark.parametrize("status", [500, 502, 504, 412])
async def test_a_passing_refusal_is_waited_out(house: House, status: int) -> None:
    house.teams.fail((status, "Passing", ""), (status, "Passing", ""))
    await house.answer_to(said(house.service, RECORDAL))
    assert len(house.teams.sent) == 1


async def test_teams_is_given_the_time_that_it_asks_for(house: House) -> None:
    house.teams.fail((429, "Throttled", "2"))
    started = time.monotonic()
    await house.answer_to(said(house.service, RECORDAL))
    assert time.monotonic() - started >= 2


async def test_an_answer_in_doubt_is_said_again_rather_than_not_at_all(house: House) -> None:
    house.teams.fail(LOST)
    await house.deliver(said(house.service, RECORDAL))
    await house.sent(2)
    await house.quiet()
    assert [found["text"] for found in house.teams.sent] == [house.teams.sent[0]["text"]] * 2


async def test_a_reminder_in_doubt_is_not_said_again_and_its_owner_is_told(house: House) -> None:
    await house.answer_to(mentioned(house.service, RECORDAL))
    await house.answer_to(said(house.service, RECORDAL))
    house.teams.fail(LOST)
    card = Card(title="Audit of plant 7", text="Due on Friday")
    reminder = to(ConversationRef("teams", CHANNEL), "reminder/1", neutral(card) | {"owner": PERSON})
    outbox(house).add_once(reminder, now())
    await house.sent(4)
    await house.quiet()
    told = house.teams.sent[3]
    assert told["_to"] == personal(1)
    assert "Audit of plant 7" in str(told)
    assert [found["_to"] for found in house.teams.sent].count(CHANNEL) == 1


async def test_a_refused_message_is_replaced_by_a_plain_sentence_with_a_reference(house: House) -> None:
    house.teams.fail((413, "MessageSizeTooBig", ""))
    assert "Reference" in (await house.answer_to(said(house.service, RECORDAL)))["text"]


async def test_nothing_is_sent_any_longer_to_who_has_blocked_the_bot(house: House) -> None:
    await house.answer_to(said(house.service, RECORDAL))
    house.teams.blocked.add(personal(1))
    outbox(house).add_once(post("k1", name_of(personal(1))), now())
    await house.until(lambda: house.store.conversations.get("teams", name_of(personal(1))) is None)
    await house.quiet()
    assert len(house.teams.sent) == 1


async def test_an_uninstalled_app_forgets_the_place(house: House) -> None:
    await house.answer_to(said(house.service, RECORDAL))
    await house.deliver(activity(house.service, "installationUpdate", action="remove"))
    assert house.store.conversations.get("teams", name_of(personal(1))) is None


async def test_the_app_introduces_itself_once_where_it_is_installed(house: House) -> None:
    for _ in range(2):
        await house.deliver(activity(house.service, "installationUpdate", action="add"))
        await house.deliver(activity(house.service, "conversationUpdate", membersAdded=[{"id": BOT}]))
    welcome = (await house.sent())[0]["text"]
    await house.quiet()
    assert len(house.teams.sent) == 1
    assert "IP Desk" in welcome
    assert "Tôi là IP Desk" in welcome
    assert all(word in welcome for word in ("checklist", "See the audits", "danh mục kiểm tra"))


async def test_in_a_channel_the_welcome_begins_a_thread_of_its_own(house: House) -> None:
    team = {"id": CHANNEL, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}
    bot = [{"id": BOT}]
    await house.deliver(activity(house.service, "conversationUpdate", id="f:1", conversation=team, membersAdded=bot))
    (welcome,) = await house.sent()
    assert welcome["_to"] == CHANNEL


async def test_places_survive_a_restart(open_house: Open) -> None:
    house = await open_house()
    await house.answer_to(said(house.service, RECORDAL))
    await house.client.close()
    again = await open_house()
    outbox(again).add_once(post("later", f"@{PERSON}"), now())
    assert (await again.sent(2))[1]["_to"] == personal(1)


async def test_a_private_talk_is_opened_with_who_has_not_written_yet(house: House) -> None:
    await house.answer_to(mentioned(house.service, RECORDAL))
    stranger = f"teams:{TENANT}:00000000-0000-4000-8000-000000000009"
    outbox(house).add_once(post("k1", f"@{stranger}"), now())
    assert (await house.sent(2))[1]["_to"] == "a:private-00000000-0000-4000-8000-000000000009"
    assert house.teams.opened[0]["channelData"] == {"tenant": {"id": TENANT}}
    assert house.store.conversations.private_with(stranger) is not None


async def test_a_channel_that_never_wrote_is_reached_through_its_tenant(house: House) -> None:
    await house.answer_to(mentioned(house.service, RECORDAL))
    outbox(house).add_once(post("k1", "19:experts@thread.tacv2"), now())
    assert (await house.sent(2))[1]["_to"] == "19:experts@thread.tacv2"


async def test_a_later_card_takes_the_place_of_the_one_it_replaces(house: House) -> None:
    await house.answer_to(mentioned(house.service, RECORDAL))
    box = outbox(house)
    box.add_once(to(ConversationRef("teams", CHANNEL), "card/1", neutral(Card(title="Open"))), now())
    await house.sent(2)
    await house.until(lambda: box.posted_as("card/1"))
    again = to(ConversationRef("teams", CHANNEL), "card/2", neutral(Card(title="Done")) | {"replaces": "card/1"})
    box.add_once(again, now())
    await house.until(lambda: house.teams.updated)
    assert "Done" in str(house.teams.updated[0])
    house.teams.sent.pop()  # somebody has deleted it
    box.add_once(to(ConversationRef("teams", CHANNEL), "card/3", neutral(Card(title="Anew")) | {"replaces": "card/2"}), now())
    await house.sent(2)
    assert "Anew" in str(house.teams.sent[-1])


async def test_forgetting_a_person_forgets_their_private_talk(house: House) -> None:
    await house.answer_to(said(house.service, RECORDAL))
    house.store.conversations.forget(PERSON)
    assert house.store.conversations.private_with(PERSON) is None


async def test_teams_limits_are_never_exceeded_by_two_processes(open_house: Open) -> None:
    first, second = await open_house(), await open_house()
    first.teams.enforced = False
    await first.answer_to(said(first.service, RECORDAL))
    count = 12 * SCALE
    outbox(first).add([post(f"k{n}", name_of(personal(1))) for n in range(count)], now())
    for number in range(6):
        await (first if number % 2 else second).deliver(said(first.service, RECORDAL))
    await first.until(lambda: len(first.teams.sent) >= count + 7, seconds=60 * SCALE)
    assert first.teams.excess == []


Step = tuple[int, bool]


@settings(max_examples=20 * SCALE, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(0, 3_000_000), st.booleans()), min_size=20, max_size=120))
def test_the_pace_lets_no_more_through_than_its_limits(steps: list[Step]) -> None:
    limits = ((3, timedelta(seconds=1)), (4, timedelta(seconds=2)), (9, timedelta(seconds=30)))
    engine = open_database("sqlite://")
    migrate(engine)
    paces = [Pace(engine, limits), Pace(engine, limits)]
    at, taken = datetime(2026, 11, 27, tzinfo=UTC), []
    for pause, which in steps:
        at += timedelta(microseconds=pause)
        later = paces[which].take("c", at)
        if later is None:
            taken.append(at)
        else:
            assert later > at
            assert _fits(taken, later, limits)
    for most, length in limits:
        assert all(sum(start <= t < start + length for t in taken) <= most for start in taken)


def _fits(taken: list[datetime], at: datetime, limits: tuple[tuple[int, timedelta], ...]) -> bool:
    return all(sum(at - length < t for t in taken) < most for most, length in limits)


def test_the_limits_leave_room_under_those_of_teams(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'p.sqlite3'}")
    migrate(engine)
    pace, start = Pace(engine, LIMITS), datetime(2026, 11, 27, tzinfo=UTC)
    at, taken = start, []
    while at < start + timedelta(seconds=70):
        later = pace.take("c", at)
        if later is None:
            taken.append(at)
        at = later or at
    for most, length in ((7, 1), (8, 2), (60, 30), (1_800, 3_600)):
        within = [sum(s <= t < s + timedelta(seconds=length) for t in taken) for s in taken]
        assert max(within) < most


def test_what_can_be_left_out_gives_way() -> None:
    engine = open_database("sqlite://")
    migrate(engine)
    pace, at = Pace(engine, LIMITS), datetime(2026, 11, 27, tzinfo=UTC)
    assert pace.take("c", at) is None
    assert pace.take("c", at + timedelta(seconds=2), silence=timedelta(seconds=3)) == at + timedelta(seconds=3)
    assert pace.take("d", at + timedelta(seconds=2), silence=timedelta(seconds=3)) is None


async def test_a_post_that_lay_in_the_outbox_says_so_once(house: House) -> None:
    await house.answer_to(mentioned(house.service, RECORDAL))
    card = Card(title="Audit of plant 7", text="Due on Friday")
    for number, hours in enumerate((1, -1)):
        late = {"after": (now() + timedelta(hours=hours)).isoformat(), "text": "It should have come on Monday."}
        outbox(house).add_once(to(ConversationRef("teams", CHANNEL), f"r/{number}", neutral(card) | {"late": late}), now())
    await house.sent(3)
    assert [str(found).count("should have come on Monday") for found in house.teams.sent[1:]] == [0, 1]
