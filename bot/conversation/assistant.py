"""The Assistant gives what is said or pressed to the desk it is meant for; what no other desk takes is a question."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from bot.conversation.card import Card, MadeFile, Press, Told
from bot.conversation.desk import Desk
from bot.conversation.mention import unnamed
from bot.conversation.message import Message, Person
from bot.conversation.reply import Reply


class GuidedDesk(Protocol):
    """A desk that leads through something: checklists, audits, suppliers, the linking of accounts."""

    @property
    def name(self) -> str:
        """What its verbs begin with, and the first word of its commands: "checklist"."""

    def said(self, message: Message) -> Told | None:
        """What is said back; None for a message that is not meant for this desk."""

    def pressed(self, press: Press) -> Told:
        """What a button does; a press that comes twice has one effect and the same answer."""


@runtime_checkable
class AtHome(Protocol):
    """A desk that has something to show to somebody on a page of their own."""

    def at_home(self, person: Person) -> Card | None:
        """What waits for them; None for nothing."""


@runtime_checkable
class FilingDesk(Protocol):
    """A guided desk whose cards bring files."""

    def made(self, value: str, person: Person) -> MadeFile | None:
        """The file for somebody; None for a file that there is not, or that is not for them."""


class Assistant:
    """The order of the desks counts: the first that takes a message has it."""

    def __init__(self, desk: Desk, guided: Sequence[GuidedDesk] = ()) -> None:
        self._desk = desk
        self._guided = {desk.name: desk for desk in guided}

    def said(self, message: Message) -> Reply | Told:
        """Raises BrokenSnapshot when a question finds no index to answer from, StoreUnavailable."""
        for guided in self._guided.values():
            told = guided.said(message)
            if told is not None:
                return told
        return self._desk.reply(replace(message, text=unnamed(message.text)))  # a question is kept without names

    def knows(self, verb: str) -> bool:
        """True for the verb of a button that one of the desks put on a card."""
        return verb.partition(".")[0] in self._guided

    def at_home(self, person: Person) -> list[Card]:
        """What waits for somebody, by desk; raises StoreUnavailable."""
        cards = [desk.at_home(person) for desk in self._guided.values() if isinstance(desk, AtHome)]
        return [card for card in cards if card is not None]

    def pressed(self, press: Press) -> Told:
        """Raises KeyError for a verb of no desk, StoreUnavailable."""
        return self._guided[press.verb.partition(".")[0]].pressed(press)

    def made(self, verb: str, value: str, person: Person) -> MadeFile | None:
        """The file of a CardFile for the person who gets it; None where it is not for them. Raises StoreUnavailable."""
        desk = self._guided.get(verb.partition(".")[0])
        return desk.made(value, person) if isinstance(desk, FilingDesk) else None
