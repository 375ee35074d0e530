"""What the users of other tools complain of, planted here: scores stuck at 0, "No" kept as "Yes", people who cannot begin."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from bot.checklists.answer import Answer
from bot.checklists.item_card import item_card
from bot.checklists.score import supplier_score
from bot.conversation.message import UnusableAttachment
from tests.bot.checklists.talk import BOB, GUEST, LINH, RITA, Talk, file
from tests.bot.checklists.test_checklist_desk import filled, run_of, small, started
from tests.checklist_sheets import best, shipped, worst
from tests.checklist_sheets import filled as sheet_of


def begun(language: str = "en") -> tuple[Talk, str]:
    return started(language)


def test_the_score_moves_with_every_answer_that_carries_points() -> None:
    checklist = shipped()["supplier_dd_vietnam"]
    facts = {"country": "VN", "tooling_held": "yes", "subcontracting": "yes", "rights": ("trademark", "design", "patent")}
    sheet = sheet_of(checklist, facts, worst)
    whole = [supplier_score(checklist, facts, sheet).score]
    for identity in list(sheet):
        item = checklist.item(identity)
        if item.scored and item.when is None:
            raised = supplier_score(checklist, facts, sheet | {identity: best(item)})
            before = supplier_score(checklist, facts, sheet)
            assert sum(line.adds for line in raised.lines) < sum(line.adds for line in before.lines), identity
    assert whole == [100]


def test_what_the_report_says_is_the_score_of_the_answers() -> None:
    talk, run = begun()
    for _ in range(8):
        talk.press(talk.button("answer"))
    talk.say(f"checklist report {run}")
    found = run_of(talk, run)
    score = supplier_score(talk.desks.book.checklist_of(found), found.facts, found.answers()).score
    assert score not in (None, 0)
    assert f"Risk score {score} of 100" in talk.card.text


@pytest.mark.parametrize(("language", "name"), list(product(("en", "vi"), ("supplier_dd_vietnam", "facility_ip_audit"))))
def test_each_button_of_each_question_is_kept_as_what_it_says(language: str, name: str) -> None:
    """By pressing it, and by typing what stands on it; "No" never becomes "Yes"."""
    talk = Talk(language)
    talk.say(f"checklist start {name}")
    talk.press(talk.button("begin"), **{field.name: field.filled for field in talk.card.fields})
    run = run_of(talk, talk.card.buttons[0].value.split("|")[0])
    for item in [one for one in talk.desks.book.checklist_of(run).items if one.kind == "yes_no_na"]:
        card = item_card(talk.desks.book, run_of(talk, run.id), item, language)
        buttons = [button for button in card.buttons if button.verb == "checklist.answer" and button.value.split("|")[3]]
        for number in range(len(buttons)):
            now = item_card(talk.desks.book, run_of(talk, run.id), item, language)
            button = [one for one in now.buttons if one.verb == "checklist.answer"][number]
            talk.press(button)
            kept = run_of(talk, run.id).answers()[item.id].value
            assert str(kept) == button.value.split("|")[3]
            label = {option.value: option.label.said(language) for option in item.options}.get(str(kept), str(kept))
            assert button.label == label


def test_a_colleague_without_any_role_in_checklists_can_begin_what_was_given_to_them() -> None:
    talk, run = small()
    talk.press(talk.button("more"))
    talk.press(talk.button("assign"), section="chain", person=BOB.id)
    assert talk.told is not None
    talk.press(talk.told.elsewhere[0].card.buttons[0], BOB)
    assert "subcontracts?" in talk.card.text
    talk.say("no", BOB)
    assert run_of(talk, run).responses[("subcontracts", "evaluator")].by == BOB.id


def test_a_colleague_can_begin_by_typing_the_number_of_the_run() -> None:
    talk, run = small()
    talk.press(talk.button("more"))
    talk.press(talk.button("assign"), section="chain", person=BOB.id)
    talk.say("checklist", BOB)
    assert run in talk.card.text
    talk.say(f"checklist {run}", BOB)
    assert "subcontracts?" in talk.card.text


def test_whoever_takes_no_part_neither_reads_nor_answers() -> None:
    talk, run = small()
    yes = talk.button("answer")
    for who in (BOB, GUEST):
        for said in (f"checklist {run}", f"checklist report {run}", f"checklist submit {run}"):
            talk.say(said, who)
            assert talk.card.text == "Your role or your part in this run does not allow that."
        assert talk.press(yes, who).text == "Your role or your part in this run does not allow that."
    assert run_of(talk, run).version == 1


def test_evidence_has_the_day_it_came_and_may_say_from_when_until_when_it_holds() -> None:
    talk, run = small()
    talk.press(talk.button("attach_form"))
    assert [field.name for field in talk.card.fields if field.kind == "date"] == ["since", "until"]
    save = talk.button("attach")
    for since, until, told in (("2099-01-01", "", "begins in the future"), ("", "2020-01-01", "has expired")):
        talk.press(save, link="https://intranet.example/policy", since=since, until=until)
        assert told in talk.card.text
    assert run_of(talk, run).evidence == ()
    talk.press(save, link="https://intranet.example/policy", since="2026-01-01", until="2099-01-01")
    (kept,) = run_of(talk, run).evidence
    assert (kept.effective_on, kept.expires_on) == (date(2026, 1, 1), date(2099, 1, 1))
    assert kept.received_at.date() == talk.house.now.date()


def test_a_sentence_for_a_question_that_a_colleague_answered_meanwhile_changes_nothing() -> None:
    talk, run = small()
    talk.press(talk.button("more"))
    talk.press(talk.button("assign"), section="policies", person=BOB.id)
    assert talk.told is not None
    talk.press(talk.told.elsewhere[0].card.buttons[0], BOB)
    talk.say("no", BOB)
    talk.say("yes", LINH)
    assert "answered in the meantime" in talk.card.text
    assert run_of(talk, run).answers()["has_policy"].value == "no"


def test_a_sentence_that_is_delivered_twice_answers_one_question() -> None:
    talk, run = small()
    talk.say("no", key="m-twice")
    shown = talk.card
    talk.say("no", key="m-twice")
    assert (set(run_of(talk, run).answers()), talk.card) == ({"has_policy"}, shown)


def test_a_reply_under_the_question_of_another_run_answers_that_one() -> None:
    talk, first = small()
    talk.say(f"checklist {first}", thread="1.1")
    talk.say("checklist start small", thread="2.2")
    start = talk.button("begin")
    talk.press(start, supplier="Beta", country="Vietnam", tooling_held="no")
    second = talk.card.buttons[0].value.split("|")[0]
    talk.say("no", thread="1.1")
    assert (set(run_of(talk, first).answers()), set(run_of(talk, second).answers())) == ({"has_policy"}, set())
    talk.say("yes", thread="9.9")
    assert len(run_of(talk, first).answers()) + len(run_of(talk, second).answers()) == 1 or "whole number" in talk.card.text


def test_what_does_not_apply_counts_in_no_sum() -> None:
    checklist = shipped()["supplier_dd_vietnam"]
    facts = {"country": "VN", "tooling_held": "no", "subcontracting": "no", "rights": ("trademark", "design")}
    sheet = sheet_of(checklist, facts, best)
    allowed = [i for i in checklist.items if i.id in sheet and i.not_applicable != "never" and i.scored]
    assert allowed
    without = supplier_score(checklist, facts, sheet | {i.id: Answer(standing="not_applicable") for i in allowed})
    assert {line.marked.item.id for line in without.lines}.isdisjoint(i.id for i in allowed)
    assert (without.score, without.skipped) == (0, ())


def test_a_file_that_cannot_be_fetched_is_said_in_one_sentence() -> None:
    talk, run = small()

    async def gone(_most: int) -> bytes:
        raise UnusableAttachment("gone")

    talk.say("", None, replace(file(), fetch=gone))
    assert talk.card.text == "I could not fetch that file. Please send it again."
    assert run_of(talk, run).version == 1


def test_a_reviewer_is_asked_in_private_and_finds_the_decision_behind_the_button() -> None:
    talk, run = small()
    while talk.shows("answer"):
        fields = talk.card.fields
        talk.press(talk.button("answer"), **({"answer": filled(fields[0])} if fields else {}))
    talk.press(next(button for button in talk.card.buttons if button.verb.startswith("checklist.submit")))
    assert not talk.shows("sign_off")
    talk.press(talk.button("ask_review"), person=RITA.id)
    assert talk.told is not None
    (sent,) = talk.told.elsewhere
    assert sent.to.conversation == f"@{RITA.id}"
    talk.press(sent.card.buttons[0], RITA)
    assert talk.shows("sign_off")
    assert run_of(talk, run).state == "submitted"
