"""What is said where something cannot be done: one plain sentence, or where things stand; nothing is changed."""

from dataclasses import dataclass, replace

from bot.checklists.desks import RunDesks
from bot.checklists.item_card import item_card, offered_answers
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import note, progress_card
from bot.checklists.run_desk import Asked
from bot.checklists.trouble import StaleStep, UnreadableAnswer
from bot.checklists.turn import Turn, told
from bot.conversation.card import Card, Press, Told
from bot.conversation.catalogue import say

# What is wrong with an answer that is none of those offered.
_CHOOSING = ("no_option", "one_only", "no_step")


@dataclass(frozen=True)
class Setbacks:
    """Over the desks of runs."""

    desks: RunDesks

    def stale(self, identity: str, stale: StaleStep, turn: Turn) -> Told:
        """The run is not, or no longer, in a state for this."""
        if stale.state in ("paused", "closed"):
            key = "run_text.paused" if stale.state == "paused" else "run_text.closed"
            return told(note(key, turn.language))
        run = self.desks.book.seen_by(identity, turn.person.actor)
        return told(under(say("run_text.moved_on", turn.language), progress_card(self.desks, run, turn.language)))

    def again(self, press: Press, error: UnreadableAnswer, turn: Turn) -> Told:
        """The same question with what was wrong; for anything else that sentence alone."""
        parts = press.value.split("|")
        if len(parts) < 4 or error.why == "no_item":
            return told(unreadable(error, turn))
        run: ChecklistRun = self.desks.book.get(parts[0])
        item = self.desks.book.checklist_of(run).item(parts[1])
        return told(item_card(self.desks.book, run, item, turn.language, unreadable(error, turn).text), in_place=True)

    def misread(self, asked: Asked, error: UnreadableAnswer, turn: Turn) -> Card:
        """What was wrong with a plain sentence, and what can be answered where there is a choice."""
        said = unreadable(error, turn)
        item = self.desks.book.checklist_of(self.desks.book.get(asked.run)).item(asked.item)
        answers = offered_answers(item, turn.language) if error.why in _CHOOSING else ""
        return replace(said, text=f"{said.text} {answers}") if answers else said


def unreadable(error: UnreadableAnswer, turn: Turn) -> Card:
    """Why something was not taken."""
    return Card("", say(f"unreadable.{error.why}", turn.language, **error.values), language=turn.language)


def refused(turn: Turn) -> Told:
    """For who asked alone."""
    return Told((note("run_text.refused", turn.language),), private=True)


def under(words: str, card: Card) -> Card:
    """A card with a sentence above its text."""
    return replace(card, text=f"{words}\n\n{card.text}", fields=(), files=())
