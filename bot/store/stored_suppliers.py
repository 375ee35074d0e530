"""Suppliers and sites kept in the database."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Engine, RowMapping, Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from bot.store.database import reading
from bot.store.rows import microseconds, moment, or_unavailable
from bot.store.supplier_record import Assessment, Contract, Site, Supplier
from bot.store.supplier_tables import sites, suppliers

_CONTRACT = ("exists", "grants_audits", "grants_unannounced", "ref")


class StoredSuppliers:
    """SupplierRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def add(self, supplier: Supplier) -> Supplier:
        insert = self._insert(suppliers).values(**_values(supplier)).on_conflict_do_nothing()
        return _supplier(self._added(insert, select(suppliers).where(suppliers.c.key == supplier.key)))

    def get(self, identity: str) -> Supplier | None:
        found = self._read(select(suppliers).where(suppliers.c.id == identity))
        return _supplier(found[0]) if found else None

    def replace(self, supplier: Supplier) -> bool:
        unchanged = (suppliers.c.id == supplier.id) & (suppliers.c.version == supplier.version)
        update = suppliers.update().where(unchanged).values(**_values(supplier) | {"version": supplier.version + 1})

        def write() -> bool:
            try:
                with self._engine.begin() as connection:
                    return connection.execute(update).rowcount == 1
            except IntegrityError:
                return False  # the key is another's

        return or_unavailable(write)

    def every(self) -> list[Supplier]:
        return [_supplier(row) for row in self._read(select(suppliers).order_by(suppliers.c.key))]

    def owned_by(self, person: str) -> list[Supplier]:
        return [
            _supplier(row) for row in self._read(select(suppliers).where(suppliers.c.owner == person).order_by(suppliers.c.key))
        ]

    def forget(self, person: str) -> int:
        def write() -> int:
            with self._engine.begin() as connection:
                return connection.execute(suppliers.update().where(suppliers.c.owner == person).values(owner="")).rowcount

        return or_unavailable(write)

    def add_site(self, site: Site) -> Site:
        values = asdict(site) | {"created_at": microseconds(site.created_at)}
        same = (sites.c.supplier == site.supplier) & (sites.c.key == site.key)
        return _site(self._added(self._insert(sites).values(**values).on_conflict_do_nothing(), select(sites).where(same)))

    def site(self, identity: str) -> Site | None:
        found = self._read(select(sites).where(sites.c.id == identity))
        return _site(found[0]) if found else None

    def sites_of(self, supplier: str) -> list[Site]:
        return [_site(row) for row in self._read(select(sites).where(sites.c.supplier == supplier).order_by(sites.c.key))]

    def _added(self, insert: Any, same: Select[Any]) -> RowMapping:
        def write() -> RowMapping:
            with self._engine.begin() as connection:
                connection.execute(insert)
                return connection.execute(same).mappings().one()

        return or_unavailable(write)

    def _read(self, query: Select[Any]) -> list[RowMapping]:
        def read() -> list[RowMapping]:
            with self._reading.connect() as connection:
                return list(connection.execute(query).mappings())

        return or_unavailable(read)


def _values(supplier: Supplier) -> dict[str, Any]:
    values = asdict(supplier)
    contract = values.pop("contract")
    del values["assessed"]
    moments = {name: microseconds(getattr(supplier, name)) for name in ("created_at", "changed_at")}
    return values | moments | {f"contract_{name}": contract[name] for name in _CONTRACT} | _assessed(supplier.assessed)


def _assessed(found: Assessment | None) -> dict[str, Any]:
    if found is None:
        return {"assessed_at": None, "assessed_run": None, "assess_again_on": None}
    again_on = found.again_on.isoformat()
    return {"assessed_at": microseconds(found.at), "assessed_run": found.run, "assess_again_on": again_on}


def _supplier(row: RowMapping) -> Supplier:
    values = dict(row)
    contract = Contract(**{name: values.pop(f"contract_{name}") for name in _CONTRACT})
    moments = {name: moment(row[name]) for name in ("created_at", "changed_at")}
    at, run, again_on = (values.pop(name) for name in ("assessed_at", "assessed_run", "assess_again_on"))
    assessed = Assessment(moment(at), run, date.fromisoformat(again_on)) if at is not None else None
    return Supplier(**(values | moments), contract=contract, assessed=assessed)


def _site(row: RowMapping) -> Site:
    return Site(**(dict(row) | {"created_at": moment(row["created_at"])}))
