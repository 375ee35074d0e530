"""People go through checklists in chat, with nothing but what the cards show."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklists.path import path_of
from bot.checklists.progress import progress
from bot.checklists.run import ChecklistRun
from bot.conversation.card import Field
from tests.bot.checklists.talk import BOB, GUEST, LINH, RAY, RITA, Talk, file, lost
from tests.scale import SCALE

START = {
    "en": "onboard Sông Hồng Plastics, Vietnam, holds our moulds",
    "vi": "đánh giá nhà cung cấp Sông Hồng Plastics, Việt Nam, giữ khuôn",
}
TYPED = {"number": "12", "long_text": "Hải Phòng", "date": "2025-03-01"}


def started(language: str = "en") -> tuple[Talk, str]:
    talk = Talk(language)
    talk.say(START[language])
    begun = {field.name: field.filled for field in talk.card.fields}
    talk.press(talk.button("begin"), **begun)
    return talk, talk.card.buttons[0].value.split("|")[0]


def small() -> tuple[Talk, str]:
    talk = Talk()
    talk.say("checklist start small")
    talk.press(talk.button("begin"), supplier="Alpha", country="Vietnam", tooling_held="no")
    return talk, talk.card.buttons[0].value.split("|")[0]


def run_of(talk: Talk, run: str) -> ChecklistRun:
    return talk.desks.book.get(run)


def filled(field: Field) -> tuple[str, ...]:
    return (field.options[0].value,) if field.options else (TYPED[field.kind],)


def go_through(talk: Talk) -> int:
    """Answers whatever is asked by the first button, the first option or something typed; how many times."""
    times = 0
    while talk.shows("answer") or talk.shows("skip_form"):
        times += 1
        assert times < 100
        if not talk.shows("answer"):
            talk.say("", None, file())
        elif talk.card.fields:
            talk.press(talk.button("answer"), answer=filled(talk.card.fields[0]))
        else:
            talk.press(talk.button("answer"))
    return times


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_vietnam_due_diligence_is_finished_unaided(language: str) -> None:
    talk, run = started(language)
    assert run_of(talk, run).facts["country"] == "VN"
    assert run_of(talk, run).facts["tooling_held"] == "yes"
    asked = go_through(talk)
    assert 20 <= asked <= 60
    talk.press(next(one for one in talk.card.buttons if one.verb.startswith("checklist.submit")))
    assert run_of(talk, run).state == "submitted"
    for reviewer in (RITA, RAY):
        if run_of(talk, run).state == "submitted":
            talk.say(f"checklist review {run}", reviewer)
            talk.press(talk.button("sign_off"), reviewer)
    assert run_of(talk, run).state == "signed_off"
    talk.say(f"checklist report {run}", LINH)
    talk.press(talk.button("close"))
    assert run_of(talk, run).state == "closed"


def test_a_plain_sentence_answers_what_was_asked_last() -> None:
    talk, run = small()
    talk.say("no")
    assert run_of(talk, run).answers()["has_policy"].value == "no"
    talk.say("12 people")
    talk.say("not applicable: no sub-contractors")
    assert run_of(talk, run).answers()["staff"].value == 12
    assert run_of(talk, run).responses[("subcontracts", "evaluator")].reason == "no sub-contractors"
    talk.say("back")
    assert "subcontracts?" in talk.card.text
    talk.say("skip: the agency left")
    assert run_of(talk, run).responses[("subcontracts", "evaluator")].standing == "skipped"


def test_a_question_in_the_middle_is_left_to_the_question_desk() -> None:
    talk, run = small()
    before = run_of(talk, run).version
    assert talk.say("Can a supplier register my trademark in Vietnam?") is None
    assert run_of(talk, run).version == before
    assert talk.say("hello there", BOB) is None


@pytest.mark.parametrize(
    ("said", "files"),
    [
        ("maybe", ()),
        ("skip:", ()),
        ("not applicable", ()),
        ("ftp://x", ()),
        ("https://user:pw@example.com", ()),
        ("", (file("a.exe", b"MZ"),)),
        ("", (file("a.svg", b"<svg><script/></svg>"),)),
        ("", (file("a.pdf", b"<html>"),)),
        ("", (file("a.pdf", size=1_000_000_000),)),
        ("", (file("a.pdf", b""),)),
        ("", (lost(),)),
    ],
)
def test_bad_input_gets_one_plain_sentence_and_changes_nothing(said: str, files: tuple) -> None:
    talk, run = small()
    before = run_of(talk, run).version
    talk.say(said, None, *files)
    assert talk.card.title == ""
    assert talk.card.text.strip()
    assert "\n" not in talk.card.text
    assert run_of(talk, run).version == before


def test_an_answer_pressed_again_and_again_has_one_effect() -> None:
    talk, run = small()
    yes = talk.button("answer")
    for _ in range(50 * SCALE):
        talk.press(yes, key="same")
    assert run_of(talk, run).version == 2


def test_a_stale_button_changes_nothing_and_says_where_things_stand() -> None:
    talk, run = small()
    yes = talk.button("answer")
    talk.say("no")
    talk.press(yes)
    assert "nothing was changed" in talk.card.text
    assert run_of(talk, run).answers()["has_policy"].value == "no"


def test_a_section_goes_to_a_colleague_who_begins_in_private() -> None:
    talk, run = small()
    talk.press(talk.button("more"))
    talk.press(talk.button("assign"), section="chain", person=BOB.id)
    assert talk.told is not None
    (sent,) = talk.told.elsewhere
    assert sent.to.conversation == f"@{BOB.id}"
    talk.press(sent.card.buttons[0], BOB)
    assert "subcontracts?" in talk.card.text
    talk.press(talk.button("answer"), BOB)
    assert talk.told.elsewhere[0].card.name == f"run/{run}/progress"
    assert sum(one.done for one in progress(run_of(talk, run), talk.house.checklist)) == 1


def test_those_without_the_role_are_told_so_and_nothing_starts() -> None:
    talk = Talk()
    for who in (BOB, GUEST):
        talk.say("checklist start small", who)
        assert "does not allow" in talk.card.text
    assert talk.house.store.runs.every() == []


def test_a_finding_is_closed_by_another_with_proof() -> None:
    talk, run = small()
    talk.say("no")
    talk.say(f"checklist report {run}")
    talk.press(talk.button("find_form"))
    talk.press(talk.button("find"), item="has_policy", finding="No policy")
    talk.press(talk.button("action"), action="Write one", owner=LINH.id, due="2027-12-01")
    talk.press(talk.button("prove"), note="Policy of 1 December")
    close = talk.button("close_finding")
    talk.press(close)
    assert "does not allow" in talk.card.text
    talk.press(close, RITA)
    assert run_of(talk, run).findings[0].closed_by == RITA.id


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("maybe", "The answers are: 1 = Yes; 2 = No."),
        ("yes, no", "The answers are: 1 = Yes; 2 = No."),
    ],
)
def test_a_word_that_is_no_answer_gets_the_possible_ones(said: str, told: str) -> None:
    talk, _ = small()
    talk.say(said)
    assert talk.card.text == f"Please choose one of the answers offered. {told}"


def test_what_may_be_inapplicable_says_so_among_its_answers_in_either_language() -> None:
    talk, _ = small()
    talk.language = "vi"
    for said in ("không", "12", "có thể"):
        talk.say(said)
    assert talk.card.text.endswith("Các câu trả lời là: 1 = Có; 2 = Không; Không áp dụng.")


@pytest.mark.parametrize(("said", "verb"), [("skip", "skip"), ("skip:", "skip"), ("comment", "comment"), ("note", "attach")])
def test_a_move_without_the_words_that_it_needs_asks_for_them(said: str, verb: str) -> None:
    talk, run = small()
    before = run_of(talk, run).version
    talk.say(said)
    assert "has_policy?" in talk.card.text
    assert f"{said.strip(':')}: " in talk.card.text
    assert run_of(talk, run).version == before
    talk.press(talk.button(verb), **{talk.card.fields[-3 if verb == "attach" else 0].name: "the agency left"})
    assert run_of(talk, run).version == before + 1


def test_why_says_what_the_question_has_not_said_already() -> None:
    talk, _ = started()
    why = talk.shelf.current().index.checklists["supplier_dd_vietnam"].item("sensitivity").why.en
    assert why in talk.card.text
    talk.say("why?")
    assert why not in talk.card.text


def test_the_number_of_questions_never_changes_without_a_word() -> None:
    talk, _ = small()
    assert talk.card.title.endswith("1 of about 7")
    for said in ("no", "12"):
        talk.say(said)
        assert "Questions" not in talk.card.text
    talk.say("yes")
    assert talk.card.title.endswith("4 of 8")
    assert "Questions added: 1, since “subcontracts?” was answered with “Yes”." in talk.card.text
    talk.say("back")
    talk.say("no")
    assert talk.card.title.endswith("4 of 7")
    assert "Questions dropped: 1, since “subcontracts?” was answered with “No”." in talk.card.text
    talk.say("patent")
    assert "Questions" not in talk.card.text


@given(st.lists(st.sampled_from(["answer", "back"]), max_size=18), st.integers(0, 10_000))
def test_on_a_walk_through_the_due_diligence_each_change_of_the_total_is_said(steps: list[str], seed: int) -> None:
    talk, run = started()
    choice = Random(seed)
    checklist = talk.desks.book.checklist_of(run_of(talk, run))
    total = len(path_of(run_of(talk, run), checklist).items)
    for step in steps:
        if step == "back" or not talk.shows("answer") or talk.card.fields:
            talk.say("back" if step == "back" else "skip: later")
        else:
            talk.press(choice.choice([one for one in talk.card.buttons if one.verb == "checklist.answer"]))
        after = len(path_of(run_of(talk, run), checklist).items)
        new_question = "Answered so far" not in talk.card.text and talk.shows("why")
        if new_question:
            assert (f"Questions added: {after - total}," in talk.card.text) == (after > total)
            assert (f"Questions dropped: {total - after}," in talk.card.text) == (after < total)
        total = after


def test_the_list_of_runs_names_the_supplier_of_each() -> None:
    talk, run = started()
    talk.say("checklist")
    assert f"- Vietnam supplier IP due diligence: Sông Hồng Plastics · draft · `{run}`" in talk.card.text
    assert talk.card.buttons[0].label == f"Vietnam supplier IP due diligence: Sông Hồng Plastics ({run})"
