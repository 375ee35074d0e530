"""What every CalendarRecords must do; the tests of each implementation inherit it and bring their own `store`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store.calendar_record import CalendarRecord, EventRecord
from bot.store.store import Store
from tests.bot.store_contract import NOON


def calendar(identity: str = "c1", **changes: object) -> CalendarRecord:
    plain = CalendarRecord(identity, f"digest of {identity}", "channel", "slack:C1", "Đánh giá", "vi", "slack:T1:U1", NOON)
    return replace(plain, **changes)


def event(uid: str = "p-2027-03-15@ipdesk", **changes: object) -> EventRecord:
    return replace(EventRecord("c1", uid, "2027-03-15", "Sông Hồng", "Text", "confirmed", 1, NOON), **changes)


class CalendarRecordsContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_a_calendar_is_found_by_its_digest_until_it_is_removed(self, store: Store) -> None:
        store.calendars.add(calendar())
        assert store.calendars.with_digest("digest of c1") == calendar()
        assert store.calendars.with_digest("digest of c2") is None
        store.calendars.publish([event()], [])
        assert store.calendars.remove("c1")
        assert not store.calendars.remove("c1")
        assert store.calendars.with_digest("digest of c1") is None
        assert store.calendars.published("c1") == []

    def test_calendars_come_oldest_first(self, store: Store) -> None:
        store.calendars.add(calendar("c2", created_at=NOON + timedelta(hours=1)))
        store.calendars.add(calendar())
        assert [one.id for one in store.calendars.every()] == ["c1", "c2"]

    def test_what_was_published_comes_back_by_day_and_each_change_has_the_next_sequence(self, store: Store) -> None:
        store.calendars.add(calendar())
        later = event("q@ipdesk", day="2027-03-14")
        assert store.calendars.publish([event(), later], [])
        assert store.calendars.published("c1") == [later, event()]
        changed = event(title="Sông Hồng II", sequence=2, state="cancelled", modified_at=NOON + timedelta(days=1))
        assert store.calendars.publish([changed], [later])
        assert store.calendars.published("c1") == [changed]

    def test_of_two_who_publish_at_once_one_is_refused_whole(self, store: Store) -> None:
        store.calendars.add(calendar())
        store.calendars.publish([event()], [])
        assert not store.calendars.publish([event("new@ipdesk"), event()], [])
        assert not store.calendars.publish([event(sequence=3)], [event()])
        assert store.calendars.published("c1") == [event()]

    def test_nothing_is_published_of_a_calendar_that_has_gone(self, store: Store) -> None:
        assert not store.calendars.publish([event()], [])
        assert store.calendars.published("c1") == []

    def test_a_person_who_is_forgotten_has_no_calendar_and_made_none(self, store: Store) -> None:
        store.calendars.add(calendar())
        store.calendars.add(calendar("c2", kind="person", whose="slack:T1:U1"))
        store.calendars.publish([event(calendar="c2")], [])
        assert store.calendars.forget("slack:T1:U1", "gone:1") == 1
        assert store.calendars.every() == [calendar(created_by="gone:1")]
        assert store.calendars.published("c2") == []
