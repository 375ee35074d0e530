"""The desk of the audit programme, put together over a store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.audits.chat.acting import Acting
from bot.audits.chat.attaching import Attaching
from bot.audits.chat.audits_desk import AuditsDesk
from bot.audits.chat.calendars import Calendars
from bot.audits.chat.doing import Doing
from bot.audits.chat.drafting import Drafting
from bot.audits.chat.ending import Ending
from bot.audits.chat.placing import Placing
from bot.audits.chat.plan_steps import PlanSteps
from bot.audits.chat.planning import Planning
from bot.audits.chat.shelf import PlanShelf
from bot.audits.chat.sight import Sight
from bot.audits.programme import Programme
from bot.audits.sealing import Seal
from bot.checklists.talks import Talks
from bot.store.evidence_files import EvidenceFiles
from bot.store.store import Store
from bot.suppliers.register import SupplierRegister


@dataclass(frozen=True)
class Kept:
    """Where the desk finds what it needs: the store, the suppliers, what is known of people, files and calendars."""

    store: Store
    register: SupplierRegister
    talks: Talks
    files: EvidenceFiles
    calendars: Calendars


def audits_desk(kept: Kept, seal: Seal | None, clock: Callable[[], datetime], new_id: Callable[[], str]) -> AuditsDesk:
    """`seal` is None where there is no key: unannounced audits cannot be planned then."""
    store, register, talks = kept.store, kept.register, kept.talks
    programme, sight = Programme(store.audits, seal, clock), Sight(store.links.accounts_with)
    planning = Planning(programme, Drafting(Placing(register), talks, clock, new_id))
    acting = Acting(programme, sight, Ending(store.runs), talks)
    shelf = PlanShelf(programme, sight, register)
    attaching = Attaching(programme, kept.files)
    steps, doing = PlanSteps(planning, acting, shelf, attaching), Doing(shelf, acting, attaching)
    return AuditsDesk(planning, acting, steps, shelf, doing, kept.calendars, talks)
