"""A Supplier makes things for the company, at one or more Sites; runs, findings and audits hang on them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, Protocol

Tier = Literal["high", "medium", "low"]


@dataclass(frozen=True)
class Contract:
    """What is signed with a supplier; None where nobody has said."""

    exists: bool | None = None
    grants_audits: bool | None = None
    grants_unannounced: bool | None = None
    ref: str = ""


@dataclass(frozen=True)
class Assessment:
    """The run whose sign-off gave a supplier its tier, when that was, and the day by which it is assessed again."""

    at: datetime
    run: str
    again_on: date


@dataclass(frozen=True)
class Supplier:
    """`country` is an ISO 3166 code, `time_zone` an IANA name; `key` is the name as it is compared; `version` counts the changes.

    `tooling_held` is None where nobody has said; `tier` is the risk, None as long as it has not been assessed.
    """

    id: str
    name: str
    key: str
    country: str
    time_zone: str
    owner: str
    created_at: datetime
    changed_at: datetime
    tier: Tier | None = None
    tooling_held: bool | None = None
    contract: Contract = Contract()
    version: int = 0
    assessed: Assessment | None = None


@dataclass(frozen=True)
class Site:
    """A place where a supplier works; `supplier` is an id, `key`, `country` and `time_zone` are as with a Supplier."""

    id: str
    supplier: str
    name: str
    key: str
    country: str
    time_zone: str
    created_at: datetime


class SupplierRecords(Protocol):
    """Where suppliers and sites are kept; every method raises StoreUnavailable when the store is out of reach."""

    def add(self, supplier: Supplier) -> Supplier:
        """Keeps a supplier; gives the one that is kept, which may be an earlier one with the same key."""

    def get(self, identity: str) -> Supplier | None:
        """The supplier of an id."""

    def replace(self, supplier: Supplier) -> bool:
        """Keeps a changed supplier under the next version; False when it has changed, or its key is another's."""

    def every(self) -> list[Supplier]:
        """All suppliers, by key."""

    def owned_by(self, person: str) -> list[Supplier]:
        """The suppliers that somebody looks after, by key."""

    def forget(self, person: str) -> int:
        """Nobody looks after the suppliers of a person any longer; how many there were."""

    def add_site(self, site: Site) -> Site:
        """Keeps a site of a supplier that exists; gives the one kept, which may be an earlier one with the same key there."""

    def site(self, identity: str) -> Site | None:
        """The site of an id."""

    def sites_of(self, supplier: str) -> list[Site]:
        """The sites of a supplier, by key."""


class RememberedSuppliers:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self._suppliers: dict[str, Supplier] = {}
        self._sites: dict[str, Site] = {}

    def add(self, supplier: Supplier) -> Supplier:
        same = [known for known in self._suppliers.values() if known.key == supplier.key]
        return same[0] if same else self._suppliers.setdefault(supplier.id, supplier)

    def get(self, identity: str) -> Supplier | None:
        return self._suppliers.get(identity)

    def replace(self, supplier: Supplier) -> bool:
        known = self._suppliers.get(supplier.id)
        taken = any(other.key == supplier.key and other.id != supplier.id for other in self._suppliers.values())
        if taken or known is None or known.version != supplier.version:
            return False
        self._suppliers[supplier.id] = replace(supplier, version=supplier.version + 1)
        return True

    def every(self) -> list[Supplier]:
        return sorted(self._suppliers.values(), key=lambda supplier: supplier.key)

    def owned_by(self, person: str) -> list[Supplier]:
        return [supplier for supplier in self.every() if supplier.owner == person]

    def forget(self, person: str) -> int:
        mine = self.owned_by(person)
        self._suppliers |= {supplier.id: replace(supplier, owner="") for supplier in mine}
        return len(mine)

    def add_site(self, site: Site) -> Site:
        same = [known for known in self._sites.values() if (known.supplier, known.key) == (site.supplier, site.key)]
        return same[0] if same else self._sites.setdefault(site.id, site)

    def site(self, identity: str) -> Site | None:
        return self._sites.get(identity)

    def sites_of(self, supplier: str) -> list[Site]:
        return sorted((site for site in self._sites.values() if site.supplier == supplier), key=lambda site: site.key)
