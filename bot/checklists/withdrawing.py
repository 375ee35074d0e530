"""Evidence attached by mistake is taken back, by whoever attached it or by the lead, who are asked once more before."""

from dataclasses import dataclass

from bot.checklists.desks import RunDesks
from bot.checklists.item_card import pressed_value
from bot.checklists.run import ChecklistRun, Evidence
from bot.checklists.run_cards import note
from bot.checklists.trouble import UnreadableAnswer
from bot.checklists.turn import Turn
from bot.conversation.card import Button, Card, Field, Option
from bot.conversation.catalogue import day, say
from indexer.checklist import ChecklistItem
from indexer.text import fold


@dataclass(frozen=True)
class Withdrawing:
    """Over the desks of runs."""

    desks: RunDesks

    def form(self, run: ChecklistRun, item: ChecklistItem, named: str, turn: Turn) -> Card:
        """What may be withdrawn, with `named` chosen where that is one of it, and the button that does it."""
        language = turn.language
        mine = [one for one in run.evidence_of(item.id) if self.desks.evidence.may_withdraw(run, one, turn.person.actor)]
        if not mine:
            return note("run_text.none_yours" if run.evidence_of(item.id) else "run_text.none_attached", language)
        options = tuple(Option(one.id, _called(one, language)) for one in mine)
        chosen = (
            [one.id for one in mine if named and fold(named) in fold(one.name or one.text)] if len(mine) > 1 else [mine[0].id]
        )
        filled = tuple(chosen) if len(chosen) == 1 else ()
        field = Field("evidence", say("run_label.evidence_piece", language), "menu", options, filled)
        value = pressed_value(run, item)
        done = Button(say("run_label.withdraw", language), "checklist.withdraw", value, "danger")
        stay = Button(say("run_label.resume", language), "checklist.show", run.id)
        text = say("run_text.withdraw", language)
        return Card(item.ask.said(language), text, fields=(field,), buttons=(done, stay), language=language)

    def done(self, run: ChecklistRun, item: ChecklistItem, evidence: str, turn: Turn) -> tuple[ChecklistRun, str]:
        """The run without it, and word of that. Raises NotAllowed, StaleStep, UnreadableAnswer."""
        one = next((one for one in run.evidence if one.id == evidence and one.item == item.id), None)
        if one is None:
            raise UnreadableAnswer("no_evidence")
        after = self.desks.evidence.withdraw(run.id, evidence, turn.act).run
        return after, say("run_text.withdrawn", turn.language, name=one.name or one.text)


def _called(one: Evidence, language: str) -> str:
    return f"{one.name or one.text} ({day(one.received_at.date(), language)})"
