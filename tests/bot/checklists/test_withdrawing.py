"""What was attached by mistake is taken back by button or in words, once confirmed, by those who may; the history keeps it."""

import pytest

from bot.checklists.rights import Act
from bot.checklists.run import Evidence
from bot.conversation.card import Button
from tests.bot.checklists.talk import BOB, LINH, Talk, file
from tests.bot.checklists.test_checklist_desk import run_of, small


class Shown(Talk):
    """Linh leads, has attached two files to the first question, and Bob has been given its section."""

    def __init__(self) -> None:
        super().__init__()
        self.say("checklist start small")
        self.press(self.button("begin"), supplier="Alpha", country="Vietnam", tooling_held="no")
        self.run = self.card.buttons[0].value.split("|")[0]
        self.say("", None, file("wrong.pdf"), file("right.pdf", b"%PDF-1.7 other"))
        self.desks.running.assign(self.run, "policies", BOB.id, Act(LINH.actor))

    @property
    def names(self) -> list[str]:
        return [one.name for one in run_of(self, self.run).evidence_of("has_policy")]

    @property
    def first(self) -> Evidence:
        return run_of(self, self.run).evidence[0]


@pytest.fixture
def talk() -> Shown:
    return Shown()


def test_evidence_is_withdrawn_by_button_once_it_is_confirmed(talk: Shown) -> None:
    talk.press(talk.button("withdraw_form"))
    assert "the history keeps" in talk.card.text
    assert talk.names == ["wrong.pdf", "right.pdf"]  # asked, not done
    (field,) = talk.card.fields
    wrong = next(option.value for option in field.options if option.label.startswith("wrong.pdf"))
    talk.press(talk.button("withdraw"), evidence=wrong)
    assert talk.card.text.startswith("Withdrawn: wrong.pdf")
    assert "has_policy?" in talk.card.text
    assert talk.names == ["right.pdf"]


def test_the_history_keeps_what_was_withdrawn_by_whom_and_when(talk: Shown) -> None:
    one = talk.first
    talk.say("withdraw: wrong")
    assert talk.card.fields[0].filled == (one.id,)
    talk.press(talk.button("withdraw"), evidence=one.id)
    kept = talk.first
    assert (kept.withdrawn, kept.withdrawn_by) == (True, LINH.id)
    assert kept.withdrawn_at is not None
    assert kept.withdrawn_at > kept.received_at
    talk.say(f"checklist report md {talk.run}")
    made = talk.desk.made(talk.card.files[0].value, LINH)
    assert made is not None
    assert "Withdrawn: wrong.pdf" in made.content.decode()


def test_a_colleague_withdraws_what_they_attached_and_nothing_else(talk: Shown) -> None:
    talk.say(f"checklist {talk.run}", BOB)
    talk.press(talk.button("withdraw_form"), BOB)
    assert "by whoever attached it, or by the lead" in talk.card.text
    others = talk.first.id
    forged = Button("Withdraw", "checklist.withdraw", f"{talk.run}|has_policy|0|", "danger")
    talk.press(forged, BOB, evidence=others)
    assert "does not allow" in talk.card.text
    assert talk.names == ["wrong.pdf", "right.pdf"]
    talk.say("note: seen on site", BOB)
    talk.say("withdraw", BOB)
    assert [option.label[:12] for option in talk.card.fields[0].options] == ["seen on site"]
    talk.press(talk.button("withdraw"), BOB, evidence=talk.card.fields[0].filled[0])
    assert talk.names == ["wrong.pdf", "right.pdf"]


def test_withdrawing_twice_and_what_there_is_not_changes_nothing_more(talk: Shown) -> None:
    one = talk.first.id
    talk.say("withdraw")
    button = talk.button("withdraw")
    for _ in range(3):
        talk.press(button, evidence=one)
    version = run_of(talk, talk.run).version
    for made_up in ("nothing", "", one):
        talk.press(button, evidence=made_up)
    assert run_of(talk, talk.run).version == version
    assert talk.names == ["right.pdf"]


def test_where_nothing_is_attached_there_is_no_button_and_one_sentence() -> None:
    talk, _ = small()
    assert not talk.shows("withdraw_form")
    talk.say("withdraw")
    assert talk.card.text == "There is no evidence on this question to withdraw."


def test_in_vietnamese() -> None:
    talk, run = small()
    talk.say("", None, file("sai.pdf"))
    talk.language = "vi"
    talk.say("rút bằng chứng")
    assert "lịch sử vẫn lưu lại" in talk.card.text
    talk.press(talk.button("withdraw"), evidence=talk.card.fields[0].filled[0])
    assert talk.card.text.startswith("Đã rút: sai.pdf")
    assert run_of(talk, run).evidence_of("has_policy") == ()
