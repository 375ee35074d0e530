"""A house in which people talk with the desk of the audit programme, and press what its cards show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from types import MappingProxyType

from bot.access.membership import Colleagues, Standing
from bot.access.settings import Role
from bot.audits.calendar import CalendarDesk
from bot.audits.chat.audits_desk import AuditsDesk
from bot.audits.chat.calendars import Calendars
from bot.audits.chat.desks import Kept, audits_desk
from bot.audits.programme import Programme
from bot.audits.round import Round
from bot.audits.sealing import Seal
from bot.checklists.talks import talks_in
from bot.conversation.card import Button, Card, Press, Told
from bot.conversation.mention import of_channel, of_person
from bot.conversation.message import Attachment, ConversationRef, Message, Person
from bot.store.evidence_files import RememberedFiles
from bot.store.remembered_audits import RememberedAudits
from bot.store.store import Store, remembering
from bot.store.supplier_record import Contract
from bot.suppliers.register import SupplierRegister
from bot.suppliers.saying import Described
from tests.audits.house import KEY

STAFF = frozenset({"public", "employees"})


def person(name: str, *roles: Role) -> Person:
    return Person(f"slack:T1:{name}", STAFF, frozenset({"employee", *roles}))


MAI, LINH, MINH = person("MAI", "supplier_manager"), person("LINH", "auditor"), person("MINH")
BOB, GUEST = person("BOB"), Person("slack:T1:GUEST")
AT_LINH, AT_MINH, AT_BOB, AUDIT_VN = of_person(LINH.id), of_person(MINH.id), of_person(BOB.id), of_channel("slack:CVN")
_NOTHING: Mapping[str, str] = MappingProxyType({})
RIGHTS = Contract(exists=True, grants_audits=True, grants_unannounced=True)


@dataclass
class Talk:
    """Remembers what was told last; Sông Hồng Plastics in Bắc Ninh and Acme in the US are known."""

    language: str | None = None
    key: str | None = KEY
    now: datetime = datetime(2026, 11, 27, 3, tzinfo=UTC)
    store: Store = field(default_factory=remembering)
    told: Told | None = None
    files: RememberedFiles = field(default_factory=RememberedFiles)
    outsiders: frozenset[str] = frozenset({"slack:T1:GUEST"})

    def __post_init__(self) -> None:
        self._ids, self._keys = count(1), count(1)
        self.register = SupplierRegister(self.store.suppliers, lambda: self.now, lambda: f"s{next(self._ids)}")
        song_hong = self.register.add(Described("Sông Hồng Plastics", "VN", "high", contract=RIGHTS), MAI.actor)
        self.register.add_site(song_hong, "Bắc Ninh", None, MAI.actor)
        self.register.add(Described("Acme", "US", "low"), MAI.actor)

    @property
    def calendars(self) -> Calendars:
        people = Colleagues(self.store.links.accounts_with, self.standing_by)
        new_id, new_token = (lambda: f"c{next(self._ids)}"), lambda: f"{'x' * 40}{next(self._ids)}"
        desk = CalendarDesk(self.store.calendars, self.store.audits, people, lambda: self.now, new_id, new_token)
        return Calendars(desk, "https://ipdesk.example.com")

    def standing_by(self, accounts: Iterable[str]) -> Standing:
        return "member" if set(accounts) - self.outsiders else "outsider"

    @property
    def seal(self) -> Seal | None:
        return Seal(self.key) if self.key else None

    @property
    def desk(self) -> AuditsDesk:
        kept = Kept(self.store, self.register, talks_in(self.store, self.standing_by), self.files, self.calendars)
        return audits_desk(kept, self.seal, lambda: self.now, lambda: f"p{next(self._ids)}")

    @property
    def programme(self) -> Programme:
        return Programme(self.store.audits, self.seal, lambda: self.now)

    @property
    def records(self) -> RememberedAudits:
        assert isinstance(self.store.audits, RememberedAudits)
        return self.store.audits

    @property
    def card(self) -> Card:
        assert self.told is not None
        return self.told.cards[-1]

    def say(self, text: str, who: Person = MAI, channel: str = "", *files: Attachment, thread: str = "1.0") -> Told | None:
        """In private, unless a channel is named."""
        here = ConversationRef("slack", channel or f"D-{who.id}", thread if channel else None)
        key, company = f"m{next(self._keys)}", "others" if channel else "alone"
        self.told = self.desk.said(Message(text, who, here, self.language, files, key, company=company))  # type: ignore[arg-type]
        return self.told

    def press(self, button: Button | str, who: Person = MAI, channel: str = "", fill: Mapping[str, str] = _NOTHING) -> Card:
        found = self.button(button) if isinstance(button, str) else button
        filled = MappingProxyType({name: (value,) if value else () for name, value in fill.items()})
        here = ConversationRef("slack", channel or f"D-{who.id}", "1.0" if channel else None)
        self.told = self.desk.pressed(
            Press(found.verb, found.value, who, here, f"k{next(self._keys)}", filled, company="others" if channel else "alone")
        )
        return self.card

    def button(self, verb: str) -> Button:
        return next(one for one in self.card.buttons if one.verb == f"audits.{verb}")

    def verbs(self) -> list[str]:
        return [one.verb for one in self.card.buttons]

    def facts(self) -> dict[str, str]:
        return {fact.label: fact.text for fact in self.card.facts}

    def plans(self) -> list[dict[str, object]]:
        return [record.body for record in self.records.plans()]

    def rounds(self) -> None:
        """The worker until nothing is left to do now."""
        round_ = Round(self.store.audits, self.seal, lambda: self.now)
        while round_.step():
            pass
