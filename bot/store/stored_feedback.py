"""Feedback kept in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine, RowMapping, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.feedback_record import FeedbackRecord
from bot.store.rows import microseconds, moment, or_unavailable
from bot.store.tables import answers, feedback


class StoredFeedback:
    """FeedbackRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def put(self, record: FeedbackRecord) -> bool:
        values = asdict(record) | {"given_at": microseconds(record.given_at)}
        upsert = self._insert(feedback).values(**values)
        upsert = upsert.on_conflict_do_update(index_elements=["answer", "person"], set_=values)

        def write() -> bool:
            with self._engine.begin() as connection:
                if connection.execute(select(answers.c.id).where(answers.c.id == record.answer)).first() is None:
                    return False
                connection.execute(upsert)
                return True

        return or_unavailable(write)

    def of_answer(self, answer: str) -> list[FeedbackRecord]:
        query = select(feedback).where(feedback.c.answer == answer).order_by(feedback.c.given_at)

        def read() -> Sequence[RowMapping]:
            with self._engine.connect() as connection:
                return connection.execute(query).mappings().all()

        return [FeedbackRecord(**(dict(row) | {"given_at": moment(row["given_at"])})) for row in or_unavailable(read)]
