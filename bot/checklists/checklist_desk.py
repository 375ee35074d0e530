"""The ChecklistDesk leads people through checklists in chat; a question asked in the middle is left to the question desk."""

from bot.access.actor import NotAllowed
from bot.answering.guidance import LiveGuidance
from bot.checklists.desks import RunDesks
from bot.checklists.form_steps import FormSteps
from bot.checklists.item_card import item_card
from bot.checklists.item_steps import ItemSteps
from bot.checklists.reporting.making import Reporter
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import list_card, note, progress_card
from bot.checklists.run_desk import Asked
from bot.checklists.run_files import RunFiles
from bot.checklists.run_steps import RunSteps
from bot.checklists.saying import Command, Moved, command, is_question, move
from bot.checklists.starting import Starting
from bot.checklists.trouble import StaleStep, UnknownRun, UnreadableAnswer
from bot.checklists.turn import Turn, of_message, of_press, told
from bot.conversation.card import Card, MadeFile, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.message import Message, Person
from bot.store.focus_record import Focus, FocusRecords
from bot.suppliers.register import SupplierRegister
from bot.suppliers.saying import Described, described
from indexer.checklist import Checklist
from indexer.text import fold

_GENERIC, _BY_COUNTRY = "supplier_dd", {"VN": "supplier_dd_vietnam"}
_RUN_MOVES = ("pause", "resume", "submit", "progress", "more")


class ChecklistDesk:
    """A GuidedDesk. Methods raise BrokenSnapshot, StoreUnavailable."""

    name = "checklist"

    def __init__(self, desks: RunDesks, focuses: FocusRecords, register: SupplierRegister, guidance: LiveGuidance) -> None:
        self._desks = desks
        self._focuses = focuses
        self._guidance = guidance
        self._starting = Starting(desks, register)
        self._items = ItemSteps(desks, focuses, guidance)
        self._files = RunFiles(desks, Reporter(desks.book, desks.forms.subject, guidance))
        self._forms = FormSteps(desks, self._files)
        self._runs = RunSteps(desks, self._items, self._forms)

    def said(self, message: Message) -> Told | None:
        """None for what is neither a command nor the answer to what was last asked here."""
        found = command(message.text)
        focus = self._focuses.get(message.conversation.key, message.person.id)
        if found is not None:
            turn = of_message(message, found.language)
            if message.attachments and found.verb in ("import", "show"):
                return self._returned(found.run, message, turn) or told(_unreadable(UnreadableAnswer("form_unknown"), turn))
            try:
                return self._commanded(found, focus, turn)
            except NotAllowed:
                return _refused(turn)
        if message.attachments and (focus is not None or not message.text.strip()):
            turn = of_message(message, focus.language if focus else "en")
            returned = self._returned(focus.run if focus else "", message, turn)
            if returned is not None:
                return returned
        return self._answered(message, focus) if focus is not None else None

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
        turn, name = of_press(press), press.verb.partition(".")[2]
        try:
            return self._work(name, press, turn)
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
            return told(self._starting.card(self._checklists()[press.value], Described(""), turn.person.actor, turn))
        if name == "begin":
            return self._items.standing(self._starting.begin(self._checklists()[press.value], press, turn), turn)
        if self._runs.knows(name):
            return self._runs.do(name, press, turn)
        return self._items.pressed(press, turn)

    def _commanded(self, found: Command, focus: Focus | None, turn: Turn) -> Told | None:
        if found.verb == "list":
            return told(self._list(turn))
        if found.verb in ("start", "onboard"):
            return told(self._to_start(found, turn))
        identity = found.run or (focus.run if focus else "")
        if not identity or self._desks.book.records.summary(identity) is None:
            return None if found.verb == "show" else told(note("run_text.gone", turn.language))
        return self.pressed(
            Press(
                f"checklist.{found.verb}",
                identity,
                turn.person,
                turn.conversation,
                turn.key,
                language=turn.language,
                company=turn.company,
            )
        )

    def _answered(self, message: Message, focus: Focus) -> Told | None:
        turn, asked = of_message(message, focus.language), Asked(focus.run, focus.item)
        try:
            if message.attachments:
                return self._items.attach(asked, message.attachments, turn)
            moved = move(message.text)
            if moved is not None:
                return self._moved(moved, asked, turn)
            if is_question(message.text) and self._is_text(asked):
                return None
            return self._items.answer(asked, (message.text,), turn)
        except NotAllowed:
            return _refused(turn)
        except UnknownRun:
            return None
        except StaleStep as stale:
            return self._stale(focus.run, stale, turn)
        except UnreadableAnswer as error:
            return None if is_question(message.text) else told(_unreadable(error, turn))

    def _moved(self, moved: Moved, asked: Asked, turn: Turn) -> Told:
        if moved.move in _RUN_MOVES:
            press = Press(
                f"checklist.{moved.move}",
                asked.run,
                turn.person,
                turn.conversation,
                turn.key,
                language=turn.language,
                company=turn.company,
            )
            return self._runs.do(moved.move, press, turn)
        return self._items.moved(moved, asked, turn)

    def _is_text(self, asked: Asked) -> bool:
        return self._desks.book.checklist_of(self._desks.book.get(asked.run)).item(asked.item).kind == "text"

    def _list(self, turn: Turn) -> Card:
        self._desks.book.rights.only_staff(turn.person.actor)
        mine = [one for one in self._desks.book.runs_of(turn.person.actor) if one.state != "closed"]
        titles = [self._desks.book.checklist_of(self._desks.book.get(one.id)).title.said(turn.language) for one in mine]
        return list_card(self._checklists().values(), list(zip(mine, titles, strict=True)), turn.language)

    def _to_start(self, found: Command, turn: Turn) -> Card:
        self._desks.book.rights.only_starters(turn.person.actor)
        if found.verb == "onboard":
            supplier = described(found.words)
            checklist = self._checklists()[_BY_COUNTRY.get(supplier.country or "", _GENERIC)]
            return self._starting.card(checklist, supplier, turn.person.actor, turn)
        named = self._named(found.words)
        if named is None:
            names = "\n".join(f"- `{one.id}` · {one.title.said(turn.language)}" for one in self._checklists().values())
            return Card("", f"{say('run_text.which', turn.language)}\n{names}", language=turn.language)
        return self._starting.card(named, described(found.supplier), turn.person.actor, turn)

    def _named(self, words: str) -> Checklist | None:
        """By its id, or by words of its title that only one has."""
        wanted, every = fold(words), self._checklists()
        if wanted.replace(" ", "_") in every:
            return every[wanted.replace(" ", "_")]
        said = set(wanted.split())
        likely = [
            one for one in every.values() if said and any(said <= set(fold(t).split()) for t in (one.title.en, one.title.vi))
        ]
        return likely[0] if len(likely) == 1 else None

    def _checklists(self) -> dict[str, Checklist]:
        return self._guidance.current().index.checklists

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


def _refused(turn: Turn) -> Told:
    return Told((note("run_text.refused", turn.language),), private=True)


def _with(words: str, card: Card) -> Card:
    return Card(card.title, f"{words}\n\n{card.text}", card.facts, buttons=card.buttons, name=card.name, language=card.language)
