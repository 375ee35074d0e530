"""Checklists in a terminal: the same desk as in chat, one command a step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shlex import quote

import click

from bot.access.settings import ROLES
from bot.assembly import Assembly, assemble, new_id, posting
from bot.checklists.checklist_desk import ChecklistDesk
from bot.checklists.saying import command
from bot.config import Config
from bot.conversation.card import CardFile, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.message import ConversationRef, Message, Person
from bot.terminal.cards import rendered_told
from bot.terminal.rendering import rendered
from indexer.errors import BrokenSnapshot

_AUDIENCES = frozenset({"public", "employees"})


def speaker(identity: str, roles: Sequence[str]) -> Person:
    """Who speaks; raises UsageError for a role that there is not."""
    if unknown := set(roles) - set(ROLES):
        raise click.UsageError(f"no such role: {', '.join(sorted(unknown))}; there are {', '.join(ROLES)}")
    return Person(identity, _AUDIENCES, frozenset(role for role in ROLES if role in roles))


@dataclass(frozen=True)
class Terminal:
    """Who speaks, and the folder in which the files of cards are written (None: they are only named)."""

    config: Config
    who: Person
    save: Path | None = None

    @cached_property
    def assembly(self) -> Assembly:
        """Put together once."""
        return assemble(self.config)

    @property
    def desk(self) -> ChecklistDesk:
        """The one that checklists are gone through with."""
        return next(one for one in self.assembly.guided if isinstance(one, ChecklistDesk))

    @property
    def here(self) -> ConversationRef:
        """The conversation of this person."""
        return ConversationRef("terminal", self.who.id)


def said_to_checklists(terminal: Terminal, text: str, language: str | None) -> str:
    """What the checklist desk says back; a command may leave "checklist" out. Raises ClickException."""
    text = "" if text == "list" else text.removeprefix("show ")
    prefixed = f"checklist {text}".strip()
    for said in (prefixed, text) if command(prefixed) is not None else (text,):  # a word may be the id of a run, or an answer
        told = terminal.desk.said(Message(said, terminal.who, terminal.here, language, key=f"terminal/{new_id()}"))
        if told is not None:
            return _shown(terminal, told)
    return _asked_meanwhile(terminal, text, language)


def _asked_meanwhile(terminal: Terminal, text: str, language: str | None) -> str:
    """A question in the middle of a run is answered with its sources; then the run's own question is shown again."""
    message = Message(text, terminal.who, terminal.here, language, key=f"terminal/{new_id()}")
    asked = terminal.desk.asked_here(message)
    if asked is None:
        raise click.ClickException("that is no command of checklists and no answer to what was asked")
    try:
        said = terminal.assembly.assistant.said(message)
    except BrokenSnapshot as error:
        raise click.ClickException(str(error)) from None
    answer = _shown(terminal, said) if isinstance(said, Told) else rendered(said)
    return "\n\n".join([answer, say("terminal.back_to_run", asked.cards[-1].language), _shown(terminal, asked)])


def pressed_in_checklists(terminal: Terminal, press: str, fill: Sequence[str], language: str | None) -> str:
    """What a button does that was shown as "[verb value]"; raises ClickException."""
    verb, _, value = press.strip("[]").partition(" ")
    fields: dict[str, tuple[str, ...]] = {}
    for name, _, text in (one.partition("=") for one in fill):
        fields[name] = (*fields.get(name, ()), text)
    try:
        made = Press(verb, value, terminal.who, terminal.here, f"terminal/{new_id()}", fields, language)
        return _shown(terminal, terminal.desk.pressed(made))
    except BrokenSnapshot as error:
        raise click.ClickException(str(error)) from None
    except (KeyError, ValueError):
        raise click.ClickException("there is no such button") from None


def _shown(terminal: Terminal, told: Told) -> str:
    """What is for colleagues goes to their channels, the rest is shown; its files are written where they are wanted."""
    if told.elsewhere:
        posting(terminal.config)(told.elsewhere)
    saved = [line for card in told.cards for file in card.files for line in _saved(terminal, file)]
    return "\n".join([rendered_told(told), *saved, *_how_to_press(told)])


def _how_to_press(told: Told) -> list[str]:
    """The first button as it is typed; who reads "press Start" must not guess how."""
    button = next((button for card in told.cards for button in card.buttons), None)
    language = told.cards[-1].language if told.cards else None
    command = f"ipdesk checklist --press {quote(f'[{button.verb} {button.value}]')}" if button else ""
    return [say("terminal.press", language or "en", command=command)] if button else []


def _saved(terminal: Terminal, file: CardFile) -> Iterator[str]:
    if terminal.save is None:
        yield f"  {file.name}  (--save FOLDER writes it)"
        return
    made = terminal.assembly.assistant.made(file.verb, file.value, terminal.who)
    if made is None:
        raise click.ClickException(f"{file.name} is not there any more, or not yours to read")
    terminal.save.mkdir(parents=True, exist_ok=True)
    path = terminal.save / Path(made.name).name
    path.write_bytes(made.content)
    yield f"  {path} written"
