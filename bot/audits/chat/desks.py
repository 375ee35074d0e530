"""The desk of the audit programme, put together over a store."""

from collections.abc import Callable
from datetime import datetime

from bot.audits.chat.acting import Acting
from bot.audits.chat.audits_desk import AuditsDesk
from bot.audits.chat.drafting import Drafting
from bot.audits.chat.ending import Ending
from bot.audits.chat.placing import Placing
from bot.audits.chat.planning import Planning
from bot.audits.chat.shelf import PlanShelf
from bot.audits.chat.sight import Sight
from bot.audits.programme import Programme
from bot.audits.sealing import Seal
from bot.checklists.talks import talks_in
from bot.store.store import Store
from bot.suppliers.register import SupplierRegister


def audits_desk(
    store: Store, register: SupplierRegister, seal: Seal | None, clock: Callable[[], datetime], new_id: Callable[[], str]
) -> AuditsDesk:
    """`seal` is None where there is no key: unannounced audits cannot be planned then."""
    programme, sight = Programme(store.audits, seal, clock), Sight(store.links.accounts_with)
    planning = Planning(programme, Drafting(Placing(register), clock, new_id))
    acting = Acting(programme, sight, Ending(store.runs))
    return AuditsDesk(planning, acting, PlanShelf(programme, sight, register), talks_in(store))
