"""What is said of an audit: that it is done, with its files, and that its reminders shall rest."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from bot.audits.chat.deed import Deed, deed
from bot.conversation.mention import of_person
from bot.conversation.message import Attachment
from bot.conversation.privacy import PrivacyDesk
from bot.store.focus_record import Focus
from tests.audits.talk import AT_BOB, BOB, LINH, MAI, MINH, Talk

PDF, JPG = b"%PDF-1.7 attendance list", b"\xff\xd8\xff\xe0 the tool room"
REMINDER = "audit/p4/2027-02-27/T-7/channel"
THREAD = "1700000000.5"


def attachment(name: str, content: bytes) -> Attachment:
    async def fetch(most: int) -> bytes:
        return content[:most]

    return Attachment(name, "application/octet-stream", len(content), fetch)


@pytest.fixture
def talk() -> Talk:
    """An access review that is due on 1 March 2027 and Minh's; its reminder stands in the channel with a thread of its own."""
    talk = Talk()
    talk.say("access review at Sông Hồng every quarter, owner slack:T1:MINH, channel slack:CVN")
    talk.press("keep")
    talk.now = datetime(2027, 2, 22, 3, tzinfo=UTC)
    talk.rounds()
    talk.records.posts[REMINDER] |= {"posted_as": THREAD}
    return talk


def log(talk: Talk) -> list[tuple[str, str]]:
    return [(line.action, line.actor) for line in talk.records.log("p4")]


def outcome(talk: Talk) -> dict[str, Any]:
    found = talk.records.occurrence("p4/2027-02-27")
    assert found is not None
    return found.outcome


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("audit done", Deed("done", "en")),
        ("Mark audit of Sông Hồng as done", Deed("done", "en", "Sông Hồng")),
        ("the audit at Sông Hồng is done.", Deed("done", "en", "Sông Hồng")),
        ("facility audit at Acme done last Friday", Deed("done", "en", "Acme", "last friday")),
        ("done: audit of Sông Hồng, 1 March 2027", Deed("done", "en", "Sông Hồng", "1 march 2027")),
        ("done", Deed("done", "en", named=False)),
        ("done yesterday", Deed("done", "en", when="yesterday", named=False)),
        ("xong", Deed("done", "vi", named=False)),
        ("Đã xong đánh giá tại Sông Hồng", Deed("done", "vi", "Sông Hồng")),
        ("đánh giá nhà máy tại Sông Hồng đã hoàn thành hôm qua", Deed("done", "vi", "Sông Hồng", "hom qua")),
        ("snooze", Deed("snooze", "en")),
        ("snooze for 2 weeks", Deed("snooze", "en", when="2 weeks")),
        ("snooze 3 days", Deed("snooze", "en", when="3 days")),
        ("Snooze audit of Sông Hồng until next Monday", Deed("snooze", "en", "Sông Hồng", "next monday")),
        ("hoãn nhắc đến thứ Hai tới", Deed("snooze", "vi", when="thu hai toi")),
        ("nhắc lại đánh giá tại Sông Hồng sau 3 ngày", Deed("snooze", "vi", "Sông Hồng", "sau 3 ngay")),
    ],
)
def test_a_deed_is_read(text: str, found: Deed) -> None:
    assert deed(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "is the audit done?",
        "who has done the audit",
        "done deal with the factory",
        "xong việc rồi nhé",
        "snoozed again by them",
        "x" * 300,
    ],
)
def test_what_is_no_deed_is_none(text: str) -> None:
    assert deed(text) is None


def test_files_in_the_thread_of_an_audit_are_its_evidence(talk: Talk) -> None:
    talk.say("photos from the gate", MINH, "CVN", attachment("gate.jpg", JPG), attachment("list.pdf", PDF), thread=THREAD)
    assert "Kept as evidence: gate.jpg, list.pdf." in talk.card.text
    assert log(talk)[-2:] == [("attached", MINH.id)] * 2
    line = talk.records.log("p4")[-1]
    assert line.details == {
        "name": "list.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
        "sha256": sha256(PDF).hexdigest(),
        "by": "",
    }
    assert talk.files.get(sha256(PDF).hexdigest()) == PDF
    form = talk.press("done", MINH, "CVN")
    assert "gate.jpg, list.pdf" in form.text
    card = talk.press(form.buttons[0], MINH, "CVN")
    assert ("**Done**" in card.text, card.facts[0].text) == (True, "gate.jpg, list.pdf")
    assert [(one["name"], one["by"]) for one in outcome(talk)["files"]] == [("gate.jpg", MINH.id), ("list.pdf", MINH.id)]


def test_a_file_with_done_is_attached_and_the_form_shown(talk: Talk) -> None:
    talk.say("done", MINH, "", attachment("list.pdf", PDF))
    assert "Kept as evidence: list.pdf." in talk.card.text
    assert [field.name for field in talk.card.fields] == ["run", "file"]
    assert "**Done**" in talk.press(talk.card.buttons[0], MINH).text


def test_the_same_file_twice_is_one(talk: Talk) -> None:
    for _ in range(2):
        talk.say("done", MINH, "", attachment("list.pdf", PDF))
    assert log(talk).count(("attached", MINH.id)) == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("run.exe", b"MZ\x90", "I take PDF"),
        ("page.pdf", b"<html>", "not what its name says"),
        ("a.pdf", b"", "empty"),
        ("x.pdf", b"%PDF-1.7 /JavaScript", ""),
    ],
)
def test_a_hostile_file_gets_one_sentence_and_keeps_out_no_other(talk: Talk, name: str, content: bytes, why: str) -> None:
    talk.say("done", MINH, "", attachment(name, content), attachment("list.pdf", PDF))
    assert "Kept as evidence: list.pdf." in talk.card.text
    (line,) = [line for line in talk.card.text.split("\n") if f"{name}" in line and "Kept" not in line]
    assert why in line
    assert log(talk).count(("attached", MINH.id)) == 1


