"""Whose the names in the log are, and when a supplier was assessed and will be again."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table and the columns."""
    op.create_table(
        "log_names",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_log_names"),
        sa.UniqueConstraint("person", name="uq_log_names_person"),
    )
    op.add_column("suppliers", sa.Column("assessed_at", sa.BigInteger, nullable=True))
    op.add_column("suppliers", sa.Column("assessed_run", sa.String(32), nullable=True))
    op.add_column("suppliers", sa.Column("assess_again_on", sa.String(10), nullable=True))
