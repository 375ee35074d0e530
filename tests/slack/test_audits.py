"""Audits in Slack: planned in a channel, reminded of, handed over, finished; chosen people and channels; the Home tab."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.access.settings import Belonging, Settings
from bot.assembly import calendar_desk, new_id
from bot.audits.chat.calendars import Calendars
from bot.audits.chat.desks import Kept, audits_desk
from bot.audits.draw import opened
from bot.audits.round import Round
from bot.audits.sealing import Seal
from bot.checklists.talks import talks_in
from bot.conversation.card import Card, Field
from bot.slack.cards import card_messages, filled_in
from bot.store.database import migrate, open_database
from bot.store.evidence_files import RememberedFiles
from bot.store.opening import stored
from bot.store.store import Store
from bot.suppliers.register import SupplierRegister
from bot.suppliers.saying import Described
from tests.audits.house import KEY
from tests.audits.talk import MAI, RIGHTS
from tests.fakes.slack_limits import refusal
from tests.fakes.slack_requests import mention, said
from tests.slack.conftest import House, Open
from tests.slack.test_guided import pressed

PLANNERS = Settings(roles={"supplier_manager": Belonging(users=frozenset({("slack", "U1")}))})
NOON = datetime(2026, 3, 2, 3, tzinfo=UTC)


class Clock:
    """A day that a test sets, all of them past: what is due then is due for the sender, whose own clock goes on by itself."""

    def __init__(self) -> None:
        self.now = NOON

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
    kept = Kept(store, register, talks_in(store), RememberedFiles(), Calendars(calendar_desk(store), ""))
    return await open_house(PLANNERS, (audits_desk(kept, Seal(KEY), clock, new_id),))


def store_of(house: House) -> Store:
    return stored(open_database(house.config.database_url))


def work(house: House, clock: Clock) -> None:
    """The worker, until nothing is left to do at that time."""
    round_ = Round(store_of(house).audits, Seal(KEY), clock)
    while round_.step():
        pass


def text_of(posted: dict[str, Any]) -> str:
    return json.dumps(posted["blocks"], ensure_ascii=False)


def showing(house: House, text: str) -> Callable[[], list[dict[str, Any]]]:
    return lambda: [found for found in house.slack.posted if text in text_of(found)]


async def test_an_audit_is_planned_reminded_of_and_finished(house: House, clock: Clock) -> None:
    await house.deliver(mention("access review at Sông Hồng every quarter, owner <@U2>, channel <#C1|audit-vn>"))
    (preview,) = await house.posted()
    assert "2 June 2026" in text_of(preview)
    assert "<@U2>" in text_of(preview)
    for _ in range(2):
        await house.send(pressed(preview, "audits.keep", trigger="t1"), form=True)
    await house.until(showing(house, "Kept."))
    assert len(house.slack.posted) == 1

    clock.now = datetime(2026, 5, 26, 3, tzinfo=UTC)
    work(house, clock)
    await house.until(lambda: len(house.slack.posted) == 4)  # channel, owner, and the digest of the week
    reminder = next(found for found in house.slack.posted if "Due on" in text_of(found) and found["channel"] == "C1")
    assert "This reminder is late: it should have come on 26 May 2026" in text_of(reminder)  # it lay in the outbox for months
    await house.send(pressed(reminder, "audits.acknowledge", trigger="t2", user={"id": "U2", "team_id": "T0OWN"}), form=True)
    await house.until(lambda: len(showing(house, "Acknowledged by")()) == 2)
    assert {found["channel"] for found in showing(house, "Acknowledged by")()} == {"C1", "U2"}

    await house.send(pressed(reminder, "audits.done", trigger="t3", user={"id": "U2", "team_id": "T0OWN"}), form=True)
    await house.until(lambda: house.slack.ephemeral)
    state = {"field:file": {"field:file": {"type": "plain_text_input", "value": "https://files.example/review.pdf"}}}
    form = house.slack.ephemeral[0] | {"channel": "C1", "ts": "1700000000.5"}
    hidden = {"container": {"is_ephemeral": True}, "response_url": f"{house.slack.address}/respond/r"}
    assert [found["user"] for found in house.slack.ephemeral] == ["U2"]
    await house.send(pressed(form, "audits.record", state, "t4", user={"id": "U2", "team_id": "T0OWN"}, **hidden), form=True)
    await house.until(lambda: len(showing(house, "*Done*")()) == 2)
    assert [one.state for one in store_of(house).audits.occurrences(store_of(house).audits.plans()[0].id)] == ["done"]
    assert house.slack.refused == []


async def test_a_file_in_the_thread_of_a_reminder_is_its_evidence_without_a_mention(house: House, clock: Clock) -> None:
    await house.deliver(mention("access review at Sông Hồng every quarter, owner <@U2>, channel <#C1|audit-vn>"))
    (preview,) = await house.posted()
    await house.send(pressed(preview, "audits.keep", trigger="t1"), form=True)
    await house.until(showing(house, "Kept."))
    clock.now = datetime(2026, 5, 26, 3, tzinfo=UTC)
    work(house, clock)
    await house.until(lambda: len(house.slack.posted) == 4)
    reminder = next(found for found in house.slack.posted if "Due on" in text_of(found) and found["channel"] == "C1")
    await house.until(lambda: store_of(house).audits.began("C1", reminder["ts"]))  # Slack has it a moment before we know so
    house.slack.files["f1"] = b"%PDF-1.7 attendance list"
    address = f"{house.slack.address}/files/f1"
    file = {"name": "list.pdf", "mimetype": "application/pdf", "size": 24, "url_private_download": address}
    posted = {"files": [file], "thread_ts": reminder["ts"], "subtype": "file_share"}
    await house.deliver(said("", user="U2", **posted))
    await house.until(showing(house, "Kept as evidence: list.pdf."))
    (line,) = [line for line in store_of(house).audits.log() if line.action == "attached"]
    assert (line.actor, line.details["size"]) == ("slack:T0OWN:U2", 24)
    elsewhere = posted | {"thread_ts": "1700000000.000009"}
    await house.deliver(said("", user="U2", **elsewhere))
    await house.quiet()
    assert len(showing(house, "Kept as evidence")()) == 1


async def test_a_stranger_is_told_alone_and_changes_nothing(house: House, clock: Clock) -> None:
    await house.deliver(mention("access review at Sông Hồng every quarter, channel <#C1|audit-vn>"))
    (preview,) = await house.posted()
    await house.send(pressed(preview, "audits.keep", user={"id": "U2", "team_id": "T0OWN"}), form=True)
    await house.until(lambda: house.slack.ephemeral)
    assert "supplier managers" in json.dumps(house.slack.ephemeral[0]["blocks"])
    assert store_of(house).audits.plans() == []


async def test_a_missing_auditor_is_chosen_from_the_people_of_the_workspace(house: House) -> None:
    await house.deliver(mention("plan an unannounced facility audit at Sông Hồng, every 6 months"))
    (form,) = await house.posted()
    (field,) = [block for block in form["blocks"] if block["type"] == "input"]
    assert field["element"] == {"type": "users_select", "action_id": "field:auditor"}
    state = {"field:auditor": {"field:auditor": {"type": "users_select", "selected_user": "U2"}}}
    await house.send(pressed(form, "audits.draft", state), form=True)
    await house.until(showing(house, "between 2 June 2026 and 2 September 2026"))
    assert "<@U2>" in text_of(house.slack.posted[0])


async def test_the_home_tab_shows_what_waits_for_the_viewer_and_no_secret(house: House, clock: Clock) -> None:
    await house.deliver(mention("unannounced facility audit at Sông Hồng every 6 months, auditor <@U2>, channel <#C1|x>"))
    (preview,) = await house.posted()
    await house.send(pressed(preview, "audits.keep"), form=True)
    await house.until(showing(house, "Kept."))
    clock.now = datetime(2026, 6, 8, 3, tzinfo=UTC)
    for user in ("U1", "U2"):
        await house.deliver({"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"})
        await house.until(lambda user=user: user in house.slack.homes)
        assert "An unannounced audit is due this period, by 2 September 2026" in json.dumps(house.slack.homes[user])
    audits = store_of(house).audits
    (draw,) = audits.sealed_draws()
    assert opened(draw.sealed, Seal(KEY), draw.occurrence).day.isoformat() not in json.dumps(house.slack.homes)


def test_people_and_channels_are_chosen_from_slacks_own_lists() -> None:
    fields = (
        Field("owner", "Owner", "person", filled=("slack:T1:U1",)),
        Field("auditor", "Auditor", "person", filled=("teams:x:y",)),
        Field("ladder", "Ladder", "people", filled=("slack:T1:U1", "slack:T1:U2", "teams:x:y")),
        Field("channel", "Channel", "channel", filled=("slack:C3",)),
        Field("talk", "Channel", "channel", filled=("slack:@slack:T1:U1",)),
    )
    (message,) = card_messages(Card("Plan", fields=fields))
    assert refusal(message.blocks) is None
    shown = {block["block_id"].removeprefix("field:"): block["element"] for block in message.blocks if block["type"] == "input"}
    assert (shown["owner"]["type"], shown["owner"]["initial_user"]) == ("users_select", "U1")
    assert "initial_user" not in shown["auditor"]
    assert (shown["ladder"]["type"], shown["ladder"]["initial_users"]) == ("multi_users_select", ["U1", "U2"])
    assert (shown["channel"]["type"], shown["channel"]["initial_conversation"]) == ("conversations_select", "C3")
    assert "initial_conversation" not in shown["talk"]


def test_what_was_chosen_comes_back_as_ids_and_nonsense_does_not() -> None:
    chosen = {
        "owner": {"selected_user": "U1"},
        "ladder": {"selected_users": ["U1", "U2", 5, "<@U3>"]},
        "channel": {"selected_conversation": "C3"},
        "none": {"selected_user": None},
        "bad": {"selected_user": "U1|x"},
    }
    state = {"values": {f"field:{name}": {f"field:{name}": element} for name, element in chosen.items()}}
    assert filled_in(state, lambda user: f"slack:T1:{user}") == {
        "owner": ["slack:T1:U1"],
        "ladder": ["slack:T1:U1", "slack:T1:U2"],
        "channel": ["slack:C3"],
        "none": [],
        "bad": [],
    }
