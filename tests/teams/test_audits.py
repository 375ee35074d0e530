"""Audits in Teams: planned in a talk, reminded of, acknowledged and finished by the card itself."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.access.settings import Belonging, Settings
from bot.assembly import calendar_desk, new_id
from bot.audits.chat.calendars import Calendars
from bot.audits.chat.desks import Kept, audits_desk
from bot.audits.round import Round
from bot.audits.sealing import Seal
from bot.checklists.talks import talks_in
from bot.store.database import migrate, open_database
from bot.store.evidence_files import RememberedFiles
from bot.store.opening import stored
from bot.store.store import Store
from bot.suppliers.register import SupplierRegister
from bot.suppliers.saying import Described
from tests.audits.house import KEY
from tests.audits.talk import MAI, RIGHTS
from tests.fakes.teams_activities import CHANNEL, buttons, mentioned, pressed
from tests.fakes.teams_server import LOST, TENANT
from tests.teams.conftest import House, Open


def account(user: int) -> str:
    return f"00000000-0000-4000-8000-{user:012d}"


class Clock:
    """A day that a test sets, all of them past: what is due then is due for the sender, whose own clock goes on by itself."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def house(open_house: Open, tmp_path: Any, clock: Clock) -> House:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    store = stored(engine)
    register = SupplierRegister(store.suppliers, clock, new_id)
    register.add(Described("Sông Hồng Plastics", "VN", "high", contract=RIGHTS), MAI.actor)
    planner = Belonging(users=frozenset({("teams", account(1))}))
    settings = Settings(roles={"supplier_manager": planner})
    kept = Kept(store, register, talks_in(store), RememberedFiles(), Calendars(calendar_desk(store), ""))
    return await open_house(settings, (audits_desk(kept, Seal(KEY), clock, new_id),))


def store_of(house: House) -> Store:
    return stored(open_database(house.config.database_url))


def text_of(shown: Any) -> str:
    return json.dumps(shown, ensure_ascii=False)


def button_of(shown: dict[str, Any], verb: str) -> dict[str, Any]:
    return next(found for found in buttons(shown) if found["data"]["verb"] == f"card.audits.{verb}")


async def press(house: House, shown: dict[str, Any], verb: str, user: int = 1, **fields: str) -> Any:
    """What the platform is answered: a card that takes the place of the one pressed, or a sentence."""
    found = button_of(shown, verb)["data"]
    place = {"id": f"{CHANNEL};messageid={shown['_id']}", "conversationType": "channel", "isGroup": True, "tenantId": TENANT}
    activity = pressed(house.service, found["verb"], found["value"], user, None, replyToId=shown["_id"], conversation=place)
    activity["value"]["action"]["data"] |= {name.replace("__", "."): value for name, value in fields.items()}
    status, body = await house.deliver(activity)
    assert status == 200
    return body["value"]


def as_posted(card: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """The card that took the place of a posted one."""
    return shown | {"attachments": [{"content": card}]}


def work(house: House, clock: Clock) -> None:
    """The worker, until nothing is left to do at that time."""
    round_ = Round(store_of(house).audits, Seal(KEY), clock)
    while round_.step():
        pass


async def test_an_audit_is_planned_reminded_of_and_finished(house: House, clock: Clock) -> None:
    shown = await house.answer_to(mentioned(house.service, "access review at Sông Hồng every quarter"))
    assert "2 June 2026" in text_of(shown)
    assert "Kept." in text_of(await press(house, shown, "keep"))
    assert "Kept." in text_of(await press(house, shown, "keep"))
    (record,) = store_of(house).audits.plans()
    assert record.body["channel"] == f"teams:{CHANNEL}"

    clock.now = datetime(2026, 5, 26, 3, tzinfo=UTC)
    work(house, clock)
    await house.until(lambda: len([one for one in house.teams.sent if "Due on" in text_of(one)]) == 2)
    reminder = next(one for one in house.teams.sent if "Due on" in text_of(one) and one["_to"] == CHANNEL)
    assert "Acknowledged by" in text_of(await press(house, reminder, "acknowledge"))
    form = await press(house, reminder, "reassign")
    assert "graph.microsoft.com/users" in text_of(form)
    handed = await press(house, as_posted(form, reminder), "hand_over", people__person=account(2))
    assert "Owner" in text_of(handed)
    (found,) = store_of(house).audits.occurrences(record.id)
    assert found.assignee == f"teams:{TENANT}:{account(2)}"

    form = await press(house, reminder, "done", user=2)
    done = await press(house, as_posted(form, reminder), "record", user=2, field__file="https://files.example/review.pdf")
    assert "Done" in text_of(done)
    assert "over already" in text_of(await press(house, reminder, "snooze"))
    await house.until(lambda: any("**Done**" in text_of(one) for one in house.teams.updated))


async def test_a_stranger_is_told_alone_and_changes_nothing(house: House) -> None:
    shown = await house.answer_to(mentioned(house.service, "đánh giá nhà máy tại Sông Hồng mỗi năm"))
    assert isinstance(await press(house, shown, "keep", user=3), str)
    assert store_of(house).audits.plans() == []


async def test_a_reminder_whose_arrival_is_in_doubt_is_not_said_twice(house: House, clock: Clock) -> None:
    shown = await house.answer_to(mentioned(house.service, "access review at Sông Hồng every quarter"))
    await press(house, shown, "keep")
    clock.now = datetime(2026, 5, 26, 3, tzinfo=UTC)
    house.teams.fail(LOST)
    work(house, clock)
    await house.until(lambda: any("did not say whether" in text_of(one) for one in house.teams.sent))
    assert len([one for one in house.teams.sent if "Due on" in text_of(one) and one["_to"] == CHANNEL]) <= 1
