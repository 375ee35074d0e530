"""Checklists in a terminal: the same desk as in chat, one command a step."""

from collections.abc import Sequence

import click

from bot.access.settings import ROLES
from bot.assembly import assemble, new_id, posting
from bot.checklists.saying import command
from bot.config import Config
from bot.conversation.assistant import GuidedDesk
from bot.conversation.card import Press, Told
from bot.conversation.message import ConversationRef, Message, Person
from bot.terminal.cards import rendered_told
from indexer.errors import BrokenSnapshot

_AUDIENCES = frozenset({"public", "employees"})


def speaker(identity: str, roles: Sequence[str]) -> Person:
    """Who speaks; raises UsageError for a role that there is not."""
    if unknown := set(roles) - set(ROLES):
        raise click.UsageError(f"no such role: {', '.join(sorted(unknown))}; there are {', '.join(ROLES)}")
    return Person(identity, _AUDIENCES, frozenset(role for role in ROLES if role in roles))


def said_to_checklists(config: Config, text: str, who: Person, language: str | None) -> str:
    """What the checklist desk says back; a command may leave "checklist" out. Raises ClickException."""
    desk = _desk(config)
    text = "" if text == "list" else text.removeprefix("show ")
    prefixed = f"checklist {text}".strip()
    key = f"terminal/{new_id()}"
    told = desk.said(Message(text if command(prefixed) is None else prefixed, who, _here(who), language, key=key))
    if told is not None:
        return _shown(config, told)
    raise click.ClickException("that is no command of checklists and no answer to what was asked")


def pressed_in_checklists(config: Config, press: str, who: Person, fill: Sequence[str], language: str | None) -> str:
    """What a button does that was shown as "[verb value]"; raises ClickException."""
    verb, _, value = press.strip("[]").partition(" ")
    fields: dict[str, tuple[str, ...]] = {}
    for name, _, text in (one.partition("=") for one in fill):
        fields[name] = (*fields.get(name, ()), text)
    try:
        return _shown(
            config, _desk(config).pressed(Press(verb, value, who, _here(who), f"terminal/{new_id()}", fields, language))
        )
    except BrokenSnapshot as error:
        raise click.ClickException(str(error)) from None
    except (KeyError, ValueError):
        raise click.ClickException("there is no such button") from None


def _desk(config: Config) -> GuidedDesk:
    return next(one for one in assemble(config).guided if one.name == "checklist")


def _shown(config: Config, told: Told) -> str:
    """What is for colleagues goes to their channels, the rest is shown."""
    if told.elsewhere:
        posting(config)(told.elsewhere)
    return rendered_told(told)


def _here(who: Person) -> ConversationRef:
    return ConversationRef("terminal", who.id)
