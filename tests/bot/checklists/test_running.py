import pytest

from bot.access.actor import Actor
from bot.checklists.content import content_hash
from bot.checklists.desks import facts_of
from bot.checklists.evidence_desk import Shown
from bot.checklists.prefill import proposals
from bot.checklists.progress import item_before, next_item, progress
from bot.checklists.rights import Act
from bot.checklists.run_desk import Asked, Beginning
from bot.checklists.trouble import NotAllowed, StaleStep, UnknownRun, UnreadableAnswer
from bot.checklists.upload import Upload
from tests.bot.checklists.small_checklist import ALL, BOB, CAROL, FACTS, GUEST, LINH, RITA, House, checklist, item, section
from tests.bot.supplier_contract import supplier

PDF = Upload("list.pdf", b"%PDF-1.7 tooling list")


@pytest.fixture
def house() -> House:
    return House()


def asked_next(house: House, run: str, who: Actor = LINH) -> str | None:
    found = next_item(house.run(run), house.checklist, who, house.book.rights)
    return found.id if found else None


def test_a_run_goes_from_draft_to_closed(house: House) -> None:
    run = house.start()
    states = [house.run(run).state]
    house.answer_all(run)
    states.append(house.run(run).state)
    for step in (house.review.submit, house.review.close):
        if step == house.review.close:
            house.review.sign_off(run, Act(RITA))
            states.append(house.run(run).state)
        step(run, Act(LINH))
        states.append(house.run(run).state)
    assert states == ["draft", "in_progress", "submitted", "signed_off", "closed"]


@pytest.mark.parametrize("who", [BOB, RITA, GUEST])
def test_only_supplier_managers_auditors_and_admins_start(house: House, who: Actor) -> None:
    with pytest.raises(NotAllowed):
        house.running.start(Beginning(house.checklist, FACTS), Act(who))
    assert house.store.runs.every() == []


def test_questions_come_one_after_another_and_conditions_decide(house: House) -> None:
    run = house.start()
    path = []
    while (identity := asked_next(house, run)) is not None:
        path.append(identity)
        house.answer(run, identity, "yes" if identity == "subcontracts" else ALL.get(identity, "Mekong Metals"))
    assert path == ["has_policy", "staff", "subcontracts", "sub_names", "rights", "who", "trained", "since"]


def test_no_is_kept_as_no(house: House) -> None:
    run = house.start()
    for said in ("no", "Không", "NO"):
        house.answer(run, "has_policy", said)
        assert house.run(run).responses["has_policy", "evaluator"].value == "no"


def test_going_back_leads_to_the_nearest_answer_before(house: House) -> None:
    run = house.start()
    assert item_before(house.run(run), house.checklist, "staff") is None
    house.answer(run, "has_policy", "yes")
    house.answer(run, "rights", "patent")
    before = [item_before(house.run(run), house.checklist, at) for at in ("staff", "who", None, "rights")]
    assert [found.id for found in before if found] == ["has_policy", "rights", "rights", "has_policy"]


def test_a_changed_answer_keeps_the_earlier_one_in_the_history(house: House) -> None:
    run = house.start()
    house.answer(run, "staff", "12")
    house.answer(run, "staff", "120")
    found = house.run(run)
    assert found.responses["staff", "evaluator"].value == 120
    assert [response.value for response in found.history] == [12, 120]


def test_an_answer_that_is_no_longer_asked_stays_in_the_history_and_comes_back_with_its_question(house: House) -> None:
    run = house.start()
    house.answer(run, "subcontracts", "yes")
    house.answer(run, "sub_names", "Mekong Metals")
    house.answer(run, "subcontracts", "no")
    (chain,) = [found for found in progress(house.run(run), house.checklist) if found.section.id == "chain"]
    assert (chain.done, chain.asked) == (1, 5)
    house.answer(run, "subcontracts", "yes")
    assert asked_next(house, run) == "has_policy"
    assert house.run(run).answers()["sub_names"].value == "Mekong Metals"


def test_the_same_answer_again_changes_nothing(house: House) -> None:
    run = house.start()
    assert house.answer(run, "staff", "12").changed
    assert not house.answer(run, "staff", "12 people").changed
    assert house.run(run).version == 2


def test_skipping_takes_a_reason(house: House) -> None:
    run = house.start()
    with pytest.raises(UnreadableAnswer, match="empty"):
        house.running.skip(Asked(run, "staff"), "  ", Act(LINH))
    house.running.skip(Asked(run, "staff"), "They would not say", Act(LINH))
    response = house.run(run).responses["staff", "evaluator"]
    assert (response.standing, response.value, response.reason) == ("skipped", None, "They would not say")


