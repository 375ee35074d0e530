"""The tables of suppliers and their sites."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from bot.store.tables import metadata

suppliers = Table(
    "suppliers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("country", String(2), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("created_at", BigInteger, nullable=False),  # UTC, microseconds since 1970
    Column("changed_at", BigInteger, nullable=False),
    Column("tier", String(8), nullable=True),
    Column("tooling_held", Boolean, nullable=True),
    Column("contract_exists", Boolean, nullable=True),
    Column("contract_grants_audits", Boolean, nullable=True),
    Column("contract_grants_unannounced", Boolean, nullable=True),
    Column("contract_ref", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("assessed_at", BigInteger, nullable=True),
    Column("assessed_run", String(32), nullable=True),
    Column("assess_again_on", String(10), nullable=True),  # an ISO day
)

sites = Table(
    "sites",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("supplier", String(32), ForeignKey("suppliers.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("key", String(200), nullable=False),
    Column("country", String(2), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("supplier", "key", name="uq_sites_supplier_key"),
)
