"""A house in which people talk with the checklist desk, and a person who uses only what the cards show."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType

from bot.access.membership import Standing
from bot.access.settings import Role
from bot.checklists.checklist_desk import ChecklistDesk
from bot.checklists.desks import run_desks
from bot.checklists.talks import talks_in
from bot.conversation.card import Button, Card, Press, Told
from bot.conversation.message import Attachment, Company, ConversationRef, Message, Person, UnusableAttachment
from bot.suppliers.register import SupplierRegister
from indexer.checklist import Checklist
from indexer.content import Content
from tests.bot.checklists.small_checklist import House, checklist
from tests.checklist_sheets import shipped

STAFF = frozenset({"public", "employees"})
PDF = b"%PDF-1.7 tooling list"


@dataclass
class Shelf:
    """The guidance, as far as the desk looks at it: an index with checklists and no guide."""

    checklists: dict[str, Checklist]
    content: Content

    @property
    def index(self) -> "Shelf":
        return self

    def current(self) -> "Shelf":
        return self


def person(name: str, *roles: Role) -> Person:
    return Person(f"slack:T1:{name}", STAFF, frozenset({"employee", *roles}))


LINH, BOB, RITA, RAY = person("LINH", "supplier_manager"), person("BOB"), person("RITA", "reviewer"), person("RAY", "reviewer")
GUEST = Person("slack:T1:GUEST")


def standing_by(accounts: Iterable[str]) -> Standing:
    """What the platform says of a person: one is a guest."""
    return "outsider" if set(accounts) == {GUEST.id} else "member"


class Talk:
    """Remembers the card that each person saw last."""

    def __init__(self, language: str = "en", who: Person = LINH) -> None:
        self.house, self.language, self.who = House(), language, who
        self.keys = count()
        store = self.house.store
        register = SupplierRegister(store.suppliers, self.house.tick, self.house.new_id)
        self.desks = run_desks(store, self.house.files, self.house.tick, self.house.new_id)
        self.shelf = Shelf(shipped() | {"small": checklist()}, Content())
        self.desk = ChecklistDesk(self.desks, talks_in(store, standing_by), register, self.shelf)
        self.told: Told | None = None

    @property
    def card(self) -> Card:
        assert self.told is not None
        return self.told.cards[-1]

    def say(
        self, text: str, who: Person | None = None, *files: Attachment, key: str = "", thread: str | None = None
    ) -> Told | None:
        speaker = who or self.who
        here = ConversationRef("slack", f"D-{speaker.id}", thread)
        self.told = self.desk.said(Message(text, speaker, here, self.language, files, key or f"m{next(self.keys)}"))
        return self.told

    def say_in_channel(self, text: str, who: Person | None = None, company: Company = "others") -> Told | None:
        """Where others read along."""
        here = ConversationRef("slack", "C1", "1700000000.000001" if company == "others" else None)
        self.told = self.desk.said(
            Message(text, who or self.who, here, self.language, (), f"m{next(self.keys)}", company=company)
        )
        return self.told

    def press_in_channel(self, button: Button, who: Person | None = None, **fields: str) -> Told:
        here = ConversationRef("slack", "C1", "1700000000.000001")
        filled = MappingProxyType({name: (value,) for name, value in fields.items()})
        key, presser = f"p{next(self.keys)}", who or self.who
        self.told = self.desk.pressed(Press(button.verb, button.value, presser, here, key, filled, self.language, "others"))
        return self.told

    def press(self, button: Button, who: Person | None = None, key: str = "", **fields: str | tuple[str, ...]) -> Card:
        presser = who or self.who
        filled = {name: value if isinstance(value, tuple) else (value,) for name, value in fields.items()}
        here = ConversationRef("slack", f"D-{presser.id}")
        name = key or f"p{next(self.keys)}"
        press = Press(button.verb, button.value, presser, here, name, MappingProxyType(filled), self.language)
        self.told = self.desk.pressed(press)
        return self.card

    def button(self, verb: str) -> Button:
        return next(one for one in self.card.buttons if one.verb == f"checklist.{verb}")

    def shows(self, verb: str) -> bool:
        return any(one.verb == f"checklist.{verb}" for one in self.card.buttons)


def lost() -> Attachment:
    """A file that its platform does not give."""

    async def fetch(_most: int) -> bytes:
        raise UnusableAttachment("gone")

    return Attachment("a.pdf", "application/pdf", 0, fetch)


def file(name: str = "list.pdf", content: bytes = PDF, size: int | None = None) -> Attachment:
    async def fetch(most: int) -> bytes:
        return content[:most]

    return Attachment(name, "application/pdf", len(content) if size is None else size, fetch)
