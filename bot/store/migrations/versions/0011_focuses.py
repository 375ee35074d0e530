"""What people were last asked."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "focuses",
        sa.Column("conversation", sa.String(400), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("item", sa.String(100), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("conversation", "person", name="pk_focuses"),
    )
