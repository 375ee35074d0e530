"""The tables, as the newest migration leaves them."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, MetaData, String, Table, Text

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
    Index("ix_answers_conversation_asked_at", "conversation", "asked_at"),
    Index("ix_answers_status_asked_at", "status", "asked_at"),
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