def test_not_applicable_follows_the_item(house: House) -> None:
    run = house.start()
    for item_id, why in (("staff", "must_apply"), ("subcontracts", "reason_needed")):
        with pytest.raises(UnreadableAnswer, match=why):
            house.answer(run, item_id, "n/a")
    house.answer(run, "who", "N/A")
    house.running.not_applicable(Asked(run, "subcontracts"), "They do all in-house", Act(LINH))
    standings = {item_id: answer.standing for item_id, answer in house.run(run).answers().items()}
    assert standings == {"who": "not_applicable", "subcontracts": "not_applicable"}


def test_what_cannot_be_read_changes_nothing(house: House) -> None:
    run = house.start()
    for item_id, said in (("staff", "12 weeks"), ("since", "soon"), ("trained", "9"), ("nothing", "yes"), ("tooling_list", "x")):
        with pytest.raises(UnreadableAnswer):
            house.answer(run, item_id, said)
    assert house.run(run).version == 1


def test_the_supplier_s_own_answers_are_kept_apart(house: House) -> None:
    run = house.start()
    house.answer(run, "has_policy", "yes", side="supplier")
    house.answer(run, "has_policy", "no")
    found = house.run(run)
    assert found.answers("supplier")["has_policy"].value == "yes"
    assert found.answers("evaluator")["has_policy"].value == "no"


def test_only_those_who_take_part_answer(house: House) -> None:
    run = house.start()
    for who in (BOB, RITA, GUEST, Actor(LINH.id)):
        with pytest.raises(NotAllowed):
            house.answer(run, "has_policy", "yes", who)
    assert house.run(run).version == 1


def test_a_section_given_to_a_colleague_is_asked_of_them_and_no_longer_of_the_lead(house: House) -> None:
    run = house.start()
    house.running.assign(run, "policies", BOB.id, Act(LINH))
    assert not house.running.assign(run, "policies", BOB.id, Act(LINH)).changed
    assert (asked_next(house, run, BOB), asked_next(house, run, LINH)) == ("has_policy", "subcontracts")
    house.answer(run, "has_policy", "yes", BOB)
    house.answer(run, "staff", "3", BOB)
    assert asked_next(house, run, BOB) is None
    assert [summary.id for summary in house.book.runs_of(BOB)] == [run]


def test_only_the_lead_gives_sections_away(house: House) -> None:
    run = house.start()
    house.running.assign(run, "policies", BOB.id, Act(LINH))
    with pytest.raises(NotAllowed):
        house.running.assign(run, "chain", CAROL.id, Act(BOB))
    for wrong_section, person in (("nowhere", BOB.id), ("chain", ""), ("chain", "x\u202e"), ("chain", "x" * 201)):
        with pytest.raises(UnreadableAnswer):
            house.running.assign(run, wrong_section, person, Act(LINH))


def test_who_takes_over_leads_from_then_on(house: House) -> None:
    run = house.start()
    house.running.hand_over(run, BOB.id, Act(LINH))
    assert house.run(run).lead == BOB.id
    assert asked_next(house, run, BOB) == "has_policy"
    house.running.assign(run, "chain", CAROL.id, Act(BOB))
    with pytest.raises(NotAllowed):
        house.running.hand_over(run, LINH.id, Act(LINH))


def test_a_run_begun_in_slack_goes_on_in_teams(house: House) -> None:
    run = house.start()
    in_teams = Actor("teams:TEN:LINH", LINH.roles)
    with pytest.raises(NotAllowed):
        house.answer(run, "staff", "3", in_teams)
    house.store.links.join(LINH.id, in_teams.id, "person")
    house.answer(run, "staff", "3", in_teams)
    assert asked_next(house, run, in_teams) == "has_policy"
    assert [summary.id for summary in house.book.runs_of(in_teams)] == [run]


def test_nothing_is_answered_while_a_run_rests(house: House) -> None:
    run = house.start()
    house.running.pause(run, Act(LINH))
    with pytest.raises(StaleStep) as error:
        house.answer(run, "staff", "3")
    assert error.value.state == "paused"
    house.running.resume(run, Act(LINH))
    assert house.answer(run, "staff", "3").changed


