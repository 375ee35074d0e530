"""What the audit programme keeps of people goes with them: names become a pseudonym, proofs stay, nothing secret is exported."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.audits.chat.revising import draft_from
from bot.audits.chat.wording import of_place
from bot.audits.draw import opened
from bot.audits.plan import plan_of
from bot.audits.programme import Programme
from bot.audits.round import Round
from bot.audits.sealing import Seal
from bot.conversation.privacy import PrivacyDesk
from bot.store.calendar_record import CalendarRecord
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store, remembering
from tests.audits.house import KEY, LINH, MANAGER, House, plan, unannounced

NOW = datetime(2027, 1, 4, 3, tzinfo=UTC)


@pytest.fixture(params=["memory", "database"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "memory":
        return remembering()
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    return stored(engine)


@pytest.fixture
def house(store: Store) -> House:
    """Mai plans an announced and an unannounced audit, of which Linh is the auditor."""
    house = House(now=NOW, records=store.audits)
    house.programme.keep(plan(), MANAGER)
    house.programme.keep(unannounced("secret"), MANAGER)
    house.until(date(2027, 2, 20), timedelta(hours=12))
    return house


def privacy(store: Store) -> PrivacyDesk:
    return PrivacyDesk(store, lambda: NOW, lambda: "c0ffee")


def calendar(identity: str, whose: str) -> CalendarRecord:
    return CalendarRecord(identity, f"digest of {identity}", "person", whose, "Mine", "en", whose, NOW)


def test_a_person_is_told_what_is_kept_of_them_and_no_secret_date(house: House, store: Store) -> None:
    store.calendars.add(calendar("c1", LINH.id))
    found = privacy(store).export(LINH.id)
    assert [(one["plan"], one["as"]) for one in found["audits"] if "as" in one] == [
        ("secret", ["auditor"]),
        ("song-hong", ["auditor"]),
    ]
    assert [one["id"] for one in found["calendars"]] == ["c1"]
    (draw,) = store.audits.sealed_draws()
    day, whole = opened(draw.sealed, Seal(KEY), draw.occurrence).day, json.dumps(found)
    first, last = draw.occurrence[-10:], store.audits.occurrence(draw.occurrence).due_on
    assert day.isoformat() in (first, last) or day.isoformat() not in whole
    assert "sealed" not in whole
    assert "digest" not in whole


def test_a_forgotten_person_stands_nowhere_and_the_proofs_still_hold(house: House, store: Store) -> None:
    store.calendars.add(calendar("c1", MANAGER.id))
    store.calendars.add(calendar("c2", LINH.id))
    verdicts = Programme(store.audits, None, lambda: NOW).verify()
    erased = privacy(store).forget(MANAGER.id)
    assert erased.audits > 4
    assert bool(erased)
    assert store.audits.naming(MANAGER.id) == ([], [], [])
    assert {record.body["owner"] for record in store.audits.plans()} == {"someone:c0ffee"}
    assert [line.actor for line in store.audits.log() if line.action == "planned"] == ["someone:c0ffee"] * 2
    assert [one.id for one in store.calendars.every()] == ["c2"]
    assert Programme(store.audits, None, lambda: NOW).verify() == verdicts
    assert privacy(store).forget(MANAGER.id).audits == 0


def test_the_programme_goes_on_without_them(house: House, store: Store) -> None:
    privacy(store).forget(MANAGER.id)
    house.until(date(2027, 3, 17), timedelta(hours=6))
    assert store.audits.occurrence("song-hong/2027-03-15").told > 0


def test_in_the_database_not_a_byte_of_them_is_left(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    store, person = stored(engine), "slack:T1:UZEBRA4711"
    house = House(now=NOW, records=store.audits)
    house.programme.keep(plan(owner=person), MANAGER)
    store.calendars.add(calendar("c1", person))
    house.until(date(2027, 3, 17), timedelta(hours=12))
    privacy(store).forget(person)
    engine.dispose()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("ipdesk*"))
    assert left.count(b"UZEBRA4711") == 0


def test_an_owner_who_cannot_be_reached_does_not_keep_the_round_busy() -> None:
    house = House()
    house.programme.keep(plan(owner="terminal:local"), MANAGER)
    house.until(date(2027, 2, 16))
    house.records.posts["audit/song-hong/2027-03-15/T-30/channel"]["state"] = "failed"  # type: ignore[attr-defined]
    assert Round(house.records, house.seal, lambda: house.now).step()
    house.rounds()
    assert [line.action for line in house.records.log()].count("undelivered") == 1


def test_a_plan_of_a_talk_that_is_gone_keeps_no_channel_and_still_reminds_its_people(store: Store) -> None:
    house = House(now=NOW, records=store.audits)
    house.programme.keep(plan(channel=f"slack:@{MANAGER.id}", owner=LINH.id), MANAGER)
    privacy(store).forget(MANAGER.id)
    record = store.audits.plan("song-hong")
    assert record is not None
    assert (record.channel, record.body["channel"]) == ("nowhere:", "nowhere:")
    assert MANAGER.id not in repr([store.audits.plans(), store.audits.log()])
    assert "slack:@" not in repr([store.audits.plans(), store.audits.log(), store.audits.digest("nowhere:")])
    house.until(date(2027, 2, 20), timedelta(hours=12))
    (line,) = [line for line in store.audits.log() if line.action == "reminded"]
    assert [one["to"] for one in line.details["posts"]] == ["nowhere:", LINH.id]
    seen = draft_from(plan_of(record.body), record.version)
    assert (seen.channel, of_place(record.channel)) == ("", "")
