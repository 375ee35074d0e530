from dataclasses import replace
from datetime import timedelta

import pytest

from bot.access.actor import Actor
from bot.checklists.evidence_desk import Shown
from bot.checklists.finding_desk import CorrectiveAction
from bot.checklists.review_desk import holds, valid_sign_offs
from bot.checklists.rights import Act
from bot.checklists.run_desk import Asked
from bot.checklists.trouble import Incomplete, NotAllowed, StaleStep, UnreadableAnswer
from tests.bot.checklists.small_checklist import BOB, CAROL, FACTS, GUEST, LINH, RAY, RITA, House, actor


@pytest.fixture
def house() -> House:
    return House()


def test_a_run_with_open_questions_is_not_submitted(house: House) -> None:
    run = house.start()
    house.answer(run, "has_policy", "no")
    with pytest.raises(Incomplete) as error:
        house.review.submit(run, Act(LINH))
    assert error.value.unanswered == ("staff", "subcontracts", "rights", "who", "trained", "since")
    assert house.run(run).state == "in_progress"


def test_compliance_without_evidence_is_caught_and_shown_to_the_reviewer(house: House) -> None:
    run = house.start()
    house.answer_all(run)
    house.evidence.withdraw(run, house.run(run).evidence[0].id, Act(LINH))
    with pytest.raises(Incomplete) as error:
        house.review.submit(run, Act(LINH))
    assert (error.value.unanswered, error.value.unproven) == ((), ("has_policy",))
    house.review.submit(run, Act(LINH), despite_unproven=True)
    assert house.run(run).unproven == ("has_policy",)


def test_a_skipped_question_does_not_hold_up_the_run(house: House) -> None:
    run = house.start()
    house.answer_all(run)
    house.running.skip(Asked(run, "staff"), "unknown", Act(LINH))
    assert house.review.submit(run, Act(LINH)).run.state == "submitted"


def test_only_the_lead_submits(house: House) -> None:
    run = house.start()
    house.answer_all(run)
    house.running.assign(run, "chain", BOB.id, Act(LINH))
    with pytest.raises(NotAllowed):
        house.review.submit(run, Act(BOB))


def test_after_submission_nothing_is_answered_until_changes_are_requested(house: House) -> None:
    run = house.submitted()
    with pytest.raises(StaleStep) as error:
        house.answer(run, "staff", "4")
    assert error.value.state == "submitted"
    with pytest.raises(UnreadableAnswer):
        house.review.request_changes(run, " ", Act(RITA))
    house.review.request_changes(run, "Count the staff again", Act(RITA))
    assert (house.run(run).state, house.run(run).requested) == ("changes_requested", "Count the staff again")
    house.answer(run, "staff", "4")
    assert house.run(run).state == "in_progress"
    house.review.submit(run, Act(LINH))
    assert house.review.sign_off(run, Act(RITA)).run.state == "signed_off"


@pytest.mark.parametrize("who", [LINH, BOB, GUEST, actor("ADA", "admin")])
def test_only_reviewers_request_changes_and_sign_off(house: House, who: Actor) -> None:
    run = house.submitted()
    for step in (lambda: house.review.sign_off(run, Act(who)), lambda: house.review.request_changes(run, "no", Act(who))):
        with pytest.raises(NotAllowed):
            step()
    assert house.run(run).state == "submitted"


def test_whoever_answered_attached_or_led_does_not_sign_off_on_any_account(house: House) -> None:
    run = house.start()
    house.answer_all(run)
    house.running.assign(run, "chain", RAY.id, Act(LINH))
    house.answer(run, "trained", "3", RAY)
    house.answer(run, "trained", "4")
    house.review.submit(run, Act(LINH))
    in_teams = Actor("teams:TEN:RAY", RAY.roles)
    house.store.links.join(RAY.id, in_teams.id, "ray")
    lead_too = Actor(LINH.id, LINH.roles | {"reviewer"})
    for who in (RAY, in_teams, lead_too):
        with pytest.raises(NotAllowed):
            house.review.sign_off(run, Act(who))
    assert house.review.sign_off(run, Act(RITA)).run.state == "signed_off"


def test_where_the_risk_is_high_two_people_sign_off(house: House) -> None:
    run = house.submitted(facts=FACTS | {"tier": "high"})
    assert house.review.needed(house.run(run)) == 2
    assert house.review.sign_off(run, Act(RITA)).run.state == "submitted"
    in_teams = Actor("teams:TEN:RITA", RITA.roles)
    house.store.links.join(RITA.id, in_teams.id, "rita")
    assert not house.review.sign_off(run, Act(in_teams)).changed
    assert house.review.sign_off(run, Act(RAY)).run.state == "signed_off"
    assert [one.by for one in valid_sign_offs(house.run(run))] == [RITA.id, RAY.id]


def test_a_sign_off_vouches_for_exactly_this_content(house: House) -> None:
    run = house.run(house.signed_off())
    assert holds(run, 1)
    response = run.responses["staff", "evaluator"]
    for forged in (
        replace(run, responses={**run.responses, ("staff", "evaluator"): replace(response, value=121)}),
        replace(run, evidence=(replace(run.evidence[0], text="https://elsewhere.example"),)),
        replace(run, evidence=()),
        replace(run, digest="0" * 64),
        replace(run, facts={**run.facts, "tooling_held": "yes"}),
    ):
        assert not holds(forged, 1)


