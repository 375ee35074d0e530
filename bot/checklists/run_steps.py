"""What is done to a whole run: led by several, submitted, reviewed, followed up, closed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.checklists.answer_reading import read_day
from bot.checklists.attaching import Attaching
from bot.checklists.desks import RunDesks
from bot.checklists.evidence_desk import Shown
from bot.checklists.finding_desk import CorrectiveAction
from bot.checklists.form_steps import KINDS, FormSteps
from bot.checklists.item_steps import ItemSteps
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import (
    button,
    item_field,
    missing_card,
    note,
    progress_card,
    report_card,
    review_card,
    section_field,
)
from bot.checklists.trouble import Incomplete, UnreadableAnswer
from bot.checklists.turn import Turn, person_in, told
from bot.conversation.card import Button, Card, Field, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.mention import of_person

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
        run = self.desks.book.seen_by(press.value.split("|")[0], turn.person.actor)
        return self._steps()[name](run, press, turn)

    def _steps(self) -> dict[str, _Step]:
        d, review, running = self.desks, self.desks.review, self.desks.running
        return {
            "show": lambda run, _, turn: self.items.standing(run, turn),
            "more": lambda run, _, turn: told(self._more(run, turn.language)),
            "progress": lambda run, _, turn: told(progress_card(d, run, turn.language)),
            "report": lambda run, _, turn: told(report_card(d, run, turn.language)),
            **{f"report_{kind}": self._as_file(kind) for kind in KINDS},
            "questionnaire": lambda run, _, turn: self.forms.questionnaire(run, turn),
            "evidence": lambda run, _, turn: self.forms.evidence(run, turn),
            "date": Attaching(d).date,
            "import": lambda _, __, turn: told(note("questionnaire.attach", turn.language)),
            "review": lambda run, _, turn: told(review_card(d, run, turn.language)),
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
        person = Field("person", say("run_label.person", language), hint=say("run_text.person_hint", language))
        rest = "resume" if run.paused else "pause"
        names = ("assign", "hand_over", "remind", rest, "progress", "report", "questionnaire", "evidence", "submit")
        buttons = tuple(button(name, run.id, language) for name in names)
        return Card(checklist.title.said(language), fields=(section_field(checklist, language), person), buttons=buttons)

    def _assign(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        person, section = person_in(press.field("person")), press.field("section")
        after = self.desks.running.assign(run.id, section, person, turn.act).run
        title = next(s.title for s in self.desks.book.checklist_of(run).sections if s.id == section)
        return self._tell(after, person, "run_text.yours", turn, section=title.said(turn.language))

    def _hand_over(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        person = person_in(press.field("person"))
        return self._tell(self.desks.running.hand_over(run.id, person, turn.act).run, person, "run_text.led", turn)

    def _remind(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        self.desks.book.rights.only_lead(run, turn.person.actor)
        person = person_in(press.field("person"))
        if person not in run.people:
            raise UnreadableAnswer("no_person")
        return self._tell(run, person, "run_text.remind", turn)

    def _tell(self, run: ChecklistRun, person: str, key: str, turn: Turn, **values: str) -> Told:
        """The colleague in private, with the reason and a button to begin."""
        language = turn.language
        title = self.desks.book.checklist_of(run).title.said(language)
        text = say(key, language, person=of_person(turn.person.id), title=title, **values)
        begin = Button(say("run_label.begin", language), "checklist.show", run.id, "primary")
        card = Card(title, text, buttons=(begin,), language=language)
        return told(note("run_text.sent", language, person=of_person(person)), turn.send(person, card))

    def _submit(self, run: ChecklistRun, turn: Turn, despite: bool) -> Told:
        try:
            after = self.desks.review.submit(run.id, turn.act, despite_unproven=despite).run
        except Incomplete:
            missing = self.desks.review.check(run)
            return told(missing_card(self.desks, run, missing, turn.language), in_place=True)
        return self.items.standing(after, turn)

    def _request(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        after = self.desks.review.request_changes(run.id, press.field("reason"), turn.act).run
        words = say("run_text.requested", turn.language, text=after.requested)
        go_on = Button(say("run_label.resume", turn.language), "checklist.show", run.id, "primary")
        card = Card(self.desks.book.checklist_of(run).title.said(turn.language), words, buttons=(go_on,), language=turn.language)
        return told(card, turn.send(run.lead, card), in_place=True)

    def _signed(self, run: ChecklistRun, turn: Turn) -> Told:
        if run.state != "signed_off":
            return told(review_card(self.desks, run, turn.language), in_place=True)
        card = report_card(self.desks, run, turn.language)
        sent = replace(card, files=(self.forms.files.report(run, "pdf", turn.language),))
        return told(card, turn.send(run.lead, sent), in_place=True)

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
        action = CorrectiveAction(press.field("action"), person_in(press.field("owner")), due)
        after = self.desks.findings.set_action(run.id, finding, action, turn.act).run
        card = _finding_card(after, finding, turn.language)
        return told(card, turn.send(action.owner, card))

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


def _finding_card(run: ChecklistRun, identity: str, language: str) -> Card:
    finding = run.finding(identity)
    if finding is None:
        raise UnreadableAnswer("no_finding")
    fields = (
        Field("action", say("run_label.action", language), "long_text", filled=(finding.action,) if finding.action else ()),
        Field("owner", say("run_label.owner", language), hint=say("run_text.person_hint", language)),
        Field("due", say("run_label.due", language), "date"),
        Field("note", say("run_label.note", language), "long_text"),
    )
    value = f"{run.id}|{identity}"
    buttons = tuple(button(name, value, language) for name in ("action", "prove", "close_finding"))
    return Card(say("run_label.finding", language), finding.text, fields=fields, buttons=buttons, language=language)
