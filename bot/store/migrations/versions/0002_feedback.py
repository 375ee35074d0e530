"""What people thought of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the feedback table."""
    op.create_table(
        "feedback",
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("given_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("answer", "person", name="pk_feedback"),
        sa.ForeignKeyConstraint(["answer"], ["answers.id"], name="fk_feedback_answer_answers"),
    )
