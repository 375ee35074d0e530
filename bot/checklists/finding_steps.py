"""What is done to the findings of a run: noted, given to somebody with a day, shown to be mended, closed by another person."""

from dataclasses import dataclass

from bot.checklists.answer_reading import read_day
from bot.checklists.desks import RunDesks
from bot.checklists.evidence_desk import Shown
from bot.checklists.finding_desk import CorrectiveAction
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import button, item_field, note, report_card
from bot.checklists.talks import Talks
from bot.checklists.trouble import Incomplete, UnreadableAnswer
from bot.checklists.turn import Step, Turn, told
from bot.conversation.card import Button, Card, Field, Press, Told
from bot.conversation.catalogue import say


@dataclass(frozen=True)
class FindingSteps:
    """Over the desks of runs and the talks about them."""

    desks: RunDesks
    talks: Talks

    def by_name(self) -> dict[str, Step]:
        """The steps by their verbs."""
        return {
            "find_form": lambda run, _, turn: told(self._find_form(run, turn.language)),
            "find": self._find,
            "finding": lambda run, press, turn: told(_finding_card(run, press.value.split("|")[1], turn.language)),
            "action": self._action,
            "prove": self._prove,
            "close_finding": self._close_finding,
        }

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
        action = CorrectiveAction(press.field("action"), self.talks.colleague_in(press.field("owner")), due)
        after = self.desks.findings.set_action(run.id, finding, action, turn.act).run
        languages = (turn.language, self.talks.language_of(action.owner) or turn.language)
        here, there = (_finding_card(after, finding, one) for one in languages)
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
