"""The last answers that one person was given."""

from sqlalchemy import Engine, select

from bot.store.database import reading
from bot.store.rows import or_unavailable
from bot.store.tables import answers


class RecentAnswers:
    """Reads over SQLAlchemy; raises StoreUnavailable."""

    def __init__(self, engine: Engine) -> None:
        self._reading = reading(engine)

    def of(self, person: str, count: int) -> list[str]:
        """The ids of the last answers, newest first."""
        mine = select(answers.c.id).where(answers.c.person == person, answers.c.status == "answered")
        query = mine.order_by(answers.c.asked_at.desc()).limit(count)

        def read() -> list[str]:
            with self._reading.connect() as connection:
                return list(connection.execute(query).scalars())

        return or_unavailable(read)
