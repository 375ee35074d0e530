"""The desks that lead through something, put together over a store."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.access.membership import Colleagues, Memberships
from bot.answering.guidance import LiveGuidance
from bot.audits.calendar import CalendarDesk
from bot.audits.chat.calendars import Calendars
from bot.audits.chat.desks import Kept, audits_desk
from bot.audits.sealing import Seal
from bot.checklists.checklist_desk import ChecklistDesk
from bot.checklists.desks import run_desks
from bot.checklists.talks import talks_in
from bot.config import Config
from bot.store.evidence_files import StoredFiles
from bot.store.store import Store
from bot.suppliers.register import SupplierRegister
from bot.suppliers.supplier_desk import SupplierDesk

if TYPE_CHECKING:
    from bot.conversation.assistant import GuidedDesk


@dataclass(frozen=True)
class Outside:
    """What comes from outside: the time, new ids and secrets, and who still belongs to the company."""

    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    memberships: Memberships = field(default_factory=Memberships)
    new_token: Callable[[], str] = lambda: secrets.token_urlsafe(32)

    def calendars(self, store: Store) -> CalendarDesk:
        """What publishes the audit programme as calendars."""
        people = Colleagues(store.links.accounts_with, self.memberships.of)
        return CalendarDesk(store.calendars, store.audits, people, self.clock, self.new_id, self.new_token)


def guided_desks(config: Config, store: Store, guidance: LiveGuidance, outside: Outside) -> "list[GuidedDesk]":
    """In the order in which they are given what people say: a plain answer goes to the checklist last."""
    clock, new_id = outside.clock, outside.new_id
    register = SupplierRegister(store.suppliers, clock, new_id)
    files = StoredFiles(config.data_dir / "evidence")
    desks, talks = run_desks(store, files, clock, new_id), talks_in(store, outside.memberships.of)
    seal = Seal(config.secret_key) if config.secret_key else None
    audits = audits_desk(
        Kept(store, register, talks, files, Calendars(outside.calendars(store), config.address)), seal, clock, new_id
    )

    def scores(supplier: str) -> list[tuple[datetime, int]]:
        return [(one.at, one.score) for one in desks.assessing.scores(supplier)]

    return [SupplierDesk(register, scores), audits, ChecklistDesk(desks, talks, register, guidance)]
