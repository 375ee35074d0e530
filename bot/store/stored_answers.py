"""Answers kept in the database."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Engine, RowMapping, Select, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.errors import StoreUnavailable
from bot.store.answer_record import AnswerRecord
from bot.store.tables import answers

_T = TypeVar("_T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class StoredAnswers:
    """AnswerRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, record: AnswerRecord) -> None:
        values = asdict(record) | {"asked_at": (record.asked_at - _EPOCH) // timedelta(microseconds=1)}

        def insert() -> None:
            try:
                with self._engine.begin() as connection:
                    connection.execute(answers.insert().values(**values))
            except IntegrityError:
                if self.get(record.id) is None:
                    raise

        _or_unavailable(insert)

    def get(self, identity: str) -> AnswerRecord | None:
        found = self._records(select(answers).where(answers.c.id == identity))
        return found[0] if found else None

    def latest(self, conversation: str, count: int) -> list[AnswerRecord]:
        mine = select(answers).where(answers.c.conversation == conversation)
        return self._records(mine.order_by(answers.c.asked_at.desc()).limit(count))[::-1]

    def unanswered(self, count: int) -> list[AnswerRecord]:
        none = select(answers).where(answers.c.status == "no_answer")
        return self._records(none.order_by(answers.c.asked_at.desc()).limit(count))

    def _records(self, query: Select[Any]) -> list[AnswerRecord]:
        def read() -> Sequence[RowMapping]:
            with self._engine.connect() as connection:
                return connection.execute(query).mappings().all()

        return [_record(row) for row in _or_unavailable(read)]


def _record(row: RowMapping) -> AnswerRecord:
    values = dict(row)
    return AnswerRecord(**(values | {"asked_at": _EPOCH + timedelta(microseconds=values["asked_at"])}))


def _or_unavailable(work: Callable[[], _T]) -> _T:
    try:
        return work()
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error
