"""Where the progress of runs is shown, kept in the database."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.board_record import Board
from bot.store.board_tables import boards
from bot.store.database import reading
from bot.store.rows import or_unavailable


class StoredBoards:
    """BoardRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._insert: Any = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def keep(self, board: Board) -> None:
        values = asdict(board)
        others = {name: value for name, value in values.items() if name not in ("run", "place")}
        put = self._insert(boards).values(**values)
        self._write(put.on_conflict_do_update(index_elements=[boards.c.run, boards.c.place], set_=others))

    def of_run(self, run: str) -> list[Board]:
        query = select(boards).where(boards.c.run == run)

        def read() -> list[Board]:
            with self._reading.connect() as connection:
                return [Board(**row) for row in connection.execute(query).mappings()]

        return sorted(or_unavailable(read), key=lambda board: board.place)  # whatever the database's order of letters

    def forget(self, person: str) -> None:
        self._write(boards.delete().where(boards.c.place == f"@{person}"))

    def _write(self, statement: Any) -> None:
        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(statement)

        or_unavailable(write)
