"""What is done to a whole run: shown, paused, reported, submitted, reviewed, closed."""

from dataclasses import dataclass, replace

from bot.checklists.attaching import Attaching
from bot.checklists.colleague_steps import ColleagueSteps, other_language
from bot.checklists.desks import RunDesks
from bot.checklists.finding_steps import FindingSteps
from bot.checklists.form_steps import FormSteps
from bot.checklists.item_steps import ItemSteps
from bot.checklists.reporting.making import FORMATS
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import (
    BOARD,
    button,
    missing_card,
    note,
    person_field,
    progress_card,
    report_card,
    section_field,
)
from bot.checklists.trouble import Incomplete
from bot.checklists.turn import Step, Turn, told
from bot.conversation.card import Button, Card, Press, Told
from bot.conversation.catalogue import say


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

    def _steps(self) -> dict[str, Step]:
        d, review, running = self.desks, self.desks.review, self.desks.running
        return {
            "show": lambda run, _, turn: self.items.standing(run, turn),
            "more": lambda run, _, turn: told(self._more(run, turn.language)),
            "progress": lambda run, _, turn: told(progress_card(d, run, turn.language)),
            "report": lambda run, _, turn: told(report_card(d, run, turn.language)),
            "review": lambda run, _, turn: told(self.items.review(run, turn)),
            "speak": lambda run, press, turn: self.items.standing(run, replace(turn, language=_other(press))),
            **ColleagueSteps(d, self.items.talks).by_name(),
            **FindingSteps(d, self.items.talks).by_name(),
            **{f"report_{kind}": self._as_file(kind) for kind in FORMATS},
            "questionnaire": lambda run, _, turn: self.forms.questionnaire(run, turn),
            "evidence": lambda run, _, turn: self.forms.evidence(run, turn),
            "date": Attaching(d).date,
            "import": lambda _, __, turn: told(note("questionnaire.attach", turn.language)),
            "pause": lambda run, _, turn: self.items.standing(running.pause(run.id, turn.act).run, turn),
            "resume": lambda run, _, turn: self.items.standing(self._resumed(run, turn), turn),
            "submit": lambda run, _, turn: self._submit(run, turn, despite=False),
            "submit_anyway": lambda run, _, turn: self._submit(run, turn, despite=True),
            "sign_off": lambda run, _, turn: self._signed(review.sign_off(run.id, turn.act).run, turn),
            "request_changes": self._request,
            "close": self._close,
        }

    def _as_file(self, kind: str) -> Step:
        return lambda run, _, turn: self.forms.report(run, kind, turn)

    def _resumed(self, run: ChecklistRun, turn: Turn) -> ChecklistRun:
        return self.desks.running.resume(run.id, turn.act).run if run.paused else run

    def _more(self, run: ChecklistRun, language: str) -> Card:
        checklist = self.desks.book.checklist_of(run)
        names = (
            *("assign", "hand_over", "remind", "resume" if run.paused else "pause"),
            *("progress", "report", "questionnaire", "evidence", "submit"),
        )
        buttons = (*(button(name, run.id, language) for name in names), other_language(run, language))
        fields = (section_field(checklist, language), person_field(language))
        return Card(checklist.title.said(language), fields=fields, buttons=buttons, language=language)

    def _language_of_lead(self, run: ChecklistRun, turn: Turn) -> str:
        """That of who writes, where nobody knows theirs: a button on the card gives the other."""
        return self.items.talks.language_of(run.lead) or turn.language

    def _submit(self, run: ChecklistRun, turn: Turn, despite: bool) -> Told:
        try:
            after = self.desks.review.submit(run.id, turn.act, despite_unproven=despite).run
        except Incomplete:
            missing = self.desks.review.check(run)
            return told(missing_card(self.desks, run, missing, turn.language), in_place=True)
        return self.items.standing(after, turn)

    def _request(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        after = self.desks.review.request_changes(run.id, press.field("reason"), turn.act).run
        here, there = (self._requested(after, one) for one in (turn.language, self._language_of_lead(run, turn)))
        return told(here, turn.send(run.lead, there), in_place=True)

    def _requested(self, run: ChecklistRun, language: str) -> Card:
        words = say("run_text.requested", language, text=run.requested)
        go_on = Button(say("run_label.resume", language), "checklist.show", run.id, "primary")
        return Card(self.desks.book.checklist_of(run).title.said(language), words, buttons=(go_on,), language=language)

    def _signed(self, run: ChecklistRun, turn: Turn) -> Told:
        if run.state != "signed_off":
            return told(self.items.review(run, turn), in_place=True)
        here, there = (report_card(self.desks, run, one) for one in (turn.language, self._language_of_lead(run, turn)))
        sent = replace(there, files=(self.forms.files.report(run, "pdf", there.language),))
        return told(here, turn.send(run.lead, sent), in_place=True)

    def _close(self, run: ChecklistRun, _: Press, turn: Turn) -> Told:
        try:
            after = self.desks.review.close(run.id, turn.act).run
        except Incomplete:
            return told(note("run_text.open_findings", turn.language))
        return told(report_card(self.desks, after, turn.language), in_place=True)


def _other(press: Press) -> str:
    return "vi" if press.value.endswith("|vi") else "en"
