"""Calendars as Outlook and Google read them: stable, honest about changes, without a word of unannounced audits."""

import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.access.membership import Colleagues, Standing
from bot.audits.calendar import CalendarDesk, UnknownCalendar, Wished
from bot.audits.draw import opened
from bot.audits.ics import written_out
from bot.audits.outcome import Outcome
from bot.audits.programme import NotYours
from bot.conversation.privacy import PrivacyDesk
from bot.store.calendar_record import CalendarRecord, EventRecord, RememberedCalendars
from bot.store.store import remembering
from bot.web.calendar_feed import CalendarFeed
from tests.audits.house import LINH, MANAGER, STRANGER, House, plan, unannounced

MINE = {MANAGER.id: frozenset({MANAGER.id, "teams:t:mai"})}


class Publisher:
    """A house with a desk that publishes its programme."""

    def __init__(self) -> None:
        self.house = House()
        self.standing: dict[str, Standing] = {}
        self.calendars = RememberedCalendars()
        numbers = count(1)
        self.desk = CalendarDesk(
            self.calendars,
            self.house.records,
            Colleagues(lambda account: MINE.get(account, frozenset({account})), self.standing_by),
            lambda: self.house.now,
            lambda: f"c{next(numbers)}",
            lambda: f"token-{next(numbers)}-{'x' * 30}",
        )

    def standing_by(self, accounts: Iterable[str]) -> Standing:
        return next((self.standing[one] for one in accounts if one in self.standing), "member")

    def make(self, whose: str = "slack:C1", kind: Any = "channel", **more: Any) -> str:
        """The token of a new calendar."""
        made = self.desk.make(Wished(kind, whose, **more), MANAGER)
        return made.path.removeprefix("/calendar/").removesuffix(".ics")

    def raw(self, token: str) -> bytes:
        feed = self.desk.feed(token)
        assert feed is not None
        return feed.body

    def events(self, token: str) -> dict[str, Any]:
        return {str(event["uid"]): event for event in Calendar.from_ical(self.raw(token)).walk("VEVENT")}


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


def test_a_plan_is_all_day_at_the_plant_and_keeps_its_uid(publisher: Publisher) -> None:
    publisher.house.programme.keep(plan(), MANAGER)
    token = publisher.make()
    events = publisher.events(token)
    assert list(events) == ["song-hong-2027-03-15@ipdesk"]
    event = events["song-hong-2027-03-15@ipdesk"]
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2027, 3, 15), date(2027, 3, 16))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["summary"] == "Facility audit at Sông Hồng"
    assert "Asia/Ho_Chi_Minh" in event["description"]
    assert (event["status"], event["transp"], event["sequence"]) == ("CONFIRMED", "TRANSPARENT", 0)
    publisher.house.until(date(2027, 3, 1))  # it is an occurrence by now
    assert publisher.events(token)["song-hong-2027-03-15@ipdesk"] == event


def test_the_head_says_what_outlook_and_google_ask_for(publisher: Publisher) -> None:
    publisher.house.programme.keep(plan(), MANAGER)
    raw = publisher.raw(publisher.make(name="Đánh giá Sông Hồng")).decode()
    head = raw.partition("BEGIN:VEVENT")[0].replace("\r\n ", "")
    for line in (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//IP Desk//Audit programme//EN",
        "METHOD:PUBLISH",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Đánh giá Sông Hồng",
        "NAME:Đánh giá Sông Hồng",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ):
        assert f"{line}\r\n" in head
    assert re.search(r"\r\nDTSTAMP:\d{8}T\d{6}Z\r\n", raw)
    assert re.search(r"\r\nLAST-MODIFIED:\d{8}T\d{6}Z\r\n", raw)


def test_a_change_raises_the_sequence_and_nothing_else_does(publisher: Publisher) -> None:
    publisher.house.programme.keep(plan(), MANAGER)
    token = publisher.make()
    first = publisher.events(token)["song-hong-2027-03-15@ipdesk"]
    publisher.house.now += timedelta(days=1)
    assert publisher.events(token)["song-hong-2027-03-15@ipdesk"] == first
    publisher.house.programme.keep(plan(title="Sông Hồng, Halle 2"), MANAGER)
    second = publisher.events(token)["song-hong-2027-03-15@ipdesk"]
    assert (second["sequence"], second["summary"]) == (1, "Sông Hồng, Halle 2")
    assert second["last-modified"].dt - first["last-modified"].dt == timedelta(days=1)