def test_a_later_change_voids_the_sign_off(house: House) -> None:
    run = house.signed_off()
    with pytest.raises(StaleStep):
        house.answer(run, "staff", "121")
    house.review.reopen(run, "They moved", Act(LINH))
    assert valid_sign_offs(house.run(run)) == ()
    house.review.submit(run, Act(LINH))
    assert house.run(run).state == "submitted"
    house.review.sign_off(run, Act(RITA))
    assert holds(house.run(run), 1)
    assert [one.void for one in house.run(run).sign_offs] == [True, False]


def test_only_the_lead_or_a_reviewer_opens_a_run_again(house: House) -> None:
    run = house.signed_off()
    for who in (BOB, GUEST):
        with pytest.raises(NotAllowed):
            house.review.reopen(run, "no", Act(who))
    assert house.review.reopen(run, "Wrong plant", Act(RAY)).run.state == "in_progress"


def test_a_closed_run_stays_closed(house: House) -> None:
    run = house.signed_off()
    house.review.close(run, Act(LINH))
    for step in (
        lambda: house.answer(run, "staff", "4"),
        lambda: house.running.comment(Asked(run, "staff"), "x", Act(LINH)),
        lambda: house.running.pause(run, Act(LINH)),
        lambda: house.running.hand_over(run, BOB.id, Act(LINH)),
        lambda: house.review.submit(run, Act(LINH)),
        lambda: house.review.sign_off(run, Act(RAY)),
        lambda: house.review.reopen(run, "x", Act(RITA)),
        lambda: house.review.close(run, Act(LINH)),
        lambda: house.findings.find(run, "staff", "x", Act(LINH)),
    ):
        with pytest.raises(StaleStep):
            step()


def a_finding(house: House, run: str) -> str:
    return house.findings.find(run, "has_policy", "No policy for trade secrets", Act(RITA)).run.findings[-1].id


def test_a_finding_is_closed_with_evidence_by_another_person(house: House) -> None:
    run = house.signed_off()
    finding = a_finding(house, run)
    due = house.now.date() + timedelta(days=30)
    house.findings.set_action(run, finding, CorrectiveAction("Write one", BOB.id, due), Act(RITA))
    assert [(action.owner, action.due_on) for action in house.store.runs.open_actions()] == [(BOB.id, due)]
    with pytest.raises(Incomplete):
        house.findings.close(run, finding, Act(RITA))
    with pytest.raises(Incomplete) as error:
        house.review.close(run, Act(LINH))
    assert error.value.findings == (finding,)
    house.evidence.attach_note(Shown(run, "has_policy", finding), "Policy of 3 May seen", Act(BOB))
    with pytest.raises(NotAllowed):
        house.findings.close(run, finding, Act(BOB))
    with pytest.raises(NotAllowed):
        house.findings.close(run, finding, Act(CAROL))
    house.findings.close(run, finding, Act(RITA))
    assert house.run(run).finding(finding).closed_by == RITA.id
    assert house.store.runs.open_actions() == []
    assert holds(house.run(run), 1)
    assert house.review.close(run, Act(LINH)).run.state == "closed"


def test_who_hands_in_the_evidence_does_not_close_the_finding(house: House) -> None:
    run = house.submitted()
    finding = a_finding(house, run)
    house.findings.set_action(run, finding, CorrectiveAction("Write one", BOB.id, house.now.date()), Act(RITA))
    house.evidence.attach_note(Shown(run, "has_policy", finding), "seen", Act(LINH))
    with pytest.raises(NotAllowed):
        house.findings.close(run, finding, Act(LINH))


def test_a_finding_that_was_not_mended_is_opened_again(house: House) -> None:
    run = house.submitted()
    finding = a_finding(house, run)
    due = house.now.date() + timedelta(days=1)
    house.findings.set_action(run, finding, CorrectiveAction("Write one", BOB.id, due), Act(RITA))
    house.evidence.attach_note(Shown(run, "has_policy", finding), "seen", Act(BOB))
    assert not house.findings.reopen(run, finding, "not yet", Act(RITA)).changed
    house.findings.close(run, finding, Act(RITA))
    with pytest.raises(StaleStep):
        house.findings.close(run, finding, Act(RITA))
    house.findings.reopen(run, finding, "The policy is a draft", Act(RITA))
    assert [action.finding for action in house.store.runs.open_actions()] == [finding]


def test_a_past_day_an_unknown_finding_and_a_missing_person_are_refused(house: House) -> None:
    run = house.submitted()
    finding = a_finding(house, run)
    today = house.now.date()
    for identity, action, why in (
        (finding, CorrectiveAction("Write one", BOB.id, today - timedelta(days=1)), "past_day"),
        (finding, CorrectiveAction("Write one", "", today), "no_person"),
        (finding, CorrectiveAction(" ", BOB.id, today), "empty"),
        ("nothing", CorrectiveAction("Write one", BOB.id, today), "no_finding"),
    ):
        with pytest.raises(UnreadableAnswer, match=why):
            house.findings.set_action(run, identity, action, Act(RITA))
    with pytest.raises(UnreadableAnswer, match="no_item"):
        house.findings.find(run, "nothing", "x", Act(RITA))
    with pytest.raises(NotAllowed):
        house.findings.find(run, "staff", "x", Act(CAROL))


def test_the_same_action_again_changes_nothing(house: House) -> None:
    run = house.submitted()
    finding = a_finding(house, run)
    action = CorrectiveAction("Write one", BOB.id, house.now.date())
    assert house.findings.set_action(run, finding, action, Act(RITA)).changed
    assert not house.findings.set_action(run, finding, action, Act(RITA)).changed
