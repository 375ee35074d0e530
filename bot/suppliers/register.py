"""The SupplierRegister decides who may see and change suppliers, and keeps only what is complete."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.access.actor import Actor, NotAllowed
from bot.store.supplier_record import Site, Supplier, SupplierRecords
from bot.suppliers.country import is_zone, zone_of
from bot.suppliers.finding import found
from bot.suppliers.saying import Described
from bot.suppliers.supplier import key_of, readable_name

_MAY_CHANGE = {"supplier_manager", "admin"}


class StaleSupplier(ValueError):
    """Show the supplier as it stands now: it has changed since, or its new name is another's."""


class UnreadableCountry(ValueError):
    """Ask for the country again."""


class UnreadableZone(ValueError):
    """Ask for the time zone again."""


class SupplierRegister:
    """Over the records; the clock and the ids are given from outside."""

    def __init__(self, records: SupplierRecords, clock: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._records = records
        self._clock = clock
        self._new_id = new_id

    def add(self, described: Described, actor: Actor) -> Supplier:
        """The supplier, or the one known by that name; raises NotAllowed, UnreadableName, UnreadableCountry."""
        only_those_who_may_change(actor)
        name, now = readable_name(described.name), self._clock()
        if described.country is None:
            raise UnreadableCountry("a supplier needs a country")
        supplier = Supplier(
            id=self._new_id(),
            name=name,
            key=key_of(name),
            country=described.country,
            time_zone=zone_of(described.country),
            owner=actor.id,
            created_at=now,
            changed_at=now,
            tier=described.tier,
            tooling_held=described.tooling_held,
            contract=described.contract,
        )
        return self._records.add(supplier)

    def change(self, supplier: Supplier, actor: Actor) -> Supplier:
        """Keeps it as it is given; raises NotAllowed, UnreadableName, UnreadableZone, StaleSupplier."""
        only_those_who_may_change(actor)
        if not is_zone(supplier.time_zone):
            raise UnreadableZone(supplier.time_zone)
        name = readable_name(supplier.name)
        changed = replace(supplier, name=name, key=key_of(name), changed_at=self._clock())
        if not self._records.replace(changed):
            raise StaleSupplier(supplier.id)
        return replace(changed, version=changed.version + 1)

    def add_site(self, supplier: Supplier, name: str, country: str | None, actor: Actor) -> Site:
        """A site in the supplier's own country unless another is given; raises NotAllowed, UnreadableName."""
        only_those_who_may_change(actor)
        readable, where = readable_name(name), country or supplier.country
        zone = supplier.time_zone if where == supplier.country else zone_of(where)
        site = Site(self._new_id(), supplier.id, readable, key_of(readable), where, zone, self._clock())
        return self._records.add_site(site)

    def get(self, identity: str, actor: Actor) -> Supplier | None:
        """The supplier of an id; raises NotAllowed."""
        only_those_who_may_look(actor)
        return self._records.get(identity)

    def find(self, text: str, actor: Actor) -> list[Supplier]:
        """The ones meant by a name, likeliest first; raises NotAllowed."""
        only_those_who_may_look(actor)
        return found(text, self._records.every())

    def every(self, actor: Actor) -> list[Supplier]:
        """All of them, by name; raises NotAllowed."""
        only_those_who_may_look(actor)
        return self._records.every()

    def sites_of(self, supplier: str, actor: Actor) -> list[Site]:
        """The sites of a supplier, by name; raises NotAllowed."""
        only_those_who_may_look(actor)
        return self._records.sites_of(supplier)


def may_change(actor: Actor) -> bool:
    """True for supplier managers and admins."""
    return not actor.roles.isdisjoint(_MAY_CHANGE)


def may_see_scores(actor: Actor) -> bool:
    """True for whoever has a role beyond being an employee."""
    return bool(actor.roles - {"employee"})


def only_those_who_may_change(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not may_change(actor):
        raise NotAllowed("suppliers are kept by supplier managers")


def only_those_who_may_look(actor: Actor) -> None:
    """Raises NotAllowed for guests and strangers, who have no role."""
    if not actor.roles:
        raise NotAllowed("suppliers are shown to employees")
