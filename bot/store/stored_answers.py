"""Answers kept in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, Select, select
from sqlalchemy.exc import IntegrityError

from bot.store.answer_record import AnswerRecord
from bot.store.rows import microseconds, moment, or_unavailable
from bot.store.tables import answers

_KEPT = select(answers).where(answers.c.erased_at.is_(None))


class StoredAnswers:
    """AnswerRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, record: AnswerRecord) -> None:
        values = _values(record)

        def insert() -> None:
            try:
                with self._engine.begin() as connection:
                    connection.execute(answers.insert().values(**values))
            except IntegrityError:
                if self.get(record.id) is None:
                    raise

        or_unavailable(insert)

    def get(self, identity: str) -> AnswerRecord | None:
        found = self._records(select(answers).where(answers.c.id == identity))
        return found[0] if found else None

    def latest(self, conversation: str, count: int) -> list[AnswerRecord]:
        mine = select(answers).where(answers.c.conversation == conversation)
        return self._records(mine.order_by(answers.c.asked_at.desc()).limit(count))[::-1]

    def unanswered(self, count: int) -> list[AnswerRecord]:
        none = _KEPT.where(answers.c.status == "no_answer")
        return self._records(none.order_by(answers.c.asked_at.desc()).limit(count))

    def of_person(self, person: str) -> list[AnswerRecord]:
        return self._records(_KEPT.where(answers.c.person == person).order_by(answers.c.asked_at))

    def expired(self, before: datetime, count: int) -> list[AnswerRecord]:
        old = _KEPT.where(answers.c.asked_at < microseconds(before))
        return self._records(old.order_by(answers.c.asked_at).limit(count))

    def rewrite(self, records: Sequence[AnswerRecord]) -> None:
        def write() -> None:
            with self._engine.begin() as connection:
                for record in records:
                    connection.execute(answers.update().where(answers.c.id == record.id).values(**_values(record)))

        or_unavailable(write)

    def _records(self, query: Select[Any]) -> list[AnswerRecord]:
        def read() -> Sequence[RowMapping]:
            with self._engine.connect() as connection:
                return connection.execute(query).mappings().all()

        return [_record(row) for row in or_unavailable(read)]


def _values(record: AnswerRecord) -> dict[str, Any]:
    erased_at = None if record.erased_at is None else microseconds(record.erased_at)
    return asdict(record) | {"asked_at": microseconds(record.asked_at), "erased_at": erased_at}


def _record(row: RowMapping) -> AnswerRecord:
    erased_at = None if row["erased_at"] is None else moment(row["erased_at"])
    return AnswerRecord(**(dict(row) | {"asked_at": moment(row["asked_at"]), "erased_at": erased_at}))
