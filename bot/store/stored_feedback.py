"""Feedback kept in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Engine, RowMapping, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.feedback_record import FeedbackRecord, nameless
from bot.store.rows import microseconds, moment, or_unavailable
from bot.store.tables import answers, feedback


class StoredFeedback:
    """FeedbackRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def put(self, record: FeedbackRecord, *, over_unhelpful: bool = True) -> bool:
        values = asdict(record) | {"given_at": microseconds(record.given_at)}
        where = None if over_unhelpful else feedback.c.helpful.is_(True)
        upsert = self._insert(feedback).values(**values)
        upsert = upsert.on_conflict_do_update(index_elements=["answer", "person"], set_=values, where=where)
        standing = select(answers.c.id).where(answers.c.id == record.answer, answers.c.erased_at.is_(None))

        def write() -> bool:
            with self._engine.begin() as connection:
                if connection.execute(standing).first() is None:
                    return False
                connection.execute(upsert)
                return True

        return or_unavailable(write)

    def of_answer(self, answer: str) -> list[FeedbackRecord]:
        return self._records(feedback.c.answer == answer)

    def of_person(self, person: str) -> list[FeedbackRecord]:
        return self._records(feedback.c.person == person)

    def remove_of_person(self, person: str) -> int:
        def write() -> int:
            with self._engine.begin() as connection:
                return connection.execute(feedback.delete().where(feedback.c.person == person)).rowcount

        return or_unavailable(write)

    def anonymise(self) -> None:
        erased = select(answers.c.id).where(answers.c.erased_at.is_not(None))
        named = self._records(feedback.c.answer.in_(erased) & ~feedback.c.person.startswith(nameless(""), autoescape=True))
        for answer in dict.fromkeys(record.answer for record in named):
            for number, record in enumerate(self.of_answer(answer)):
                self._rename(record, nameless(number))

    def _rename(self, record: FeedbackRecord, name: str) -> None:
        mine = (feedback.c.answer == record.answer) & (feedback.c.person == record.person)

        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(feedback.update().where(mine).values(person=name, comment=""))

        or_unavailable(write)

    def _records(self, wanted: ColumnElement[bool]) -> list[FeedbackRecord]:
        query = select(feedback).where(wanted).order_by(feedback.c.given_at)

        def read() -> Sequence[RowMapping]:
            with self._engine.connect() as connection:
                return connection.execute(query).mappings().all()

        return [FeedbackRecord(**(dict(row) | {"given_at": moment(row["given_at"])})) for row in or_unavailable(read)]
