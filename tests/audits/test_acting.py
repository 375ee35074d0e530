"""What is done about an audit by the buttons of its reminder: one effect, told in its place, and nothing for the wrong person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.audits.cards import ACTIONS
from bot.audits.round import Round, Surroundings
from bot.conversation.card import Button, Card, Press
from bot.conversation.mention import of_person
from bot.conversation.message import ConversationRef, Message
from bot.store.audit_record import Change
from bot.store.focus_record import Focus
from bot.store.link_record import RememberedLinks
from bot.store.run_record import RememberedRuns, RunSummary
from bot.store.store import remembering
from tests.audits.house import MANAGER, plan
from tests.audits.talk import AT_BOB, BOB, GUEST, LINH, MAI, MINH, RIGHTS, Talk, person

DUE = "p4/2027-02-27"
RUN = RunSummary(
    "run7",
    "onsite",
    "d",
    "s1",
    None,
    MAI.id,
    "signed_off",
    False,
    1,
    datetime(2027, 3, 1, tzinfo=UTC),
    datetime(2027, 3, 1, tzinfo=UTC),
)
VISIT = {"entry": "let_in", "held_on": "2027-02-26", "arrived": "9:05", "access": "9:20"}


RUNS = (RUN, replace(RUN, id="open", state="in_progress"), replace(RUN, id="other", supplier="s3"))


class Runs(RememberedRuns):
    """Runs by their summaries alone, which is all that is asked for."""

    def summary(self, run: str) -> RunSummary | None:
        return next((one for one in RUNS if one.id == run), None)

    def of_supplier(self, supplier: str) -> list[RunSummary]:
        return [one for one in RUNS if one.supplier == supplier]


class Links(RememberedLinks):
    """Minh has an account in Teams as well."""

    def accounts_with(self, account: str) -> frozenset[str]:
        return frozenset({MINH.id, IN_TEAMS.id}) if account in (MINH.id, IN_TEAMS.id) else frozenset({account})


IN_TEAMS = replace(MINH, id="teams:T:minh")


def kept(sentence: str) -> Talk:
    talk = Talk(store=replace(remembering(), runs=Runs(), links=Links()))
    talk.say(sentence)
    talk.press("keep")
    return talk


@pytest.fixture
def talk() -> Talk:
    """An access review that is due on 1 March 2027; its first reminder has been posted."""
    talk = kept("access review at Sông Hồng every quarter, owner slack:T1:MINH, channel slack:CVN")
    talk.now = datetime(2027, 2, 22, 3, tzinfo=UTC)
    talk.rounds()
    return talk


@pytest.fixture
def audit() -> Talk:
    talk = kept("facility audit at Sông Hồng every quarter, owner slack:T1:MINH, auditor slack:T1:LINH, channel slack:CVN")
    talk.now = datetime(2027, 3, 1, 3, tzinfo=UTC)
    talk.rounds()
    return talk


def button(verb: str, occurrence: str = DUE) -> Button:
    return Button(verb, f"audits.{verb}", occurrence)


def posted(talk: Talk) -> dict[str, Card]:
    return {key: Card.from_json(row["payload"]["card"]) for key, row in talk.records.posts.items()}


def actions(talk: Talk) -> list[str]:
    return [line.action for line in talk.records.log("p4")]


def test_the_buttons_of_a_reminder_are_known_here(talk: Talk) -> None:
    reminder = posted(talk)[f"audit/{DUE}/T-7/channel"]
    assert [one.verb for one in reminder.buttons] == [f"audits.{name}" for name in ACTIONS]
    for one in reminder.buttons:
        talk.press(one, MINH)
        assert "don't know" not in talk.card.text


def test_acknowledging_is_shown_in_place_of_every_copy(talk: Talk) -> None:
    card = talk.press(button("acknowledge"), MINH)
    assert talk.told is not None
    assert talk.told.in_place
    assert ("Acknowledged by", MINH.id) == (card.facts[-1].label, card.facts[-1].text[2:-1])
    again = {key: row["payload"]["replaces"] for key, row in talk.records.posts.items() if "~" in key}
    assert list(again.values()) == [f"audit/{DUE}/T-7/channel", f"audit/{DUE}/T-7/0"]
    assert {posted(talk)[key] for key in again} == {card}


def test_acknowledging_twice_has_one_effect_and_the_same_answer(talk: Talk) -> None:
    first = talk.press(button("acknowledge"), MINH)
    assert talk.press(button("acknowledge"), MINH) == first
    assert actions(talk).count("acknowledged") == 1
    assert len([key for key in talk.records.posts if "~" in key]) == 2


def test_snoozing_asks_for_days_and_is_quiet_until_then(talk: Talk) -> None:
    form = talk.press(button("snooze"), MINH)
    assert talk.told is not None
    assert talk.told.private
    assert [option.value for option in form.fields[0].options] == ["1", "2", "3", "5", "7", "14"]
    for _ in range(2):
        talk.press(button("quiet"), MINH, fill={"days": "2"})
        assert "Quiet until 24 February 2027" in talk.card.text
        talk.now += timedelta(seconds=5)
    assert actions(talk).count("snoozed") == 1
    assert "1 to 14" in talk.press(button("quiet"), MINH, fill={"days": "400"}).text


def test_handing_over_tells_the_colleague_once(talk: Talk) -> None:
    assert talk.press(button("reassign"), MINH).fields[0].name == "person"
    again = talk.press(button("hand_over"), MINH, fill={"person": "the new one"})
    assert ("person" in again.text, talk.told is not None and talk.told.in_place) == (True, True)
    keys = []
    for _ in range(2):
        card = talk.press(button("hand_over"), MINH, fill={"person": AT_BOB})
        assert talk.told is not None
        (sending,) = talk.told.elsewhere
        keys.append(sending.key)
        assert sending.to.conversation == f"@{BOB.id}"
        assert "handed this over to you" in sending.card.text
        assert BOB.id in card.facts[-1].text
    assert len(set(keys)) == 1
    assert actions(talk).count("reassigned") == 1
    talk.press(button("acknowledge"), BOB)
    assert actions(talk)[-1] == "acknowledged"


def test_done_takes_the_evidence_and_is_told_in_place(talk: Talk) -> None:
    form = talk.press(button("done"), MINH)
    assert [field.name for field in form.fields] == ["run", "file"]
    assert "finished checklist run, or the evidence" in talk.press(button("record"), MINH).text
    card = talk.press(button("record"), MINH, fill={"file": "https://files.example/review.pdf"})
    assert ("**Done**" in card.text, card.buttons, card.facts[0].text) == (True, (), "https://files.example/review.pdf")
    assert talk.press(button("record"), MINH, fill={"file": "https://files.example/review.pdf"}) == card
    assert actions(talk).count("done") == 1


def test_what_is_over_is_said_to_be_in_one_sentence_alone(talk: Talk) -> None:
    talk.press(button("record"), MINH, fill={"file": "a.pdf"})
    for verb in (*ACTIONS, "quiet", "hand_over", "record", "cancel", "call_off"):
        card = talk.press(button(verb), MAI, fill={"file": "b.pdf", "person": AT_BOB, "days": "3"})
        assert talk.told is not None
        assert (talk.told.private, talk.told.elsewhere, card.buttons) == (True, (), ())
        assert "over already" in card.text
        assert MINH.id in card.text
    assert talk.records.occurrence(DUE).outcome["file"] == "a.pdf"


@pytest.mark.parametrize("who", [BOB, GUEST, person("FORMER")], ids=["colleague", "guest", "other"])
@pytest.mark.parametrize("verb", [*ACTIONS, "quiet", "hand_over", "record", "cancel", "call_off"])
def test_the_wrong_person_is_told_so_alone_and_changes_nothing(talk: Talk, who: Any, verb: str) -> None:
    before = actions(talk)
    card = talk.press(button(verb), who, fill={"file": "b.pdf", "person": AT_BOB, "days": "3"})
    assert talk.told is not None
    assert (talk.told.private, "its owner" in card.text, card.fields) == (True, True, ())
    assert actions(talk) == before


def test_an_owner_acts_from_another_account_of_theirs(talk: Talk) -> None:
    talk.press(button("acknowledge"), IN_TEAMS)
    assert talk.records.occurrence(DUE).acknowledged_by == MINH.id


def test_a_button_that_was_never_ours_leads_nowhere(talk: Talk) -> None:
    for verb, value in (
        ("acknowledge", "x"),
        ("show", ""),
        ("keep", "{}"),
        ("keep", "[1]"),
        ("draft", '{"id":"p4","kind":"x"}'),
        ("zz", DUE),
        ("", ""),
    ):
        card = talk.press(Button("x", f"audits.{verb}", value))
        assert talk.told is not None
        assert (talk.told.private, "don't know" in card.text) == (True, True), verb


def test_a_facility_audit_is_closed_by_a_finished_run_and_says_how_long_the_gate_stayed_shut(audit: Talk) -> None:
    form = audit.press(button("done"), LINH)
    assert [field.name for field in form.fields] == ["run", "held_on", "entry", "arrived", "access", "reason"]
    assert [option.value for option in form.fields[0].options] == ["run7"]
    card = audit.press(button("record"), LINH, fill={"run": "run7", **VISIT})
    assert [fact.text for fact in card.facts] == ["run7", "Let in after 15 minutes."]
    entry = audit.records.occurrence(DUE).outcome["entry"]
    assert (entry["arrived_at"], entry["minutes"], entry["finding"]) == ("2027-02-26T09:05:00+07:00", 15, None)


@pytest.mark.parametrize(
    ("fill", "said"),
    [
        ({"access": "9:36"}, "**Let in only after 31 minutes: a finding.**"),
        ({"access": "9:35"}, "Let in after 30 minutes."),
        ({"arrived": "1:05 pm", "access": "13h20"}, "Let in after 15 minutes."),
    ],
)
def test_a_long_wait_at_the_gate_is_a_finding(audit: Talk, fill: dict[str, str], said: str) -> None:
    card = audit.press(button("record"), LINH, fill={"run": "run7", **VISIT, **fill})
    assert card.facts[-1].text == said


def test_refused_entry_closes_it_without_a_run_and_is_a_finding(audit: Talk) -> None:
    fill = {"entry": "refused", "held_on": "2027-02-26", "arrived": "9:05", "reason": "The manager was away"}
    card = audit.press(button("record"), LINH, fill=fill)
    assert card.facts[-1].text == "**Entry refused: a finding.** The manager was away"
    assert audit.records.occurrence(DUE).outcome["entry"]["finding"] == "refused"


@pytest.mark.parametrize(
    ("fill", "problem"),
    [
        ({}, "which finished checklist run"),
        ({"run": "nothing"}, "don't know that checklist run"),
        ({"run": "open"}, "not finished"),
        ({"run": "other"}, "on another supplier"),
        ({"run": "run7", "held_on": "2027-03-09"}, "lies ahead"),
        ({"run": "run7", "held_on": "soon"}, "a date such as"),
        ({"run": "run7", "entry": "let_in", "arrived": "9:05"}, "time of arrival"),
        ({"run": "run7", "entry": "let_in", "arrived": "9:05", "access": "8:00"}, "after arrival"),
        ({"run": "run7", "arrived": "late", "access": "later"}, "9:05"),
        ({"run": "run7", "arrived": "29:99", "access": "9:00"}, "9:05"),
        ({"entry": "refused", "arrived": "9:05", "access": "9:10"}, "Either you were let in"),
        ({"entry": "refused"}, "time of arrival"),
    ],
)
def test_what_cannot_be_so_is_asked_again_with_the_rest_filled_in(audit: Talk, fill: dict[str, str], problem: str) -> None:
    card = audit.press(button("record"), LINH, fill=fill)
    assert problem in card.text
    assert {field.name: field.filled[0] for field in card.fields if field.filled} == fill
    assert audit.records.occurrence(DUE).state == "open"


def test_an_ended_plan_leaves_nothing_to_be_done(talk: Talk) -> None:
    talk.press(Button("", "audits.end_now", "p4"))
    assert "has ended" in talk.card.text
    talk.press(button("acknowledge"), MINH)
    assert "over already. **Cancelled**" in talk.card.text


def test_a_plan_is_kept_once_and_never_by_an_old_button() -> None:
    talk = Talk()
    talk.say("access review at Sông Hồng every quarter")
    keep = talk.button("keep")
    first = talk.press(keep)
    assert talk.press(keep) == first
    assert [line.action for line in talk.records.log()] == ["planned"]
    talk.press(Button("", "audits.edit", "p4"))
    changed = talk.press("draft", fill={"every": "FREQ=MONTHLY"})
    assert "every month" in {fact.text for fact in changed.facts}
    save = talk.button("keep")
    again = talk.press(save)
    assert talk.press(save) == again
    assert [line.action for line in talk.records.log()] == ["planned", "changed"]
    assert "has changed since" in talk.press(keep).text
    assert talk.plans()[0]["every"] == "FREQ=MONTHLY"


def test_without_a_key_an_unannounced_audit_is_refused_in_one_sentence() -> None:
    talk = Talk(key=None)
    talk.say("unannounced facility audit at Sông Hồng, auditor slack:T1:LINH")
    assert (talk.card.text, talk.card.buttons) == (
        "Unannounced audits need the key IPDESK_SECRET_KEY; please ask an administrator to set it.",
        (),
    )
    talk.say("đánh giá nhà máy tại Sông Hồng mỗi năm, không báo trước, người đánh giá slack:T1:LINH")
    assert "IPDESK_SECRET_KEY" in talk.card.text
    assert "khóa" in talk.card.text


def test_a_contract_without_a_right_is_warned_of() -> None:
    talk = Talk()
    known = talk.register.get("s1", MAI.actor)
    assert known is not None
    talk.register.change(replace(known, contract=replace(RIGHTS, grants_unannounced=False)), MAI.actor)
    talk.say("unannounced facility audit at Sông Hồng, auditor slack:T1:LINH")
    assert "does not allow visits without notice" in talk.card.text
    known = talk.register.get("s1", MAI.actor)
    assert known is not None
    talk.register.change(replace(known, contract=replace(RIGHTS, grants_audits=False)), MAI.actor)
    talk.say("facility audit at Sông Hồng every year")
    assert "gives us no audit right" in talk.card.text


def test_a_plan_said_in_private_is_told_in_private_once() -> None:
    talk = kept("access review at Sông Hồng every quarter")
    talk.now = datetime(2027, 2, 22, 3, tzinfo=UTC)
    talk.rounds()
    reminders = [row for key, row in talk.records.posts.items() if key.startswith("audit/p4/")]
    assert [(row["conversation"], row["payload"]["owner"]) for row in reminders] == [(f"@{MAI.id}", MAI.id)]


def test_where_guests_read_along_the_one_who_asks_is_answered_alone(talk: Talk) -> None:
    among_guests = replace(MAI, audiences=frozenset({"public"}))
    for text in ("audits", "facility audit at Acme every year"):
        talk.say(text, among_guests, "CVN")
        assert talk.told is not None
        assert talk.told.private


def test_in_the_middle_of_a_checklist_a_plain_sentence_is_an_answer_to_it(talk: Talk) -> None:
    here = ConversationRef("slack", f"D-{MAI.id}").key
    talk.store.focuses.keep(Focus(here, MAI.id, "run1", "how_often", "en"))
    assert talk.say("access review every 3 months") is None
    assert talk.say("plan an access review at Acme every 3 months") is not None
    talk.store.focuses.keep(Focus(here, MAI.id, "run1", "", "en"))  # nothing is asked any more
    assert talk.say("access review at Acme every 3 months") is not None


def test_who_plans_where_nothing_can_be_posted_is_told_that_no_reminder_will_come() -> None:
    talk = Talk()
    here = ConversationRef("web", "c1")
    me = replace(MAI, id="web:local")
    told = talk.desk.said(Message("access review at Sông Hồng every quarter", me, here, key="m"))
    assert told is not None
    assert "no reminder will come" in told.cards[-1].text
    keep = next(one for one in told.cards[-1].buttons if one.verb == "audits.keep")
    kept = talk.desk.pressed(Press(keep.verb, keep.value, me, here, "k"))
    assert "no reminder will come" in kept.cards[0].text


def test_a_channel_does_not_hear_the_day_of_a_semi_announced_audit_by_what_is_pressed_there() -> None:
    talk = kept("facility audit at Sông Hồng every quarter, semi-announced, auditor slack:T1:LINH, channel slack:CVN")
    talk.now = datetime(2027, 2, 22, 3, tzinfo=UTC)
    talk.rounds()
    for verb, fields in (("acknowledge", {}), ("quiet", {"days": "3"}), ("hand_over", {"person": AT_BOB})):
        talk.press(button(verb), MAI, channel="CVN", fill=fields)
        assert talk.told is not None
        assert (talk.told.private, talk.told.in_place) == (True, False)


def test_a_draft_of_a_semi_announced_audit_is_changed_out_of_the_channel_s_sight() -> None:
    talk = Talk()
    talk.say("facility audit at Sông Hồng every quarter, semi-announced, auditor slack:T1:LINH, channel slack:CVN")
    talk.press("change", MAI, channel="CVN")
    assert talk.told is not None
    assert (talk.told.private, talk.told.in_place) == (True, False)


def test_a_form_that_was_not_understood_is_asked_again_of_who_filled_it_in_alone(audit: Talk) -> None:
    audit.press(button("record"), LINH, channel="CVN", fill={**VISIT, "access": "8:00"})
    assert audit.told is not None
    assert (audit.told.private, audit.told.in_place) == (True, False)


def test_nothing_is_sent_to_a_page_or_a_terminal(talk: Talk) -> None:
    talk.press(button("hand_over"), MAI, fill={"person": "web:local"})
    assert actions(talk)[-1] == "reassigned"
    assert talk.told is not None
    assert talk.told.elsewhere == ()


def test_a_channel_s_list_says_nothing_more_of_a_semi_announced_audit_on_the_day_on_which_its_reminders_begin() -> None:
    talk = kept("facility audit at Sông Hồng every quarter, semi-announced, auditor slack:T1:LINH, channel slack:CVN")
    said: dict[str, set[str]] = {}
    for day in range(1, 27):
        talk.now = datetime(2027, 2, day, 3, tzinfo=UTC)
        talk.rounds()
        talk.say("audits", BOB, channel="CVN")
        said.setdefault(repr(talk.card), set()).add(talk.now.date().isoformat())
        assert "2027-02-26" not in repr(talk.card)
    assert len(said) == 1


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("access review at Sông Hồng every quarter, owner slack:T1:MINH", "choose a colleague"),
        ("rà soát quyền truy cập tại Sông Hồng hàng quý, người phụ trách slack:T1:MINH", "chọn một đồng nghiệp"),
    ],
)
def test_an_audit_is_handed_to_no_guest(sentence: str, words: str) -> None:
    talk = kept(sentence)
    talk.now = datetime(2027, 2, 22, 3, tzinfo=UTC)
    talk.rounds()
    (found,) = talk.records.occurrences()
    hand_over = Button("Hand over", "audits.hand_over", found.id)
    card = talk.press(hand_over, MINH, fill={"person": of_person(GUEST.id)})
    assert words in card.text
    assert card.fields[0].name == "person"
    assert talk.told is not None
    assert talk.told.elsewhere == ()
    assert "reassigned" not in actions(talk)


@pytest.mark.parametrize("role", ["owner", "auditor", "escalate to"])
def test_no_guest_gets_a_part_in_a_plan(role: str) -> None:
    talk = Talk()
    talk.say(f"facility audit at Sông Hồng every 6 months, {role} {of_person(GUEST.id)}")
    assert "is a guest" in talk.card.text
    assert talk.card.buttons == ()


def test_who_has_left_since_is_found_when_the_plan_is_kept() -> None:
    talk = Talk()
    talk.say("facility audit at Sông Hồng every 6 months, owner slack:T1:MINH")
    talk.outsiders |= {MINH.id}
    assert "no longer with the company" in talk.press("keep").text
    assert talk.plans() == []


@pytest.mark.parametrize(
    ("text", "day", "shown"), [("last Friday", "2027-02-26", "26 February 2027"), ("yesterday", "2027-02-28", "28 February")]
)
def test_a_day_told_from_today_is_shown_before_it_is_kept(audit: Talk, text: str, day: str, shown: str) -> None:
    (found,) = audit.records.occurrences()
    fill = {"run": "run7", **VISIT, "held_on": text}
    form = audit.press(button("record", found.id), LINH, fill=fill)
    assert shown in form.text
    assert {field.name: field.filled for field in form.fields}["held_on"] == (day,)
    assert audit.records.occurrence(found.id).state == "open"  # type: ignore[union-attr]
    audit.press(form.buttons[0], LINH, fill={**fill, "held_on": day})
    assert audit.records.occurrence(found.id).outcome["held_on"] == day  # type: ignore[union-attr]


def test_a_field_takes_a_day_told_from_today_and_the_preview_shows_which_it_is() -> None:
    talk = Talk()
    talk.say("plan an NDA renewal with Sông Hồng")
    card = talk.press("draft", fill={"on": "end of March"})
    assert "31 March 2027" in str(card.facts)


def test_every_plan_stands_once_in_the_list_with_the_day_after(talk: Talk) -> None:
    talk.say("audits")
    assert talk.card.text.count("Access review at Sông Hồng") == 1
    assert "1 March 2027" in talk.card.text
    assert "then 27 May 2027" in talk.card.text
    assert [one.verb for one in talk.card.buttons] == ["audits.occurrence"]


@pytest.mark.parametrize("text", ["cancel audit", "cancel audit of Sông Hồng", "hủy đánh giá tại Sông Hồng"])
def test_an_audit_that_is_not_due_yet_is_called_off_for_once(text: str) -> None:
    talk = kept("access review at Sông Hồng every quarter, owner slack:T1:MINH, channel slack:CVN")
    talk.say(text)
    assert "2027" in talk.card.text
    form = talk.press(talk.card.buttons[0])
    assert "1 March 2027" in form.text
    assert talk.records.occurrences("p4") == []
    for _ in range(2):
        card = talk.press(form.buttons[0])
        assert "**Cancelled** by" in card.text
    assert [(one.due_on, one.state) for one in talk.records.occurrences("p4")] == [("2027-03-01", "cancelled")]
    assert actions(talk) == ["planned", "cancelled"]
    assert talk.records.plan("p4").cursor == "2027-05-27"  # type: ignore[union-attr]
    talk.now = datetime(2027, 2, 26, 3, tzinfo=UTC)
    talk.rounds()
    assert not [key for key in talk.records.posts if "2027-02-27" in key]


def test_who_has_no_part_in_it_calls_nothing_off() -> None:
    talk = kept("access review at Sông Hồng every quarter, owner slack:T1:MINH, channel slack:CVN")
    for verb, value in (("skip", "p4/2027-02-27"), ("skip_now", "p4/2027-02-27"), ("skip_now", "p4/2027-02-28"), ("skip", "p4")):
        who = BOB if value == "p4/2027-02-27" else MAI
        talk.press(Button("x", f"audits.{verb}", value), who)
        assert talk.records.occurrences("p4") == []
    assert talk.records.plan("p4").cursor == "2027-02-27"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "words"), [("audits of Acme", "Plan one"), ("audits for nobody", "Plan one"), ("audit của Acme", "Hãy lên kế hoạch")]
)
def test_a_name_without_a_plan_is_told_plainly_with_what_to_say_next(talk: Talk, text: str, words: str) -> None:
    talk.say(text)
    assert words in talk.card.text
    talk.say(text, BOB)
    assert words not in talk.card.text
    assert ("ask one of them" in talk.card.text) or ("hãy hỏi họ" in talk.card.text)


def test_who_may_plan_nothing_is_told_whom_to_ask(talk: Talk) -> None:
    talk.say("audits", BOB)
    assert "ask one of them" in talk.card.text
    talk.say("audits", LINH)
    assert "access review at Sông Hồng" in talk.card.text.replace("Access", "access")


def test_samples_are_verified_in_chat_as_in_a_terminal() -> None:
    talk = Talk()
    values = {"kind": "audit_sampling", "title": "Sample of 2027", "every": "FREQ=YEARLY", "starts": "2026-12-01", "share": 0.5}
    talk.programme.keep(plan("sample", **values, supplier="", auditor=""), MANAGER)
    talk.now = datetime(2026, 12, 1, 3, tzinfo=UTC)
    Round(talk.records, talk.seal, lambda: talk.now, Surroundings(talk.store.suppliers)).step()
    Round(talk.records, talk.seal, lambda: talk.now, Surroundings(talk.store.suppliers)).step()
    talk.say("verify audit")
    assert "Sample of 2027: in 2026, 1 of 2 suppliers were drawn" in talk.card.text
    assert "the sample is as drawn" in talk.card.text


def test_what_was_changed_is_told_first_however_much_there_is() -> None:
    talk = Talk()
    talk.programme.keep(plan("secret", mode="unannounced", every=None, starts="2026-11-27"), MANAGER)
    for _ in range(25):
        talk.programme.cancel(next(one for one in talk.records.occurrences("secret") if one.state == "open").id, MANAGER)
    opened = next(line for line in talk.records.log("secret") if line.action == "date_opened")
    talk.records.commit(Change(log=(replace(opened, details={**opened.details, "day": "2027-01-01"}),)))
    talk.say("verify audit")
    lines = talk.card.text.split("\n")
    assert "THE DATE WAS MOVED" in lines[0]
    assert len(lines) == 21
    assert "still sealed" in lines[-1]
