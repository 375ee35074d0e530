"""A plain sentence to what was asked last: an answer, a move, a file; a question of one's own is left to the question desk."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.access.actor import NotAllowed
from bot.checklists.desks import RunDesks
from bot.checklists.item_steps import ItemSteps
from bot.checklists.run_desk import Asked
from bot.checklists.saying import Move, Moved, is_question, move
from bot.checklists.setbacks import Setbacks, refused
from bot.checklists.trouble import StaleStep, UnknownRun, UnreadableAnswer
from bot.checklists.turn import Turn, told
from bot.conversation.card import Told
from bot.conversation.catalogue import say
from bot.conversation.message import Message
from bot.store.focus_record import Focus

# Moves that are about the whole run.
_RUN_MOVES: tuple[Move, ...] = ("pause", "resume", "submit", "progress", "more")


@dataclass(frozen=True)
class Replying:
    """Over the desks of runs and the steps of items; `press` does for a whole run, by its id, what a button would."""

    desks: RunDesks
    items: ItemSteps
    setbacks: Setbacks
    press: Callable[[Move, str, Turn], Told]

    def replied(self, message: Message, focus: Focus, turn: Turn) -> Told | None:
        """None for what is no reply to it."""
        asked = Asked(focus.run, focus.item)
        try:
            return self._taken(message, focus, asked, turn)
        except NotAllowed:
            return refused(turn)
        except UnknownRun:
            return None
        except StaleStep as stale:
            return self.setbacks.stale(focus.run, stale, turn)
        except UnreadableAnswer as error:
            return None if is_question(message.text) else told(self.setbacks.misread(asked, error, turn))

    def _taken(self, message: Message, focus: Focus, asked: Asked, turn: Turn) -> Told | None:
        if message.attachments:
            return self.items.attach(asked, message.attachments, turn)
        moved = move(message.text)
        if moved is not None:
            return self._moved(moved, focus, asked, turn)
        if is_question(message.text) and self._is_text(asked):
            return None
        if self.items.is_late(focus, turn):
            return self._late(focus, turn)
        return self.items.answer(asked, (message.text,), turn)

    def _moved(self, moved: Moved, focus: Focus, asked: Asked, turn: Turn) -> Told:
        if moved.move in _RUN_MOVES:
            return self.press(moved.move, focus.run, turn)
        if moved.move in ("skip", "not_applicable") and self.items.is_late(focus, turn):
            return self._late(focus, turn)
        return self.items.moved(moved, asked, turn)

    def _late(self, focus: Focus, turn: Turn) -> Told:
        """The question was answered meanwhile, here or by somebody else: nothing is changed, the next one is asked."""
        run = self.desks.book.seen_by(focus.run, turn.person.actor)
        return self.items.standing(run, turn, say("run_text.answered_since", turn.language))

    def _is_text(self, asked: Asked) -> bool:
        return self.desks.book.checklist_of(self.desks.book.get(asked.run)).item(asked.item).kind == "text"
