"""Files in chat: several at once, their dates, the questionnaire, the report; each for those who may read the run alone."""

import csv
import io
import random
from dataclasses import replace
from datetime import date

import pytest

from bot.checklists.evidence_desk import Shown, Validity
from bot.checklists.rights import Act
from bot.checklists.run import ChecklistRun
from bot.checklists.run_desk import Asked
from bot.checklists.trouble import NotAllowed, StaleStep, UnreadableAnswer
from bot.checklists.upload import MAX_BYTES, Upload
from bot.conversation.card import Card, CardFile, MadeFile
from bot.conversation.message import Attachment, ConversationRef, Message, UnusableAttachment
from tests.bot.checklists.forms import asking, filled, repacked
from tests.bot.checklists.talk import BOB, GUEST, LINH, PDF, RITA, Talk, file
from tests.bot.checklists.test_questionnaire import EVERYTHING


class Forms(Talk):
    """A talk about a run whose questions go to the supplier."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(language)
        self.shelf.checklists["small"] = asking()
        self.say("checklist start small")
        self.press(self.button("begin"), supplier="Sông Hồng", country="Vietnam", tooling_held="yes")
        self.run = self.card.buttons[0].value.split("|")[0]

    def now(self) -> ChecklistRun:
        return self.desks.book.get(self.run)

    def made(self, wanted: CardFile, who: object = LINH) -> MadeFile | None:
        return self.desk.made(wanted.value, who)  # type: ignore[arg-type]

    def in_channel(self, text: str, *files: Attachment) -> None:
        here = ConversationRef("slack", "C1", "1.0")
        self.told = self.desk.said(Message(text, LINH, here, self.language, files, f"c{next(self.keys)}", company="others"))


@pytest.fixture
def talk() -> Forms:
    return Forms()


def xlsx(content: bytes, name: str = "form.xlsx") -> Attachment:
    return file(name, content)


# --- several files, and their dates -------------------------------------------------------------------------------------------


def test_several_files_are_attached_at_once_and_their_dates_are_asked_for(talk: Forms) -> None:
    talk.say("", None, file("a.pdf"), file("b.pdf", PDF + b"b"), file("c.txt", b"seen"))
    assert talk.told is not None
    dates, question = talk.told.cards
    assert dates.text.startswith("Attached: a.pdf, b.pdf, c.txt")
    assert [field.name for field in dates.fields] == ["since", "until"]
    assert "has_policy?" in question.text
    talk.press(dates.buttons[0], since="2025-01-01", until="2031-01-01")
    shown = talk.now().evidence_of("has_policy")
    assert [(one.name, one.effective_on, one.expires_on) for one in shown] == [
        (name, date(2025, 1, 1), date(2031, 1, 1)) for name in ("a.pdf", "b.pdf", "c.txt")
    ]


def test_one_file_that_cannot_be_taken_keeps_out_none_of_the_others_and_is_named(talk: Forms) -> None:
    talk.say("", None, file("a.pdf"), file("b.exe", b"MZ"), file("c.pdf", size=MAX_BYTES + 1))
    assert talk.told is not None
    text = talk.told.cards[0].text
    assert "Attached: a.pdf" in text
    assert "Not attached: b.exe. I take PDF" in text
    assert "Not attached: c.pdf. The file is too large" in text
    assert [one.name for one in talk.now().evidence] == ["a.pdf"]


def test_a_large_spreadsheet_whose_size_nobody_said_is_evidence_all_the_same(talk: Forms) -> None:
    content = repacked(
        talk.desks.forms.write(talk.run, "en", LINH.actor), {"docProps/x.xml": random.Random(1).randbytes(3_000_000)}
    )

    async def fetch(most: int) -> bytes:
        if len(content) > most:
            raise UnusableAttachment("too large")
        return content

    talk.say("", None, Attachment("list.xlsx", "application/octet-stream", 0, fetch))
    assert [one.name for one in talk.now().evidence] == ["list.xlsx"]


def test_the_same_message_delivered_again_attaches_nothing_twice(talk: Forms) -> None:
    here = ConversationRef("slack", f"D-{LINH.id}")
    message = Message("", LINH, here, "en", (file("a.pdf"), file("b.pdf")), "same")
    for _ in range(5):
        talk.desk.said(message)
    assert [one.name for one in talk.now().evidence] == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize("count", [11, 40])
def test_more_files_than_a_person_can_mean_change_nothing(talk: Forms, count: int) -> None:
    before = talk.now().version
    talk.say("", None, *(file(f"{number}.pdf") for number in range(count)))
    assert talk.card.text == "Please attach at most 10 files at once."
    assert talk.now().version == before


def test_a_file_that_cannot_be_fetched_gets_one_sentence(talk: Forms) -> None:
    async def fetch(_most: int) -> bytes:
        raise UnusableAttachment("gone")

    talk.say("", None, replace(file("a.pdf"), fetch=fetch))
    assert talk.card.text == "I could not fetch that file. Please send it again."


@pytest.mark.parametrize(
    ("filled_in", "told"),
    [
        ({"since": "2100-01-01"}, "begins in the future"),
        ({"until": "2020-01-01"}, "has expired"),
        ({"since": "2026-01-01", "until": "yesterday"}, "date such as"),
        ({"since": "2026-11-20", "until": "2026-11-01"}, "has expired"),
    ],
)
def test_dates_that_show_nothing_are_not_taken(talk: Forms, filled_in: dict[str, str], told: str) -> None:
    talk.say("", None, file())
    assert talk.told is not None
    talk.press(talk.told.cards[0].buttons[0], **filled_in)
    assert told in talk.card.text
    assert talk.now().evidence[0].effective_on is None


def test_a_pasted_link_is_asked_for_its_dates_and_one_with_dates_is_not(talk: Forms) -> None:
    talk.say("https://intranet.example/policy")
    assert talk.told is not None
    assert len(talk.told.cards) == 2
    talk.press(talk.told.cards[0].buttons[0], since="2025-01-01")
    assert talk.now().evidence[0].effective_on == date(2025, 1, 1)


def test_evidence_is_dated_by_members_only_and_the_same_dates_again_change_nothing(talk: Forms) -> None:
    talk.say("", None, file())
    evidence, one = talk.desks.evidence, talk.now().evidence[0]
    held = Validity(date(2025, 1, 1), date(2031, 1, 1))
    with pytest.raises(NotAllowed):
        evidence.date(talk.run, [one.id], held, Act(BOB.actor))
    with pytest.raises(UnreadableAnswer, match="no_evidence"):
        evidence.date(talk.run, ["nothing"], held, Act(LINH.actor))
    assert evidence.date(talk.run, [one.id], held, Act(LINH.actor)).changed
    assert not evidence.date(talk.run, [one.id], held, Act(LINH.actor)).changed


# --- a press that others overtook ---------------------------------------------------------------------------------------------


def test_an_answer_that_loses_the_race_changes_nothing(talk: Forms) -> None:
    """Both saw the question unanswered; the second write is decided on what the first one left."""
    seen = Asked(talk.run, "has_policy", times=0)
    talk.desks.running.answer(seen, ("yes",), Act(LINH.actor, "first"))
    with pytest.raises(StaleStep):
        talk.desks.running.answer(seen, ("no",), Act(LINH.actor, "second"))
    assert not talk.desks.running.answer(seen, ("yes",), Act(LINH.actor, "first")).changed
    assert talk.now().answers()["has_policy"].value == "yes"


def test_evidence_for_a_question_that_was_answered_meanwhile_is_not_attached(talk: Forms) -> None:
    shown = Shown(talk.run, "has_policy", times=0)
    talk.desks.running.answer(Asked(talk.run, "has_policy"), ("yes",), Act(LINH.actor))
    for attach in (
        lambda: talk.desks.evidence.attach_note(shown, "seen", Act(LINH.actor)),
        lambda: talk.desks.evidence.attach_link(shown, "https://example.com", Act(LINH.actor)),
        lambda: talk.desks.evidence.attach_file(shown, Upload("a.pdf", PDF), Act(LINH.actor)),
    ):
        with pytest.raises(StaleStep):
            attach()
    assert talk.now().evidence == ()


# --- the questionnaire --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("en", "checklist questionnaire", "Questionnaire for the supplier"),
        ("vi", "danh mục bảng hỏi", "Bảng hỏi dành cho nhà cung cấp"),
    ],
)
def test_the_questionnaire_is_asked_for_in_words_and_comes_in_both_languages(language: str, words: str, title: str) -> None:
    talk = Forms(language)
    talk.say(f"{words} {talk.run}")
    assert talk.card.title == title
    assert [one.name for one in talk.card.files] == [f"small-song-hong-{talk.run}-{spoken}.xlsx" for spoken in ("en", "vi")]
    for wanted in talk.card.files:
        made = talk.made(wanted)
        assert made is not None
        assert made.content.startswith(b"PK")


def test_a_returned_questionnaire_is_taken_and_what_could_not_be_read_is_told_row_by_row(talk: Forms) -> None:
    form = filled(talk.desks.forms.write(talk.run, "en", LINH.actor), {"has_policy": "Yes", "staff": "many", "grade": 4})
    talk.say("", None, xlsx(form.content))
    assert "2 taken, 0 as before, 5 left blank, 1 not read" in talk.card.text
    assert "- Row 8, “staff?”: Please give a number such as 12 or 12.5." in talk.card.text
    assert talk.now().answers() == {}
    talk.say(f"checklist {talk.run}")
    assert "**The supplier's own answer:** Yes" in talk.card.text


def test_a_questionnaire_of_another_run_or_spoilt_is_refused_where_another_run_is_talked_about(talk: Forms) -> None:
    own = talk.run
    talk.say("checklist start small")
    talk.press(talk.button("begin"), supplier="Alpha", country="Vietnam", tooling_held="yes")
    before = talk.desks.book.get(own).version
    form = filled(talk.desks.forms.write(own, "en", LINH.actor), EVERYTHING)
    talk.say("", None, xlsx(form.content))
    assert "belongs to another run" in talk.card.text
    spoilt = filled(talk.desks.forms.write(own, "en", LINH.actor), {}, lambda sheet: setattr(sheet["D7"], "value", "=1+1"))
    talk.say(f"checklist import {own}", None, xlsx(spoilt.content))
    assert "contains formulas" in talk.card.text
    assert talk.desks.book.get(own).version == before
    talk.say(f"checklist import {own}", None, xlsx(form.content))
    assert "8 taken" in talk.card.text


def test_a_questionnaire_finds_its_run_by_itself_and_any_other_spreadsheet_is_evidence(talk: Forms) -> None:
    form = filled(talk.desks.forms.write(talk.run, "en", LINH.actor), EVERYTHING)
    fresh = Message("", LINH, ConversationRef("slack", "D-other"), "en", (xlsx(form.content),), "k")
    told = talk.desk.said(fresh)
    assert told is not None
    assert "8 taken" in told.cards[0].text
    other = filled(talk.desks.forms.write(talk.run, "en", LINH.actor), {}, lambda sheet: setattr(sheet["A4"], "value", "moulds"))
    talk.say("", None, xlsx(other.content, "moulds.xlsx"))
    assert [one.name for one in talk.now().evidence] == ["moulds.xlsx"]


@pytest.mark.parametrize("who", [BOB, RITA, GUEST])
def test_a_questionnaire_brought_by_somebody_who_takes_no_part_changes_nothing(talk: Forms, who: object) -> None:
    form = filled(talk.desks.forms.write(talk.run, "en", LINH.actor), EVERYTHING)
    talk.say("", who, xlsx(form.content))  # type: ignore[arg-type]
    assert "does not allow" in talk.card.text
    assert talk.now().answers("supplier") == {}


def test_the_gap_is_shown_in_the_review_and_the_result(talk: Forms) -> None:
    form = filled(talk.desks.forms.write(talk.run, "en", LINH.actor), {"has_policy": "Yes", "who": "Own staff"})
    talk.say("", None, xlsx(form.content))
    talk.desks.running.answer(Asked(talk.run, "has_policy"), ("no",), Act(LINH.actor))
    talk.desks.running.answer(Asked(talk.run, "who"), ("own",), Act(LINH.actor))
    talk.say(f"checklist report {talk.run}")
    assert "The supplier's own view beside yours" in talk.card.text
    assert "**Policies and records: 5.0, yours 3.0 (gap 2.0, look into it)**" in talk.card.text
    wanted = CardFile("r.csv", "text/csv", "checklist.file", f"report|{talk.run}|csv|en")
    made = talk.made(wanted)
    assert made is not None
    rows = csv.DictReader(io.StringIO(made.content.decode()))
    assert {row["item"]: row["gap"] for row in rows if row["gap"]} == {"has_policy": "4.0", "who": "0.0"}


def test_answers_that_agree_are_said_to_agree(talk: Forms) -> None:
    form = filled(talk.desks.forms.write(talk.run, "en", LINH.actor), {"has_policy": "Yes"})
    talk.say("", None, xlsx(form.content))
    talk.desks.running.answer(Asked(talk.run, "has_policy"), ("yes",), Act(LINH.actor))
    talk.say(f"checklist report {talk.run}")
    assert "agree with yours" in talk.card.text


# --- reports and evidence as files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pdf", "csv", "md"])
def test_the_report_is_a_file_by_button_and_in_words(talk: Forms, kind: str) -> None:
    talk.say(f"checklist report {talk.run}")
    talk.press(talk.button(f"report_{kind}"))
    by_button = talk.card.files
    talk.say(f"checklist report {kind} {talk.run}")
    assert talk.card.files == by_button
    assert by_button[0].name.endswith(f".{kind}")


def test_where_others_read_along_a_file_goes_to_the_one_who_asked(talk: Forms) -> None:
    for words in ("report csv", "questionnaire"):
        talk.in_channel(f"checklist {words} {talk.run}")
        assert talk.told is not None
        assert [card.files for card in talk.told.cards] == [()]
        (sent,) = talk.told.elsewhere
        assert sent.to.conversation == f"@{LINH.id}"
        assert sent.card.files


def test_every_file_of_a_run_is_made_for_its_people_and_reviewers_and_for_no_stranger(talk: Forms) -> None:
    talk.say("", None, file("secret.pdf"))
    talk.say(f"checklist evidence {talk.run}")
    (evidence,) = talk.card.files
    report = CardFile("r", "t", "checklist.file", f"report|{talk.run}|csv|en")
    form = CardFile("f", "t", "checklist.file", f"form|{talk.run}|en")
    for wanted in (evidence, report, form):
        assert talk.made(wanted, LINH) is not None
        assert talk.made(wanted, RITA) is not None
        assert talk.made(wanted, BOB) is None
        assert talk.made(wanted, GUEST) is None
    shown = talk.made(evidence)
    assert shown == MadeFile("secret.pdf", "application/pdf", PDF)
    talk.say(f"checklist evidence {talk.run}", BOB)
    assert talk.card.files == ()
    assert "does not allow" in talk.card.text


@pytest.mark.parametrize(
    "value",
    [
        "",
        "|",
        "report",
        "report||csv|en",
        "report|nothing|csv|en",
        "report|{run}|exe|en",
        "report|{run}|csv|xx",
        "form|{run}|../en",
        "evidence|{run}|nothing",
        "evidence|{run}|../../etc/passwd",
        "other|{run}|csv|en",
    ],
)
def test_a_file_that_there_is_not_is_none(talk: Forms, value: str) -> None:
    assert talk.desk.made(value.format(run=talk.run), LINH) is None


def test_more_evidence_than_one_card_holds_comes_on_several(talk: Forms) -> None:
    for start in (0, 10):
        talk.say("", None, *(file(f"{number}.pdf", PDF + str(number).encode()) for number in range(start, start + 10)))
    talk.say("", None, file("last.pdf"))
    talk.say(f"checklist evidence {talk.run}")
    assert talk.told is not None
    assert [len(card.files) for card in talk.told.cards] == [10, 10, 1]


def test_a_card_with_files_comes_back_from_an_outbox_and_one_kept_before_there_were_any_too() -> None:
    card = Card("Report", files=(CardFile("a.pdf", "application/pdf", "checklist.file", "report|r|pdf|en"),))
    assert Card.from_json(card.as_json()) == card
    old = card.as_json()
    del old["files"]
    assert Card.from_json(old) == replace(card, files=())
