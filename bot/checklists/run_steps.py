"""What is done to a whole run: led by several, submitted, reviewed, followed up, closed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.checklists.answer_reading import read_day
from bot.checklists.attaching import Attaching
from bot.checklists.desks import RunDesks
from bot.checklists.evidence_desk import Shown
from bot.checklists.finding_desk import CorrectiveAction
from bot.checklists.form_steps import FormSteps
from bot.checklists.item_steps import ItemSteps
from bot.checklists.reporting.making import FORMATS
from bot.checklists.rights import only_in
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import (
    BOARD,
    button,
    item_field,
    missing_card,
    note,
    person_field,
    progress_card,
    report_card,
    section_field,
)
from bot.checklists.trouble import Incomplete, UnreadableAnswer
from bot.checklists.turn import Turn, told
from bot.conversation.card import Button, Card, Field, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.mention import of_person
from indexer.checklist import Text

_Step = Callable[[ChecklistRun, Press, Turn], Told]


@dataclass(frozen=True)
class RunSteps:
    """Over the desks of runs and the steps of their items."""

    desks: RunDesks
    items: ItemSteps
    forms: FormSteps

    def knows(self, name: str) -> bool:
        """Whether a verb is about a whole run."""
        return name in self._steps()

    def do(self, name: str, press: Press, turn: Turn) -> Told:
        """The press's value begins with the run. Raises what the engine raises."""
        identity, *more = press.value.split("|")
        run = self.desks.book.seen_by(identity, turn.person.actor)
        done = self._steps()[name](run, press, turn)
        return replace(done, in_place=False) if BOARD in more else done

    def _steps(self) -> dict[str, _Step]:
        d, review, running = self.desks, self.desks.review, self.desks.running
        return {
            "show": lambda run, _, turn: self.items.standing(run, turn),
            "more": lambda run, _, turn: told(self._more(run, turn.language)),
            "progress": lambda run, _, turn: told(progress_card(d, run, turn.language)),
            "report": lambda run, _, turn: told(report_card(d, run, turn.language)),
            "review": lambda run, _, turn: told(self.items.review(run, turn)),
            "ask_review": self._ask_review,
            "speak": lambda run, press, turn: self.items.standing(run, replace(turn, language=_other(press))),
            **{f"report_{kind}": self._as_file(kind) for kind in FORMATS},
            "questionnaire": lambda run, _, turn: self.forms.questionnaire(run, turn),
            "evidence": lambda run, _, turn: self.forms.evidence(run, turn),
            "date": Attaching(d).date,
            "import": lambda _, __, turn: told(note("questionnaire.attach", turn.language)),
            "pause": lambda run, _, turn: self.items.standing(running.pause(run.id, turn.act).run, turn),
            "resume": lambda run, _, turn: self.items.standing(self._resumed(run, turn), turn),
            "assign": self._assign,
            "hand_over": self._hand_over,
            "remind": self._remind,
            "submit": lambda run, _, turn: self._submit(run, turn, despite=False),
            "submit_anyway": lambda run, _, turn: self._submit(run, turn, despite=True),
            "sign_off": lambda run, _, turn: self._signed(review.sign_off(run.id, turn.act).run, turn),
            "request_changes": self._request,
            "close": self._close,
            "find_form": lambda run, _, turn: told(self._find_form(run, turn.language)),
            "find": self._find,
            "finding": lambda run, press, turn: told(_finding_card(run, press.value.split("|")[1], turn.language)),
            "action": self._action,
            "prove": self._prove,
            "close_finding": self._close_finding,
        }

    def _as_file(self, kind: str) -> _Step:
        return lambda run, _, turn: self.forms.report(run, kind, turn)

    def _resumed(self, run: ChecklistRun, turn: Turn) -> ChecklistRun:
        return self.desks.running.resume(run.id, turn.act).run if run.paused else run

    def _more(self, run: ChecklistRun, language: str) -> Card:
        checklist = self.desks.book.checklist_of(run)
        names = (
            *("assign", "hand_over", "remind", "resume" if run.paused else "pause"),
            *("progress", "report", "questionnaire", "evidence", "submit"),
        )
        buttons = (*(button(name, run.id, language) for name in names), _speak(run, language))
        fields = (section_field(checklist, language), person_field(language))
        return Card(checklist.title.said(language), fields=fields, buttons=buttons, language=language)

    def _assign(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        person, section = self.items.talks.colleague_in(press.field("person")), press.field("section")
        after = self.desks.running.assign(run.id, section, person, turn.act).run
        title = next(s.title for s in self.desks.book.checklist_of(run).sections if s.id == section)
        return self._tell(after, person, "run_text.yours", turn, section=title)

    def _hand_over(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        person = self.items.talks.colleague_in(press.field("person"))
        return self._tell(self.desks.running.hand_over(run.id, person, turn.act).run, person, "run_text.led", turn)

    def _remind(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        self.desks.book.rights.only_lead(run, turn.person.actor)
        person = self.items.talks.colleague_in(press.field("person"))
        if person not in run.people:
            raise UnreadableAnswer("no_person")
        return self._tell(run, person, "run_text.remind", turn)

    def _ask_review(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        self.desks.book.rights.only_lead(run, turn.person.actor)
        only_in(run, "submitted")
        return self._tell(run, self.items.talks.colleague_in(press.field("person")), "run_text.please_review", turn)

    def _tell(self, run: ChecklistRun, person: str, key: str, turn: Turn, **values: Text) -> Told:
        """The colleague in private and in their own language, with the reason and a button to begin."""
        language = self._language_of(person, turn)
        title = self.desks.book.checklist_of(run).title.said(language)
        named = {name: value.said(language) for name, value in values.items()}
        text = say(key, language, person=of_person(turn.person.id), title=title, **named)
        name = "review" if run.state == "submitted" else "begin"
        begin = Button(say(f"run_label.{name}", language), "checklist.show", run.id, "primary")
        card = Card(title, text, buttons=(begin, _speak(run, language)), language=language)
        account = self.items.talks.reached(person)
        if account is None:
            words = f"checklist {'review ' if name == 'review' else ''}{run.id}"
            return told(note("run_text.tell_them", turn.language, person=of_person(person), words=words))
        return told(note("run_text.sent", turn.language, person=of_person(person)), turn.send(account, card))

    def _language_of(self, person: str, turn: Turn) -> str:
        """That of who writes, where nobody knows theirs: a button on the card gives the other."""
        return self.items.talks.language_of(person) or turn.language

    def _submit(self, run: ChecklistRun, turn: Turn, despite: bool) -> Told:
        try:
            after = self.desks.review.submit(run.id, turn.act, despite_unproven=despite).run
        except Incomplete:
            missing = self.desks.review.check(run)
            return told(missing_card(self.desks, run, missing, turn.language), in_place=True)
        return self.items.standing(after, turn)

    def _request(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        after = self.desks.review.request_changes(run.id, press.field("reason"), turn.act).run
        here, there = (self._requested(after, one) for one in (turn.language, self._language_of(run.lead, turn)))
        return told(here, turn.send(run.lead, there), in_place=True)

    def _requested(self, run: ChecklistRun, language: str) -> Card:
        words = say("run_text.requested", language, text=run.requested)
        go_on = Button(say("run_label.resume", language), "checklist.show", run.id, "primary")
        return Card(self.desks.book.checklist_of(run).title.said(language), words, buttons=(go_on,), language=language)

    def _signed(self, run: ChecklistRun, turn: Turn) -> Told:
        if run.state != "signed_off":
            return told(self.items.review(run, turn), in_place=True)
        here, there = (report_card(self.desks, run, one) for one in (turn.language, self._language_of(run.lead, turn)))
        sent = replace(there, files=(self.forms.files.report(run, "pdf", there.language),))
        return told(here, turn.send(run.lead, sent), in_place=True)

    def _close(self, run: ChecklistRun, _: Press, turn: Turn) -> Told:
        try:
            after = self.desks.review.close(run.id, turn.act).run
        except Incomplete:
            return told(note("run_text.open_findings", turn.language))
        return told(report_card(self.desks, after, turn.language), in_place=True)

    def _find_form(self, run: ChecklistRun, language: str) -> Card:
        checklist = self.desks.book.checklist_of(run)
        text = Field("finding", say("run_label.finding", language), "long_text")
        fields = (item_field(checklist.items, language), text)
        save = Button(say("run_label.save", language), "checklist.find", run.id, "primary")
        return Card(say("run_label.find", language), fields=fields, buttons=(save,), language=language)

    def _find(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        after = self.desks.findings.find(run.id, press.field("item"), press.field("finding"), turn.act).run
        return told(_finding_card(after, after.findings[-1].id, turn.language))

    def _action(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        finding, due = press.value.split("|")[1], read_day(press.field("due"), turn.language)
        action = CorrectiveAction(press.field("action"), self.items.talks.colleague_in(press.field("owner")), due)
        after = self.desks.findings.set_action(run.id, finding, action, turn.act).run
        here, there = (_finding_card(after, finding, one) for one in (turn.language, self._language_of(action.owner, turn)))
        return told(here, turn.send(action.owner, there))

    def _prove(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        finding = run.finding(press.value.split("|")[1])
        if finding is None:
            raise UnreadableAnswer("no_finding")
        shown = Shown(run.id, finding.item, finding.id)
        after = self.desks.evidence.attach_note(shown, press.field("note"), turn.act).run
        return told(_finding_card(after, finding.id, turn.language))

    def _close_finding(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        try:
            after = self.desks.findings.close(run.id, press.value.split("|")[1], turn.act).run
        except Incomplete:
            return told(note("run_text.open_findings", turn.language))
        return told(report_card(self.desks, after, turn.language))


def _speak(run: ChecklistRun, language: str) -> Button:
    """The same in the other language."""
    return Button(say("run_label.speak", language), "checklist.speak", f"{run.id}|{'en' if language == 'vi' else 'vi'}")


def _other(press: Press) -> str:
    return "vi" if press.value.endswith("|vi") else "en"


def _finding_card(run: ChecklistRun, identity: str, language: str) -> Card:
    finding = run.finding(identity)
    if finding is None:
        raise UnreadableAnswer("no_finding")
    fields = (
        Field("action", say("run_label.action", language), "long_text", filled=(finding.action,) if finding.action else ()),
        Field("owner", say("run_label.owner", language), "person", hint=say("run_text.person_hint", language)),
        Field("due", say("run_label.due", language), "date"),
        Field("note", say("run_label.note", language), "long_text"),
    )
    value = f"{run.id}|{identity}"
    buttons = tuple(button(name, value, language) for name in ("action", "prove", "close_finding"))
    return Card(say("run_label.finding", language), finding.text, fields=fields, buttons=buttons, language=language)
