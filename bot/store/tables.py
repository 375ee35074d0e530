"""The tables, as the newest migration leaves them."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    }
)

answers = Table(
    "answers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("asked_at", BigInteger, nullable=False),  # UTC, microseconds since 1970: SQLite drops time zones
    Column("conversation", String(300), nullable=False),
    Column("person", String(200), nullable=False),
    Column("question", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("status", String(16), nullable=False),
    Column("index_version", String(64), nullable=False),
    Column("code_version", String(64), nullable=False),
    Column("turn", JSON(none_as_null=True), nullable=False),
    Column("trace", JSON(none_as_null=True), nullable=False),
    Column("reply", Text, nullable=False),  # the JSON as it was given, byte for byte
    Column("erased_at", BigInteger, nullable=True),  # when text and person were erased
    Index("ix_answers_conversation_asked_at", "conversation", "asked_at"),
    Index("ix_answers_status_asked_at", "status", "asked_at"),
    Index("ix_answers_person", "person"),
    Index("ix_answers_erased_at_asked_at", "erased_at", "asked_at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer", String(32), ForeignKey("answers.id"), primary_key=True),
    Column("person", String(200), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("reason", String(32), nullable=True),
    Column("comment", Text, nullable=False),
    Column("given_at", BigInteger, nullable=False),  # as asked_at above
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("answer", String(32), ForeignKey("answers.id"), nullable=False, unique=True),
    Column("asker", String(200), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("conversation", String(200), nullable=False),
    Column("thread", String(200), nullable=True),
    Column("language", String(8), nullable=False),
    Column("question", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("assignee", String(200), nullable=True),
    Column("reply", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),  # these four as asked_at above
    Column("due_at", BigInteger, nullable=False),
    Column("nudge_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_tickets_state_nudge_at", "state", "nudge_at"),
)

# The accounts of a person; one that was never joined to another has no row.
accounts = Table(
    "accounts",
    metadata,
    Column("account", String(200), primary_key=True),
    Column("person", String(32), nullable=False),
    Index("ix_accounts_person", "person"),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("account", String(200), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_link_codes_account", "account"),
)

link_tries = Table(
    "link_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(200), nullable=False),
    Column("tried_at", BigInteger, nullable=False),
    Index("ix_link_tries_account", "account"),
)

# What was accepted from a channel; `payload` is emptied once it has been worked off, so that no question stays here.
inbox = Table(
    "inbox",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("place", String(200), nullable=True, unique=True),  # the same message may arrive under two keys
    Column("channel", String(16), nullable=False),
    Column("payload", JSON(none_as_null=True), nullable=True),
    Column("received_at", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner", String(32), nullable=True),
    Column("lease_until", BigInteger, nullable=False),
    Column("person", String(200), nullable=True),
    Column("turn_at", BigInteger, nullable=False, server_default="0"),  # the order in which it is worked on
    Column("due_at", BigInteger, nullable=False, server_default="0"),  # not before this
    Index("ix_inbox_state_turn_at", "state", "turn_at"),
    Index("ix_inbox_person_turn_at", "person", "turn_at"),
)

# What is to be posted; `payload` is emptied once the platform has it, `posted_as` is the platform's own name for the post.
outbox = Table(
    "outbox",
    metadata,
    Column("key", String(220), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("conversation", String(100), nullable=False),
    Column("thread", String(100), nullable=True),
    Column("payload", JSON(none_as_null=True), nullable=True),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner", String(32), nullable=True),
    Column("lease_until", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("posted_as", String(100), nullable=True),
    Column("done_at", BigInteger, nullable=True),
    Column("person", String(200), nullable=True),  # whom it is for, where it is for one
    Index("ix_outbox_person", "person"),
    Index("ix_outbox_state_due_at", "state", "due_at"),
    Index("ix_outbox_conversation_thread", "conversation", "thread"),
    Index("ix_outbox_conversation_state_done_at", "conversation", "state", "done_at"),
)
