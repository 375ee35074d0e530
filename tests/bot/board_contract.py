"""What every BoardRecords must do; the tests of each implementation inherit it and bring their own `store`."""

from dataclasses import replace

import pytest

from bot.store.board_record import Board
from bot.store.store import Store

BOARD = Board("r1", "C1", "slack", "C1", "1700000000.000001", "vi", "press/1#0", 3)


class BoardRecordsContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_a_place_has_one_board_of_a_run(self, store: Store) -> None:
        store.boards.keep(BOARD)
        store.boards.keep(replace(BOARD, key="press/2#0", version=4))
        store.boards.keep(replace(BOARD, run="r2"))
        assert store.boards.of_run("r1") == [replace(BOARD, key="press/2#0", version=4)]

    def test_the_boards_of_a_run_come_by_their_places(self, store: Store) -> None:
        private = replace(BOARD, place="@slack:T1:LINH", conversation="D1", thread=None)
        for board in (BOARD, private):
            store.boards.keep(board)
        assert store.boards.of_run("r1") == [private, BOARD]

    def test_the_private_talk_of_a_person_is_forgotten_with_them(self, store: Store) -> None:
        for board in (BOARD, replace(BOARD, place="@slack:T1:LINH")):
            store.boards.keep(board)
        store.boards.forget("slack:T1:LINH")
        assert store.boards.of_run("r1") == [BOARD]
