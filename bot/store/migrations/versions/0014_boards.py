"""Where the progress of checklist runs is shown, and how often an item was answered when somebody was asked it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table and adds the column; who was asked before this is asked again."""
    op.create_table(
        "boards",
        sa.Column("run", sa.String(32), nullable=False),
        sa.Column("place", sa.String(400), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("thread", sa.String(100), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("key", sa.String(220), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("run", "place", name="pk_boards"),
    )
    op.execute("DELETE FROM focuses")
    with op.batch_alter_table("focuses") as batch:
        batch.add_column(sa.Column("times", sa.Integer, nullable=False))