def test_what_no_longer_comes_due_is_cancelled_and_comes_back_when_it_does(publisher: Publisher) -> None:
    publisher.house.programme.keep(plan(), MANAGER)
    token = publisher.make()
    publisher.events(token)
    publisher.house.programme.keep(plan(starts="2027-05-10"), MANAGER)
    moved = publisher.events(token)
    assert [(str(e["status"]), e["sequence"]) for e in moved.values()] == [("CANCELLED", 1), ("CONFIRMED", 0)]
    publisher.house.programme.end("song-hong", MANAGER)
    assert {str(event["status"]) for event in publisher.events(token).values()} == {"CANCELLED"}
    publisher.house.programme.keep(plan(), MANAGER)
    back = publisher.events(token)["song-hong-2027-03-15@ipdesk"]
    assert (str(back["status"]), back["sequence"]) == ("CONFIRMED", 2)


def test_what_was_cancelled_before_anybody_saw_it_is_not_told(publisher: Publisher) -> None:
    publisher.house.programme.keep(plan(), MANAGER)
    publisher.house.until(date(2027, 2, 20))
    publisher.house.programme.cancel(publisher.house.one().id, MANAGER)
    assert "song-hong-2027-03-15@ipdesk" not in publisher.events(publisher.make())


def test_what_is_done_says_so_and_stays_for_two_months(publisher: Publisher) -> None:
    publisher.house.programme.keep(plan(due_on="2027-02-15", starts="2027-02-15", every=None), MANAGER)
    token = publisher.make()
    publisher.house.until(date(2027, 2, 15))
    publisher.house.programme.done(publisher.house.one().id, LINH, Outcome(run="r1"))
    (event,) = publisher.events(token).values()
    assert (str(event["summary"]), str(event["status"])) == ("Done: Facility audit at Sông Hồng", "CONFIRMED")
    publisher.house.now = datetime(2027, 4, 16, tzinfo=UTC)
    assert len(publisher.events(token)) == 1
    publisher.house.now = datetime(2027, 4, 18, tzinfo=UTC)
    assert publisher.events(token) == {}
    assert publisher.calendars.published("c1") == []


def test_the_month_alone_is_for_the_channel_so_a_semi_announced_day_is_not_in_its_calendar(publisher: Publisher) -> None:
    publisher.house.programme.keep(plan(mode="semi_announced"), MANAGER)
    assert publisher.events(publisher.make()) == {}
    assert len(publisher.events(publisher.make(LINH.id, "person"))) == 1


def test_a_persons_calendar_has_what_they_own_audit_or_were_given_on_any_account(publisher: Publisher) -> None:
    keep = publisher.house.programme.keep
    keep(plan("owned", owner="teams:t:mai", channel="slack:C9"), MANAGER)
    keep(plan("audited", owner="slack:T1:UX", auditor=MANAGER.id), MANAGER)
    keep(plan("given", owner="slack:T1:UX"), MANAGER)
    publisher.house.until(date(2027, 3, 1))
    token = publisher.make(MANAGER.id, "person")
    assert {uid.rsplit("-", 3)[0] for uid in publisher.events(token)} == {"owned", "audited"}
    publisher.house.programme.reassign("given/2027-03-15", MANAGER, MANAGER.id)
    assert {uid.rsplit("-", 3)[0] for uid in publisher.events(token)} == {"owned", "audited", "given"}
    publisher.house.programme.reassign("given/2027-03-15", MANAGER, "slack:T1:UX")
    assert str(publisher.events(token)["given-2027-03-15@ipdesk"]["status"]) == "CANCELLED"


def test_a_recordation_says_that_its_expiry_is_unconfirmed(publisher: Publisher) -> None:
    proposal = {"expires_on": "2027-04-01", "rule": "two years", "source": "a page", "as_of": "2026-11-23"}
    found = plan(kind="customs_recordation", every=None, due_on="2027-03-12", starts="2027-03-12", proposal=proposal)
    publisher.house.programme.keep(found, MANAGER)
    (event,) = publisher.events(publisher.make()).values()
    assert "Unconfirmed" in event["description"]


@pytest.mark.parametrize("state", ["planned", "told", "opened", "made_announced"])
def test_no_calendar_ever_knows_of_an_unannounced_audit(state: str) -> None:
    """Over many draws: the bytes of every calendar are those of a house that has no such audit."""
    for _ in range(20):
        publisher, other = Publisher(), Publisher()
        tokens = [(p.make(), p.make(LINH.id, "person"), p.make(MANAGER.id, "person")) for p in (publisher, other)]
        for one in (publisher, other):
            one.house.programme.keep(plan("announced"), MANAGER)
        publisher.house.programme.keep(unannounced("secret"), MANAGER)
        (draw,) = publisher.house.records.sealed_draws()
        day = opened(draw.sealed, publisher.house.seal, draw.occurrence).day
        if state != "planned":
            for one in (publisher, other):
                one.house.now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
            publisher.house.round.step()
        if state == "opened":
            publisher.house.programme.cancel(draw.occurrence, MANAGER)
        if state == "made_announced":
            publisher.house.programme.keep(plan("secret", starts="2030-01-15"), MANAGER)
        for mine, others in zip(*tokens, strict=True):
            assert publisher.raw(mine) == other.raw(others)


