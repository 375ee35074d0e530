"""What was said last in a conversation is found without reading all that was ever said there."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_INDEX = "ix_outbox_conversation_state_done_at"


def upgrade() -> None:
    """Adds the index."""
    op.create_index(_INDEX, "outbox", ["conversation", "state", "done_at"])