def test_whoever_has_no_part_in_it_attaches_nothing(talk: Talk) -> None:
    talk.say("done", BOB, "CVN", attachment("list.pdf", PDF), thread=THREAD)
    assert "for its owner" in talk.card.text
    assert talk.files.kept == {}


def test_without_a_thread_or_files_done_is_said_to_others(talk: Talk) -> None:
    assert talk.say("done", MINH) is None
    assert talk.say("xong", MINH, "CVN") is None
    assert talk.say("look at this", MINH, "", attachment("list.pdf", PDF)) is None
    assert talk.say("what does this contract say?", MINH, "CVN", attachment("list.pdf", PDF), thread=THREAD) is None


def test_in_the_middle_of_a_checklist_a_file_with_done_is_the_checklists(talk: Talk) -> None:
    talk.store.focuses.keep(Focus(f"slack/D-{MINH.id}/", MINH.id, "r1", "has_policy", "en"))
    assert talk.say("done", MINH, "", attachment("list.pdf", PDF)) is None
    assert talk.say("audit completed last Friday", MINH) is None
    assert talk.say("calendar", MINH) is None
    assert talk.say("snooze", MINH) is not None


def test_which_of_several_is_asked_and_files_wait(talk: Talk) -> None:
    talk.now = datetime(2026, 11, 27, 3, tzinfo=UTC)
    talk.say("training at Acme, every quarter, owner slack:T1:MINH")
    talk.press("keep")
    talk.now = datetime(2027, 2, 22, 3, tzinfo=UTC)
    talk.rounds()
    talk.say("audit done", MINH, "", attachment("list.pdf", PDF))
    assert len(talk.card.buttons) == 2
    assert "not kept yet" in talk.card.text
    assert talk.files.kept == {}
    talk.say("audit of Sông Hồng done", MINH)
    assert talk.card.title == "Access review at Sông Hồng Plastics, Bắc Ninh"
    assert talk.verbs() == ["audits.record"]


def test_who_may_see_the_plan_gets_its_files(talk: Talk) -> None:
    talk.say("done", MINH, "", attachment("list.pdf", PDF))
    talk.press(talk.card.buttons[0], MINH)
    talk.say("audits of Sông Hồng")
    talk.press("show")
    (file,) = talk.press("evidence").files
    made = talk.desk.made(file.value, MAI)
    assert made is not None
    assert (made.name, made.content) == ("list.pdf", PDF)
    assert talk.desk.made(file.value, BOB) is None
    assert talk.desk.made(f"p4/2027-02-27|{'0' * 64}", MAI) is None
    talk.files.kept.clear()
    assert talk.desk.made(file.value, MAI) is None


def test_a_forgotten_uploader_is_in_the_log_under_another_name(talk: Talk) -> None:
    talk.say("done", MINH, "", attachment("list.pdf", PDF))
    talk.press(talk.card.buttons[0], MINH)
    PrivacyDesk(talk.store, lambda: talk.now).forget(MINH.id)
    assert outcome(talk)["files"][0]["by"].startswith("someone:")
    assert MINH.id not in repr(talk.records.log())


@pytest.mark.parametrize(
    ("text", "days", "until"),
    [
        ("snooze until next Monday", "7", "1 March 2027"),
        ("snooze audit of Sông Hồng for 3 days", "3", "25 February 2027"),
        ("hoãn nhắc đến thứ Năm tuần này", "3", "25 February 2027"),
    ],
)
def test_a_day_to_rest_until_is_shown_before_it_counts(talk: Talk, text: str, days: str, until: str) -> None:
    talk.say(text, MINH)
    assert until in talk.card.text
    assert talk.card.fields[0].filled == (days,)
    assert "snoozed" not in dict(log(talk))
    assert f"Quiet until {until}" in talk.press(talk.card.buttons[0], MINH, fill={"days": days}).text


@pytest.mark.parametrize("text", ["snooze for a month", "snooze until today"])
def test_reminders_rest_for_two_weeks_at_most(talk: Talk, text: str) -> None:
    talk.say(text, MINH)
    assert "8 March 2027" in talk.card.text


def test_a_day_on_which_it_took_place_is_filled_in(talk: Talk) -> None:
    talk.now = datetime(2026, 11, 27, 3, tzinfo=UTC)
    talk.say(f"facility audit at Acme every quarter, auditor slack:T1:LINH, owner {AT_BOB}")
    talk.press("keep")
    talk.now = datetime(2027, 3, 1, 15, tzinfo=UTC)
    talk.rounds()
    talk.say("audit of Acme done last Friday", LINH)
    assert "26 February 2027" in talk.card.text
    assert {field.name: field.filled for field in talk.card.fields}["held_on"] == ("2027-02-26",)


def test_nothing_planned_is_said_plainly(talk: Talk) -> None:
    talk.say("audit of Acme done", MAI)
    assert "facility audit at acme every 6 months" in talk.card.text.lower()
    talk.say("snooze", LINH)
    assert "Nothing is planned" in talk.card.text
    assert of_person(MINH.id) not in talk.card.text
