"""The ChecklistDesk leads people through checklists in chat; a question asked in the middle is left to the question desk."""

from dataclasses import replace

from bot.access.actor import NotAllowed
from bot.answering.guidance import LiveGuidance
from bot.checklists.boards import Boards
from bot.checklists.desks import RunDesks
from bot.checklists.form_steps import FormSteps
from bot.checklists.item_card import item_card, offered_answers
from bot.checklists.item_steps import ItemSteps
from bot.checklists.onboarding import Onboarded
from bot.checklists.placing import placed
from bot.checklists.reporting.making import Reporter
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import note, progress_card
from bot.checklists.run_desk import Asked
from bot.checklists.run_files import RunFiles
from bot.checklists.run_steps import RunSteps
from bot.checklists.saying import Command, Moved, command, is_question, move
from bot.checklists.starting import Starting
from bot.checklists.talks import Talks
from bot.checklists.trouble import StaleStep, UnknownRun, UnreadableAnswer
from bot.checklists.turn import Turn, of_message, of_press, told
from bot.conversation.card import Card, MadeFile, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.message import Message, Person
from bot.store.focus_record import Focus
from bot.suppliers.register import SupplierRegister

# What is wrong with an answer that is none of those offered.
_CHOOSING = ("no_option", "one_only", "no_step")
_RUN_MOVES = ("pause", "resume", "submit", "progress", "more")


