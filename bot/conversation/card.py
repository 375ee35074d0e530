"""A Card is something to act on, in terms that every channel can show: text, facts, fields to fill in, buttons to press."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from bot.conversation.message import Company, ConversationRef, Person

FieldKind = Literal["text", "long_text", "number", "date", "menu", "several", "person", "people", "channel"]
# "quiet" is a tool beside what the card is about: where there are some, the plain ones are the answers.
Style = Literal["plain", "primary", "danger", "quiet"]


@dataclass(frozen=True)
class Option:
    """One of the values of a menu."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """Something to fill in; `name` is its own on the card, `filled` what it holds already (several values for "several").

    People are ids of a Person, a channel is "slack:C3": chosen from the platform's own list where it has one, else typed.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    options: tuple[Option, ...] = ()
    filled: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Button:
    """`verb` names the desk and what it is to do ("checklist.answer"), `value` whatever the desk needs to know again."""

    label: str
    verb: str
    value: str
    style: Style = "plain"


@dataclass(frozen=True)
class Fact:
    """A name and what it is, shown side by side."""

    label: str
    text: str


@dataclass(frozen=True)
class CardFile:
    """A file that goes with a card, made for its reader when it is sent: `verb` names the desk that makes it, `value` of what."""

    name: str
    media_type: str
    verb: str
    value: str


@dataclass(frozen=True)
class MadeFile:
    """A file as somebody gets it."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Card:
    """`text` is Markdown, mentions included; `name` is stable where a later card takes this one's place, else empty."""

    title: str
    text: str = ""
    facts: tuple[Fact, ...] = ()
    fields: tuple[Field, ...] = ()
    buttons: tuple[Button, ...] = ()
    name: str = ""
    language: str = "en"
    files: tuple[CardFile, ...] = ()

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Card":
        """The card whose JSON this is."""
        fields = tuple(
            Field(**{**f, "options": tuple(Option(**o) for o in f["options"]), "filled": tuple(f["filled"])})
            for f in found["fields"]
        )
        buttons, facts = (tuple(Button(**b) for b in found["buttons"])), tuple(Fact(**f) for f in found["facts"])
        files = tuple(CardFile(**f) for f in found.get("files", ()))
        return cls(**{**found, "fields": fields, "buttons": buttons, "facts": facts, "files": files})

    def as_json(self) -> dict[str, Any]:
        """What an outbox keeps of it."""
        return asdict(self)


@dataclass(frozen=True)
class Press:
    """A button pressed, with what was filled in by the names of the fields; `key` is the same when it is delivered twice.

    `language` is that of the card, `company` who sees what is said back.
    """

    verb: str
    value: str
    person: Person
    conversation: ConversationRef
    key: str
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    language: str | None = None
    company: Company = "alone"

    @property
    def private(self) -> bool:
        """True where nobody else reads along."""
        return self.company != "others"

    def field(self, name: str) -> str:
        """The one value of a field, empty where nothing was filled in."""
        values = self.fields.get(name, ())
        return values[0] if values else ""


@dataclass(frozen=True)
class Sending:
    """A card for somewhere else: `to` is a conversation, or the private talk with a person (see `private_with`).

    `replaces` is the key of an earlier post there, whose place it takes. Of a `series`, with which the keys of its posts begin,
    the one whose key sorts last is the newest, and an older one that is still due is left out.
    """

    to: ConversationRef
    card: Card
    key: str
    replaces: str | None = None
    series: str = ""


@dataclass(frozen=True)
class Told:
    """What is said back to a message or a press: cards in the same place, `private` or `in_place` of the one pressed.

    Where a platform can be posted to, the first card's post has the key f"{key}#0", with the key of what it answers.
    """

    cards: tuple[Card, ...] = ()
    private: bool = False
    in_place: bool = False
    elsewhere: tuple[Sending, ...] = ()


def private_with(person: str) -> ConversationRef:
    """The private talk with a person on the platform of that account."""
    return ConversationRef(person.partition(":")[0], f"@{person}")