def test_remarks_are_kept_with_their_item(house: House) -> None:
    run = house.start()
    house.running.comment(Asked(run, "staff"), "ask Ms Hoa", Act(LINH))
    (comment,) = house.run(run).comments
    assert (comment.item, comment.text, comment.by) == ("staff", "ask Ms Hoa", LINH.id)
    assert house.run(run).state == "draft"


def test_an_unknown_run_is_said_to_be(house: House) -> None:
    with pytest.raises(UnknownRun):
        house.answer("nothing", "staff", "3")


def test_a_run_keeps_the_wording_it_began_with(house: House) -> None:
    run = house.start()
    newer = checklist(sections=(section("policies", item("has_policy", "text")),))
    assert newer.digest != house.checklist.digest
    house.checklist = newer
    other = house.start(supplier="s2")
    assert house.book.checklist_of(house.run(run)) == checklist()
    assert house.book.checklist_of(house.run(other)) == newer


def test_a_thousand_double_submits_have_one_effect(house: House) -> None:
    act = Act(LINH, "slack:press-1")
    started = [house.running.start(Beginning(house.checklist, FACTS), act) for _ in range(1_000)]
    run = started[0].run.id
    answered = [house.running.answer(Asked(run, "staff"), (str(number),), Act(LINH, "press-2")) for number in range(1_000)]
    assert {changed.run.id for changed in started} == {run}
    assert [sum(changed.changed for changed in found) for found in (started, answered)] == [1, 1]
    assert house.run(run).answers()["staff"].value == 0
    assert len(house.store.runs.log(0, 5_000)) == 2


def test_a_key_of_any_length_and_look_is_known_again(house: House) -> None:
    run = house.start()
    for key in ("k" * 5_000, "\x00\ud800", "khoá"):
        assert house.running.comment(Asked(run, "staff"), "once", Act(LINH, key)).changed
        assert not house.running.comment(Asked(run, "staff"), "once", Act(LINH, key)).changed


def test_answers_of_the_previous_run_are_proposed_and_only_a_person_confirms_them(house: House) -> None:
    first = house.start()
    house.answer_all(first)
    house.answer(first, "who", "n/a")
    house.running.skip(Asked(first, "rights"), "unclear", Act(LINH))
    house.review.submit(first, Act(LINH))
    again = house.start()
    assert house.run(again).responses == {}
    assert set(proposals(house.book, house.run(again))) == set(ALL) - {"who", "rights"}
    house.running.confirm(Asked(again, "staff"), Act(LINH))
    response = house.run(again).responses["staff", "evaluator"]
    assert (response.value, response.confirmed_from) == (120, first)
    assert "staff" not in proposals(house.book, house.run(again))
    for item_id in ("who", "staff"):
        with pytest.raises(UnreadableAnswer, match="nothing_proposed"):
            house.running.confirm(Asked(again, item_id), Act(LINH))


def test_nothing_is_proposed_for_another_supplier_or_another_question(house: House) -> None:
    house.submitted()
    other = house.start(supplier="s2")
    assert proposals(house.book, house.run(other)) == {}
    house.checklist = checklist(
        sections=(section("policies", item("has_policy", "text"), item("staff", "number", unit="people")),)
    )
    changed = house.start()
    assert set(proposals(house.book, house.run(changed))) == {"staff"}


def test_a_file_is_the_answer_to_an_item_that_asks_for_one(house: House) -> None:
    run = house.start(facts=FACTS | {"tooling_held": "yes"})
    attached = house.evidence.attach_file(Shown(run, "tooling_list"), PDF, Act(LINH)).run
    assert attached.answers()["tooling_list"].value == "list.pdf"
    withdrawn = house.evidence.withdraw(run, attached.evidence[0].id, Act(LINH)).run
    assert "tooling_list" not in withdrawn.answers()
    assert [one.withdrawn for one in withdrawn.evidence] == [True]


def test_the_order_of_answers_makes_no_difference_to_the_content_and_their_substance_does(house: House) -> None:
    run = house.start()
    house.answer(run, "staff", "3")
    before = content_hash(house.run(run))
    house.running.comment(Asked(run, "staff"), "a remark", Act(LINH))
    assert content_hash(house.run(run)) == before
    house.answer(run, "staff", "4")
    assert content_hash(house.run(run)) != before


def test_what_is_known_of_a_supplier_becomes_facts() -> None:
    assert facts_of(supplier(tier=None), {"subcontracting": "yes"}) == {
        "country": "VN",
        "tooling_held": "yes",
        "subcontracting": "yes",
    }
