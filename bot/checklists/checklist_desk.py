"""The ChecklistDesk leads people through checklists in chat; a question asked in the middle is left to the question desk."""

from dataclasses import replace

from bot.access.actor import NotAllowed
from bot.answering.guidance import LiveGuidance
from bot.checklists.boards import Boards
from bot.checklists.desks import RunDesks
from bot.checklists.form_steps import FormSteps
from bot.checklists.item_steps import ItemSteps
from bot.checklists.onboarding import Onboarded
from bot.checklists.placing import placed
from bot.checklists.replying import Replying
from bot.checklists.reporting.making import Reporter
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import note, progress_card
from bot.checklists.run_files import RunFiles
from bot.checklists.run_steps import RunSteps
from bot.checklists.saying import Command, command
from bot.checklists.setbacks import Setbacks, refused, under, unreadable
from bot.checklists.starting import Starting
from bot.checklists.talks import Talks
from bot.checklists.trouble import StaleStep, UnknownRun, UnreadableAnswer
from bot.checklists.turn import Turn, of_message, of_press, told
from bot.conversation.card import MadeFile, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.message import Message, Person
from bot.store.focus_record import Focus
from bot.suppliers.register import SupplierRegister


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
        self._setbacks = Setbacks(desks)
        self._replying = Replying(desks, self._items, self._setbacks, self._moved)

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
                return self._placed(taken or told(unreadable(UnreadableAnswer("form_unknown"), turn)), found.run, turn)
            return self._commanded(found, focus, turn)
        if message.attachments and (focus is not None or not message.text.strip()):
            returned = self._returned(focus.run if focus else "", message, turn)
            if returned is not None:
                return self._placed(returned, focus.run if focus else "", turn)
        if focus is None:
            return None
        answered = self._replying.replied(message, focus, turn)
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
            return refused(turn)
        except StaleStep as stale:
            return self._setbacks.stale(run, stale, turn)
        except UnknownRun:
            return told(note("run_text.gone", turn.language))
        except UnreadableAnswer as error:
            return told(unreadable(error, turn))

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
            return refused(turn)
        except StaleStep as stale:
            return self._setbacks.stale(press.value.split("|")[0], stale, turn)
        except UnreadableAnswer as error:
            return self._setbacks.again(press, error, turn)
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

    def _moved(self, name: str, run: str, turn: Turn) -> Told:
        return self._work(name, _pressing(name, run, turn), turn)

    def _begun(self, run: ChecklistRun, turn: Turn) -> Told:
        """The first question; where others read along, how far it has come."""
        first = self._items.standing(run, turn)
        if turn.company == "alone":
            return first
        self._boards.told(run, turn)
        board = under(say("run_text.alone", turn.language), progress_card(self._desks, run, turn.language))
        return Told((board, *first.cards), in_place=True)

    def _commanded(self, found: Command, focus: Focus | None, turn: Turn) -> Told | None:
        try:
            return self._obeyed(found, focus, turn)
        except NotAllowed:
            return refused(turn)

    def _obeyed(self, found: Command, focus: Focus | None, turn: Turn) -> Told | None:
        if found.verb == "list":
            return placed(told(self._starting.list(turn)), turn)
        if found.verb in ("start", "onboard"):
            return placed(told(self._starting.asked_for(found, turn)), turn)
        identity = found.run or (focus.run if focus else "")
        if not identity or self._desks.book.records.summary(identity) is None:
            return None if found.verb == "show" else placed(told(note("run_text.gone", turn.language)), turn)
        return self.pressed(_pressing(found.verb, identity, turn))


def _pressing(verb: str, run: str, turn: Turn) -> Press:
    """The press that a plain sentence stands for."""
    return Press(f"checklist.{verb}", run, turn.person, turn.conversation, turn.key, language=turn.language, company=turn.company)