class ChecklistDesk:
    """A GuidedDesk. Methods raise BrokenSnapshot, StoreUnavailable."""

    name = "checklist"

    def __init__(self, desks: RunDesks, talks: Talks, register: SupplierRegister, guidance: LiveGuidance) -> None:
        self._desks = desks
        self._talks = talks
        self._boards = Boards(desks, talks.boards)
        self._starting = Starting(desks, register, guidance)
        self._items = ItemSteps(desks, talks, self._boards, guidance)
        self._files = RunFiles(desks, Reporter(desks.book, desks.forms.subject, guidance))
        self._forms = FormSteps(desks, self._files)
        self._runs = RunSteps(desks, self._items, self._forms)

    def said(self, message: Message) -> Told | None:
        """None for what is neither a command nor the answer to what was last asked here."""
        found = command(message.text)
        turn = of_message(message, found.language if found else "en")
        focus = self._talks.focus(turn)
        if focus is not None:
            turn = of_message(message, found.language if found else focus.language)
        if found is not None:
            if message.attachments and found.verb in ("import", "show"):
                taken = self._returned(found.run, message, turn)
                return self._placed(taken or told(_unreadable(UnreadableAnswer("form_unknown"), turn)), found.run, turn)
            return self._commanded(found, focus, turn)
        if message.attachments and (focus is not None or not message.text.strip()):
            returned = self._returned(focus.run if focus else "", message, turn)
            if returned is not None:
                return self._placed(returned, focus.run if focus else "", turn)
        if focus is None:
            return None
        answered = self._answered(message, focus, turn)
        return None if answered is None else self._placed(answered, focus.run, turn)

    def asked_here(self, message: Message) -> Told | None:
        """What is asked in a conversation, once more; None where nothing is."""
        turn = of_message(message, "en")
        focus = self._talks.focus(turn)
        if focus is None or not focus.item:
            return None
        return self.pressed(_pressing("show", focus.run, of_message(message, focus.language)))

    def made(self, value: str, person: Person) -> MadeFile | None:
        """A file of a run for somebody; None where it is not for them."""
        return self._files.made(value, person.actor)

    def _returned(self, run: str, message: Message, turn: Turn) -> Told | None:
        """A questionnaire that came back; one that cannot be taken gets one sentence and changes nothing."""
        try:
            return self._forms.returned(run, message.attachments, turn)
        except NotAllowed:
            return _refused(turn)
        except StaleStep as stale:
            return self._stale(run, stale, turn)
        except UnknownRun:
            return told(note("run_text.gone", turn.language))
        except UnreadableAnswer as error:
            return told(_unreadable(error, turn))

    def pressed(self, press: Press) -> Told:
        """What a button does; one that this desk never made, or whose value was tampered with, leads nowhere."""
        turn = of_press(press)
        if press.language is None and (focus := self._talks.focus(turn)):
            turn = replace(turn, language=focus.language)
        return self._placed(self._done(press, turn), press.value.split("|")[0], turn)

    def _placed(self, told: Told, run: str, turn: Turn) -> Told:
        """Where it may be read; and wherever the progress of the run is shown, as it is now."""
        news = self._boards.news(run, turn)
        return placed(replace(told, elsewhere=(*told.elsewhere, *news)), turn)

    def _done(self, press: Press, turn: Turn) -> Told:
        try:
            return self._work(press.verb.partition(".")[2], press, turn)
        except NotAllowed:
            return _refused(turn)
        except StaleStep as stale:
            return self._stale(press.value.split("|")[0], stale, turn)
        except UnreadableAnswer as error:
            return self._again(press, error, turn)
        except (UnknownRun, KeyError, ValueError):
            return told(note("run_text.gone", turn.language))

    def _work(self, name: str, press: Press, turn: Turn) -> Told:
        if name == "start":
            return told(self._starting.card(press.value, Onboarded(), turn))
        if name == "begin":
            return self._begun(self._starting.begin(press, turn), turn)
        if self._runs.knows(name):
            done = self._runs.do(name, press, turn)
            if name == "progress":
                self._boards.told(self._desks.book.get(press.value.split("|")[0]), turn)
            return done
        return self._items.pressed(press, turn)

    def _begun(self, run: ChecklistRun, turn: Turn) -> Told:
        """The first question; where others read along, how far it has come."""
        first = self._items.standing(run, turn)
        if turn.company == "alone":
            return first
        self._boards.told(run, turn)
        board = _with(say("run_text.alone", turn.language), progress_card(self._desks, run, turn.language))
        return Told((board, *first.cards), in_place=True)

    def _commanded(self, found: Command, focus: Focus | None, turn: Turn) -> Told | None:
        try:
            return self._obeyed(found, focus, turn)
        except NotAllowed:
            return _refused(turn)

    def _obeyed(self, found: Command, focus: Focus | None, turn: Turn) -> Told | None:
        if found.verb == "list":
            return placed(told(self._starting.list(turn)), turn)
        if found.verb in ("start", "onboard"):
            return placed(told(self._starting.asked_for(found, turn)), turn)
        identity = found.run or (focus.run if focus else "")
        if not identity or self._desks.book.records.summary(identity) is None:
            return None if found.verb == "show" else placed(told(note("run_text.gone", turn.language)), turn)
        return self.pressed(_pressing(found.verb, identity, turn))

    def _answered(self, message: Message, focus: Focus, turn: Turn) -> Told | None:
        asked = Asked(focus.run, focus.item)
        try:
            if message.attachments:
                return self._items.attach(asked, message.attachments, turn)
            moved = move(message.text)
            if moved is not None:
                return self._moved(moved, focus, turn)
            if is_question(message.text) and self._is_text(asked):
                return None
            if self._items.is_late(focus, turn):
                return self._late(focus, turn)
            return self._items.answer(asked, (message.text,), turn)
        except NotAllowed:
            return _refused(turn)
        except UnknownRun:
            return None
        except StaleStep as stale:
            return self._stale(focus.run, stale, turn)
        except UnreadableAnswer as error:
            return None if is_question(message.text) else told(self._misread(asked, error, turn))

    def _misread(self, asked: Asked, error: UnreadableAnswer, turn: Turn) -> Card:
        """What was wrong, and what can be answered where there is a choice."""
        said = _unreadable(error, turn)
        item = self._desks.book.checklist_of(self._desks.book.get(asked.run)).item(asked.item)
        answers = offered_answers(item, turn.language) if error.why in _CHOOSING else ""
        return replace(said, text=f"{said.text} {answers}") if answers else said

    def _moved(self, moved: Moved, focus: Focus, turn: Turn) -> Told:
        if moved.move in _RUN_MOVES:
            return self._work(moved.move, _pressing(moved.move, focus.run, turn), turn)
        if moved.move in ("skip", "not_applicable") and self._items.is_late(focus, turn):
            return self._late(focus, turn)
        return self._items.moved(moved, Asked(focus.run, focus.item), turn)

    def _late(self, focus: Focus, turn: Turn) -> Told:
        """The question was answered meanwhile, here or by somebody else: nothing is changed, the next one is asked."""
        run = self._desks.book.seen_by(focus.run, turn.person.actor)
        return self._items.standing(run, turn, say("run_text.answered_since", turn.language))

    def _is_text(self, asked: Asked) -> bool:
        return self._desks.book.checklist_of(self._desks.book.get(asked.run)).item(asked.item).kind == "text"

    def _stale(self, identity: str, stale: StaleStep, turn: Turn) -> Told:
        if stale.state in ("paused", "closed"):
            key = "run_text.paused" if stale.state == "paused" else "run_text.closed"
            return told(note(key, turn.language))
        run = self._desks.book.seen_by(identity, turn.person.actor)
        return told(_with(say("run_text.moved_on", turn.language), progress_card(self._desks, run, turn.language)))

    def _again(self, press: Press, error: UnreadableAnswer, turn: Turn) -> Told:
        """The same question with what was wrong; for anything else that sentence alone."""
        parts = press.value.split("|")
        problem = say(f"unreadable.{error.why}", turn.language, **error.values)
        if len(parts) < 4 or error.why == "no_item":
            return told(Card("", problem, language=turn.language))
        run: ChecklistRun = self._desks.book.get(parts[0])
        item = self._desks.book.checklist_of(run).item(parts[1])
        return told(item_card(self._desks.book, run, item, turn.language, problem), in_place=True)


def _unreadable(error: UnreadableAnswer, turn: Turn) -> Card:
    return Card("", say(f"unreadable.{error.why}", turn.language, **error.values), language=turn.language)


def _pressing(verb: str, run: str, turn: Turn) -> Press:
    """The press that a plain sentence stands for."""
    return Press(f"checklist.{verb}", run, turn.person, turn.conversation, turn.key, language=turn.language, company=turn.company)


def _refused(turn: Turn) -> Told:
    return Told((note("run_text.refused", turn.language),), private=True)


def _with(words: str, card: Card) -> Card:
    return Card(card.title, f"{words}\n\n{card.text}", card.facts, buttons=card.buttons, name=card.name, language=card.language)
