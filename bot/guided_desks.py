"""The desks that lead through something, put together over a store."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from bot.answering.guidance import LiveGuidance
from bot.audits.chat.desks import audits_desk
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


def guided_desks(
    config: Config, store: Store, guidance: LiveGuidance, clock: Callable[[], datetime], new_id: Callable[[], str]
) -> "list[GuidedDesk]":
    """In the order in which they are given what people say: a plain answer goes to the checklist last."""
    register = SupplierRegister(store.suppliers, clock, new_id)
    desks = run_desks(store, StoredFiles(config.data_dir / "evidence"), clock, new_id)
    audits = audits_desk(store, register, Seal(config.secret_key) if config.secret_key else None, clock, new_id)

    def scores(supplier: str) -> list[tuple[datetime, int]]:
        return [(one.at, one.score) for one in desks.assessing.scores(supplier)]

    return [SupplierDesk(register, scores), audits, ChecklistDesk(desks, talks_in(store), register, guidance)]
