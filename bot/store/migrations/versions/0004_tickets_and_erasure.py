"""Questions for experts; when an answer's question was erased; all answers of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tickets table, and what finding and marking the answers to erase takes."""
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("asker", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("conversation", sa.String(200), nullable=False),
        sa.Column("thread", sa.String(200), nullable=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("assignee", sa.String(200), nullable=True),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("nudge_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("answer", name="uq_tickets_answer"),
        sa.ForeignKeyConstraint(["answer"], ["answers.id"], name="fk_tickets_answer_answers"),
    )
    op.create_index("ix_tickets_state_nudge_at", "tickets", ["state", "nudge_at"])
    op.add_column("answers", sa.Column("erased_at", sa.BigInteger, nullable=True))
    op.create_index("ix_answers_person", "answers", ["person"])
    op.create_index("ix_answers_erased_at_asked_at", "answers", ["erased_at", "asked_at"])
