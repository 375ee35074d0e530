"""Who is reminded when: leads, overdue, acknowledged, snoozed, escalated, late, set aside."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.audits.entry import BadEntry, Entry
from bot.audits.outcome import MissingEvidence, Outcome
from bot.audits.plan import BadPlan
from bot.audits.preview import preview
from bot.audits.programme import NotYours, UnknownAudit
from bot.audits.round import Surroundings
from bot.audits.working_time import Place, in_office_hours
from bot.posting import card_of
from bot.store.audit_record import Change
from tests.audits.house import HANOI, LINH, MANAGER, STRANGER, House, plan

DAY = timedelta(days=1)
FIRST = "song-hong/2027-03-15"
TEN_IN_HANOI = datetime(2027, 2, 16, 3, tzinfo=UTC)


@pytest.fixture
def house() -> House:
    house = House()
    house.programme.keep(plan(), MANAGER)
    return house


def test_channel_and_owner_are_reminded_30_7_3_and_1_days_before_and_when_overdue(house: House) -> None:
    house.until(date(2027, 3, 16))
    # 14 March is a Sunday, and so both T-3 and T-1 fall on Friday the 12th: one reminder
    assert house.sent() == [f"{FIRST}/{step}/{to}" for step in ("T-30", "T-7", "T-1", "overdue") for to in ("channel", "0")]
    assert [row["conversation"] for row in house.posts[:2]] == ["C1", "@slack:T1:UMAI"]


def test_reminders_say_how_many_days_are_left(house: House) -> None:
    house.until(date(2027, 3, 16))
    # T-30 is Saturday 13 February and comes on Friday the 12th
    assert house.text_of(f"{FIRST}/T-30/channel") == "Due on 15 March 2027, in 31 days."
    assert house.text_of(f"{FIRST}/overdue/channel") == "**Overdue** since 15 March 2027."


def test_reminders_are_in_the_language_of_the_plan() -> None:
    house = House()
    house.programme.keep(plan(language="vi"), MANAGER)
    house.until(date(2027, 2, 15))
    assert house.text_of(f"{FIRST}/T-30/channel") == "Đến hạn ngày 15/03/2027, còn 31 ngày."


def test_every_card_offers_to_acknowledge_snooze_finish_and_reassign(house: House) -> None:
    house.until(date(2027, 2, 15))
    card = house.posts[0]["payload"]["card"]
    assert [button["verb"] for button in card["buttons"]] == [
        f"audits.{name}" for name in ("acknowledge", "snooze", "done", "reassign")
    ]
    assert {button["value"] for button in card["buttons"]} == {FIRST}


def test_overdue_comes_every_working_day_and_then_climbs_the_ladder(house: House) -> None:
    house.until(date(2027, 3, 19))
    overdue = [row for row in house.posts if "/overdue" in str(row["key"])]
    ladder = [row["conversation"] for row in overdue if str(row["key"]).endswith("/ladder")]
    assert len([row for row in overdue if row["conversation"] == "C1"]) == 4
    assert ladder == ["@slack:T1:UBINH", "@slack:T1:UCHAU"]


def test_after_the_ladder_it_comes_once_a_week(house: House) -> None:
    house.until(date(2027, 4, 30))
    days = {moment(row).date() for row in house.posts if "/overdue" in str(row["key"])}
    assert [day.isoformat() for day in sorted(days)][4:8] == ["2027-03-26", "2027-04-02", "2027-04-09", "2027-04-19"]


def test_acknowledging_stops_the_repeating_for_a_week(house: House) -> None:
    house.until(date(2027, 3, 16))
    house.programme.acknowledge(FIRST, MANAGER)
    before = len(house.sent())
    house.until(date(2027, 3, 22))
    assert len(house.sent()) == before
    house.until(date(2027, 3, 25))
    assert len(house.sent()) > before
    assert not [key for key in house.sent() if key.endswith("/ladder")]


def test_snoozing_is_quiet_until_then_and_reminds_again(house: House) -> None:
    house.until(date(2027, 3, 16))
    house.programme.snooze(FIRST, MANAGER, 3)
    before = len(house.sent())
    house.until(date(2027, 3, 21))  # three days later is a Saturday there
    assert len(house.sent()) == before
    house.until(date(2027, 3, 22))
    assert len(house.sent()) == before + 2


@pytest.mark.parametrize("days", [0, -1, 15])
def test_snoozing_is_for_one_to_fourteen_days(house: House, days: int) -> None:
    house.until(date(2027, 2, 15))
    with pytest.raises(ValueError, match="14"):
        house.programme.snooze(FIRST, MANAGER, days)


def test_a_finished_audit_is_not_reminded_of_again_and_comes_back_next_year(house: House) -> None:
    house.until(date(2027, 3, 16))
    house.programme.done(FIRST, LINH, Outcome(run="run-7"))
    before = len(house.sent())
    house.until(date(2028, 2, 1), timedelta(hours=6))
    assert len(house.sent()) == before
    house.until(date(2028, 3, 15), timedelta(hours=6))
    assert [key for key in house.sent() if key.startswith("song-hong/2028-03-15/T-30")]


def test_an_audit_is_closed_by_its_run_alone(house: House) -> None:
    house.until(date(2027, 3, 16))
    with pytest.raises(MissingEvidence):
        house.programme.done(FIRST, LINH, Outcome(file="photo.jpg"))
    assert house.one().state == "open"


def test_pressing_twice_has_one_effect(house: House) -> None:
    house.until(date(2027, 3, 16))
    for _ in range(2):
        house.programme.acknowledge(FIRST, MANAGER)
        house.programme.reassign(FIRST, MANAGER, "slack:T1:UDUNG")
    for _ in range(2):
        house.programme.done(FIRST, LINH, Outcome(run="run-7"))
    actions = [line.action for line in house.records.log("song-hong") if line.actor]
    assert actions == ["planned", "acknowledged", "reassigned", "acknowledged", "done"]


def test_whoever_it_is_handed_to_is_reminded_from_then_on(house: House) -> None:
    house.until(date(2027, 2, 15))
    house.programme.reassign(FIRST, MANAGER, "slack:T1:UDUNG")
    house.until(date(2027, 3, 9))
    private = [row["conversation"] for row in house.posts if "/T-7/0" in str(row["key"])]
    assert private == ["@slack:T1:UDUNG"]


def test_a_stranger_may_not_touch_it(house: House) -> None:
    house.until(date(2027, 2, 15))
    with pytest.raises(NotYours):
        house.programme.acknowledge(FIRST, STRANGER)
    with pytest.raises(NotYours):
        house.programme.keep(plan("other"), STRANGER)
    with pytest.raises(UnknownAudit):
        house.programme.acknowledge("nothing/2027-01-01", MANAGER)


def test_what_was_missed_while_down_comes_once_late_and_says_so(house: House) -> None:
    house.now = datetime(2027, 3, 11, 2, 30, tzinfo=UTC)  # T-30 and T-7 have passed
    house.rounds()
    assert house.sent() == [f"{FIRST}/T-7/channel", f"{FIRST}/T-7/0"]
    assert "This reminder is late: it should have come on 8 March 2027." in house.text_of(f"{FIRST}/T-7/channel")
    details = house.records.log("song-hong")[-1].details
    assert [one["key"] for one in details.pop("posts")] == [f"audit/{FIRST}/T-7/channel", f"audit/{FIRST}/T-7/0"]
    assert details == {"step": "T-7", "late_since": "2027-03-08", "instead_of": ["T-30"]}


def test_what_was_missed_waits_for_office_hours(house: House) -> None:
    house.now = datetime(2027, 3, 13, 3, tzinfo=UTC)  # a Saturday
    house.rounds()
    assert house.sent() == []
    house.now = datetime(2027, 3, 15, 2, tzinfo=UTC)
    house.rounds()
    assert house.sent() == [f"{FIRST}/T-1/channel", f"{FIRST}/T-1/0"]


def test_a_clock_set_forward_and_back_by_a_day_reminds_once(house: House) -> None:
    house.until(date(2027, 2, 11))
    house.now += 2 * DAY
    house.rounds()
    house.now -= 2 * DAY
    house.until(date(2027, 2, 16))
    assert house.sent() == [f"{FIRST}/T-30/channel", f"{FIRST}/T-30/0"]


def test_a_plan_made_late_begins_with_the_next_reminder() -> None:
    house = House(now=datetime(2027, 3, 10, 3, tzinfo=UTC))
    house.programme.keep(plan(), MANAGER)
    house.until(date(2027, 3, 15))
    assert house.sent() == [f"{FIRST}/T-1/channel", f"{FIRST}/T-1/0"]


def test_an_ended_plan_is_quiet(house: House) -> None:
    house.until(date(2027, 2, 15))
    before = len(house.sent())
    house.programme.end("song-hong", MANAGER)
    house.until(date(2027, 3, 17))
    assert len(house.sent()) == before
    assert house.one().state == "cancelled"


def test_a_changed_plan_keeps_what_is_open_and_goes_on_from_there(house: House) -> None:
    house.until(date(2027, 2, 15))
    house.programme.keep(plan(title="Another title"), MANAGER)
    house.until(date(2027, 3, 9))
    assert [key for key in house.sent() if "/T-7/" in key] == [f"{FIRST}/T-7/channel", f"{FIRST}/T-7/0"]
    titles = [post["payload"]["card"]["title"] for post in house.posts if f"{FIRST}/T-7/" in post["key"]]
    assert set(titles) == {"Another title"}


def test_a_row_that_cannot_be_read_is_set_aside_and_stops_nobody(house: House) -> None:
    broken = house.records.plan("song-hong")
    house.programme.keep(plan("good"), MANAGER)
    house.records.commit(Change(plans=(replace(broken, body={"kind": "nonsense"}),)))
    house.until(date(2027, 2, 15))
    assert house.records.plan("song-hong").state == "set_aside"
    assert "set_aside" in [line.action for line in house.records.log("song-hong")]
    assert [key.split("/")[0] for key in house.sent()] == ["good", "good"]


def test_the_owner_hears_of_a_channel_that_takes_nothing(house: House) -> None:
    house.until(date(2027, 2, 15))
    house.posts[0]["state"] = "failed"
    house.now = TEN_IN_HANOI
    house.rounds()
    told = house.posts[-1]
    assert told["conversation"] == "@slack:T1:UMAI"
    assert "could not be posted" in told["payload"]["card"]["text"]
    before = len(house.posts)
    house.rounds()
    assert len(house.posts) == before


def test_at_night_the_owner_hears_of_it_in_the_morning(house: House) -> None:
    house.until(date(2027, 2, 15))
    house.posts[0]["state"] = "failed"
    before = len(house.posts)
    house.rounds()  # at seven in the morning in Hanoi
    assert len(house.posts) == before
    house.now = TEN_IN_HANOI
    house.rounds()
    assert [post["conversation"] for post in house.posts[before:]] == ["@slack:T1:UMAI"]


def test_what_is_due_the_next_day_is_told_of_at_night(house: House) -> None:
    house.until(date(2027, 3, 14))
    house.posts[-2]["state"] = "failed"
    before = len(house.posts)
    house.rounds()  # at seven in the morning of the day
    assert "could not be posted" in house.posts[before]["payload"]["card"]["text"]


def test_a_semi_announced_audit_is_told_to_owner_and_auditor_and_its_day_not_to_the_channel() -> None:
    house = House()
    house.programme.keep(plan(mode="semi_announced"), MANAGER)
    house.until(date(2027, 3, 15))
    before = [row for row in house.posts if row["conversation"] == "C1"]
    assert {row["conversation"] for row in house.posts} >= {"@slack:T1:UMAI", "@slack:T1:ULINH"}
    assert "15" not in "".join(str(row["payload"]["card"]["text"]) for row in before if "15 March" in str(row["payload"]))
    assert any("in 03/2027" in str(row["payload"]) for row in before)


def test_a_due_day_that_nobody_works_moves_after_it_and_an_expiry_before_it() -> None:
    tet = {"starts": "2027-02-06", "every": "FREQ=YEARLY"}
    assert preview(plan(**tet), date(2027, 2, 1), 1).dates[0][0] == date(2027, 2, 11)
    expiry = plan(kind="certificate_expiry", every=None, expires_on="2027-02-06")
    assert [day for day, _ in preview(expiry, date(2027, 1, 1)).dates] == [date(2027, 2, 3)]


def test_a_weekly_watch_is_reminded_of_within_its_week() -> None:
    house = House()
    house.programme.keep(plan(kind="listing_watch", every="FREQ=WEEKLY;BYDAY=WE", starts="2027-01-06"), MANAGER)
    house.until(date(2027, 1, 5))
    assert house.sent() == ["song-hong/2027-01-06/T-1/channel", "song-hong/2027-01-06/T-1/0"]


def test_guidance_due_for_review_is_one_message_a_week_and_none_when_nothing_is_due() -> None:
    due = {date(2027, 1, 18): ["Vietnamese customs", "Trade secrets"]}
    house = House(surroundings=Surroundings(guidance_due=lambda owner, today: due.get(today, []) if owner == "reviewer" else []))
    weekly = plan(kind="guidance_review", every="FREQ=WEEKLY;BYDAY=MO", starts="2027-01-04", guidance_owner="reviewer")
    house.programme.keep(weekly, MANAGER)
    house.until(date(2027, 1, 18))
    assert house.sent() == ["song-hong/2027-01-18/T-0/channel", "song-hong/2027-01-18/T-0/0"]
    assert "- Vietnamese customs\n- Trade secrets" in house.text_of("song-hong/2027-01-18/T-0/channel")


def test_reminders_come_in_the_readers_office_hours_wherever_the_plant_is() -> None:
    house = House()
    house.programme.keep(plan(reader={"zone": "America/Los_Angeles", "country": "US"}), MANAGER)
    house.until(date(2027, 3, 18))
    california = Place("America/Los_Angeles", "US")
    assert len(house.posts) > 6
    assert all(in_office_hours(moment(row), california) for row in house.posts)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due_on": "2027-01-01"}, "either"),
        ({"mode": "unannounced", "every": None, "auditor": ""}, "auditor"),
        ({"mode": "unannounced", "kind": "training"}, "facility audit"),
        ({"leads": [400]}, "366"),
        ({"owner": ""}, "owner"),
        ({"plant": {"zone": "Mars/Base", "country": "XX"}, "reader": HANOI}, "Mars/Base"),
    ],
)
def test_a_plan_that_cannot_be_kept_says_why(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        plan(**changes)


def test_a_bad_plan_has_a_name_of_its_own() -> None:
    with pytest.raises(BadPlan):
        plan(channel="")


def test_refused_entry_closes_an_audit_without_a_run_and_is_a_finding(house: House) -> None:
    house.until(date(2027, 3, 16))
    entry = Entry(datetime(2027, 3, 15, 2, tzinfo=UTC), None, "the guard had no order")
    house.programme.done(FIRST, LINH, Outcome(entry=entry))
    assert house.one().outcome["entry"] == entry.as_json()
    assert entry.finding == "refused"


def test_minutes_at_the_gate_are_counted_and_more_than_thirty_are_a_finding() -> None:
    arrived = datetime(2027, 3, 15, 2, tzinfo=UTC)
    assert (Entry(arrived, arrived + timedelta(minutes=12)).minutes, Entry(arrived, arrived + timedelta(minutes=12)).finding) == (
        12,
        None,
    )
    assert Entry(arrived, arrived + timedelta(minutes=31)).finding == "late"
    with pytest.raises(BadEntry):
        Entry(arrived, arrived - timedelta(minutes=1))


def moment(row: dict[str, object]) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(str(row["created_at"])))


def test_what_lies_in_the_outbox_says_that_it_is_late(house: House) -> None:
    house.until(date(2027, 2, 14))
    row = next(row for row in house.posts if row["key"] == "audit/song-hong/2027-03-15/T-30/channel")
    due = moment(row)
    assert "late" not in card_of(row["payload"], due + timedelta(hours=1)).text
    said = card_of(row["payload"], due + timedelta(days=3)).text
    assert said.count("This reminder is late: it should have come on 12 February 2027.") == 1


def test_what_the_worker_itself_sent_late_says_so_once(house: House) -> None:
    house.until(date(2027, 1, 10))
    house.now = datetime(2027, 2, 16, 3, tzinfo=UTC)
    house.rounds()
    row = next(row for row in house.posts if row["key"] == "audit/song-hong/2027-03-15/T-30/channel")
    assert card_of(row["payload"], house.now + timedelta(days=3)).text.count("This reminder is late") == 1


def test_the_digest_of_the_week_says_that_it_is_late(house: House) -> None:
    house.programme.keep(plan("soon", due_on="2027-02-01", every=None, starts="2027-02-01"), MANAGER)
    house.until(date(2027, 1, 12))
    row = next(row for row in house.posts if str(row["key"]).startswith("audit/digest/"))
    assert "should have come on 11 January 2027" in card_of(row["payload"], house.now + timedelta(days=2)).text


def test_a_digest_that_no_platform_takes_is_looked_at_once(house: House) -> None:
    house.until(date(2027, 3, 9))
    failed = next(row for row in house.posts if str(row["key"]).startswith("audit/digest/"))
    failed |= {"state": "failed", "payload": None}
    assert house.records.undelivered("audit/", 10)
    house.rounds()
    assert house.records.undelivered("audit/", 10) == []
