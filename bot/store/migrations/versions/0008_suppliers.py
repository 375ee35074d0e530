"""Suppliers and their sites."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of suppliers and of sites."""
    op.create_table(
        "suppliers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("tier", sa.String(8), nullable=True),
        sa.Column("tooling_held", sa.Boolean, nullable=True),
        sa.Column("contract_exists", sa.Boolean, nullable=True),
        sa.Column("contract_grants_audits", sa.Boolean, nullable=True),
        sa.Column("contract_grants_unannounced", sa.Boolean, nullable=True),
        sa.Column("contract_ref", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_suppliers"),
        sa.UniqueConstraint("key", name="uq_suppliers_key"),
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("supplier", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
        sa.UniqueConstraint("supplier", "key", name="uq_sites_supplier_key"),
        sa.ForeignKeyConstraint(["supplier"], ["suppliers.id"], name="fk_sites_supplier_suppliers"),
    )