def test_people_make_their_own_calendar_and_planners_any(publisher: Publisher) -> None:
    assert publisher.desk.make(Wished("person", STRANGER.id), STRANGER).calendar.whose == STRANGER.id
    with pytest.raises(NotYours):
        publisher.desk.make(Wished("channel", "slack:C1"), STRANGER)
    with pytest.raises(NotYours):
        publisher.desk.make(Wished("person", LINH.id), STRANGER)
    assert [one.whose for one in publisher.desk.seen_by(STRANGER)] == [STRANGER.id]


def test_a_revoked_address_leads_nowhere_and_its_secret_is_kept_nowhere(publisher: Publisher) -> None:
    token = publisher.make()
    assert token not in repr(publisher.calendars.every())
    with pytest.raises(UnknownCalendar):
        publisher.desk.revoke("c1", STRANGER)
    identity = publisher.calendars.every()[0].id
    publisher.desk.revoke(identity, MANAGER)
    assert publisher.desk.feed(token) is None
    with pytest.raises(UnknownCalendar):
        publisher.desk.revoke(identity, MANAGER)


@given(title=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=150), name=st.text(max_size=60))
def test_whatever_the_words_lines_are_folded_and_read_back_as_they_were(title: str, name: str) -> None:
    then = datetime(2027, 1, 4, tzinfo=UTC)
    record = CalendarRecord("c1", "d", "channel", "slack:C1", "".join(filter(str.isprintable, name)), "vi", "", then)
    raw = written_out(record, [EventRecord("c1", "u@ipdesk", "2027-03-15", title, f"{title}\nNgày", "confirmed", 1, then)])
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["summary"]) == title
    assert str(event["description"]) == f"{title}\nNgày"


@pytest.fixture
async def client(publisher: Publisher) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application()
    app.router.add_routes(CalendarFeed(publisher.desk).routes())
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_it_is_served_with_a_tag_and_not_sent_again_unchanged(publisher: Publisher, client: TestClient[Any, Any]) -> None:
    publisher.house.programme.keep(plan(title="Đánh giá Sông Hồng, quý một"), MANAGER)
    path = f"/calendar/{publisher.make()}.ics"
    found = await client.get(path)
    assert found.status == 200
    assert found.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert found.headers["Cache-Control"] == "private, max-age=900"
    assert "Đánh giá Sông Hồng\\, quý một" in (await found.text()).replace("\r\n ", "")
    tag = found.headers["ETag"]
    again = await client.get(path, headers={"If-None-Match": tag})
    assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag)
    head = await client.head(path)
    assert (head.status, head.headers["ETag"]) == (200, tag)
    publisher.house.programme.keep(plan(title="Another"), MANAGER)
    assert (await client.get(path, headers={"If-None-Match": tag})).status == 200


@pytest.mark.parametrize("token", ["x" * 43, "x" * 10, "x" * 5000, "..%2f..%2fetc", "%00" * 30, "é" * 40])
async def test_an_address_that_leads_nowhere_says_only_that(client: TestClient[Any, Any], token: str) -> None:
    assert (await client.get(f"/calendar/{token}.ics")).status == 404


@pytest.mark.parametrize(("standing", "status"), [("member", 200), ("unknown", 503), ("outsider", 404)])
async def test_a_persons_calendar_ends_when_they_no_longer_belong(
    publisher: Publisher, client: TestClient[Any, Any], standing: Standing, status: int
) -> None:
    publisher.house.programme.keep(plan(), MANAGER)
    path = f"/calendar/{publisher.make(MANAGER.id, 'person')}.ics"
    channel = f"/calendar/{publisher.make()}.ics"
    assert (await client.get(path)).status == 200
    publisher.standing[MANAGER.id] = standing
    found = await client.get(path)
    assert (found.status, "Sông Hồng" in await found.text()) == (status, standing == "member")
    assert ("Retry-After" in found.headers) == (standing == "unknown")
    assert (await client.get(channel)).status == 200
    publisher.standing[MANAGER.id] = "member"
    assert (await client.get(path)).status == 200


def test_a_forgotten_persons_calendar_leads_nowhere(publisher: Publisher) -> None:
    store = replace(remembering(), audits=publisher.house.records, calendars=publisher.calendars)
    token = publisher.make(MANAGER.id, "person")
    assert publisher.desk.feed(token) is not None
    PrivacyDesk(store, lambda: publisher.house.now).forget(MANAGER.id)
    assert publisher.desk.feed(token) is None
