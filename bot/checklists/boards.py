"""Boards: the progress of a run, shown in channels and to its lead, and changed there whenever anybody changes the run."""

from dataclasses import dataclass, replace

from bot.checklists.desks import RunDesks
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import progress_card
from bot.checklists.turn import POSTED, Turn
from bot.conversation.card import Sending, private_with
from bot.conversation.message import ConversationRef
from bot.store.board_record import Board, BoardRecords
from bot.store.change_record import sha256


@dataclass(frozen=True)
class Boards:
    """Over the desks of runs and the record of where their progress is shown; raises StoreUnavailable."""

    desks: RunDesks
    records: BoardRecords

    def told(self, run: ChecklistRun, turn: Turn) -> None:
        """The progress card that is said back first becomes the board of its place."""
        if turn.conversation.channel not in POSTED or turn.company == "fleeting":
            return
        alone, here = turn.company == "alone", turn.conversation
        place = f"@{turn.person.id}" if alone else here.conversation
        self.records.keep(
            Board(run.id, place, here.channel, here.conversation, here.thread, turn.language, f"{turn.key}#0", run.version)
        )

    def for_lead(self, run: ChecklistRun, language: str) -> tuple[Sending, ...]:
        """The lead's own board, if there is none yet, in their language."""
        to = private_with(run.lead)
        if to.channel not in POSTED or any(board.place == to.conversation for board in self.records.of_run(run.id)):
            return ()
        key = f"board/{sha256(f'{run.id} {run.lead}')[:40]}"
        self.records.keep(Board(run.id, to.conversation, to.channel, to.conversation, None, language, key, run.version))
        return (Sending(to, progress_card(self.desks, run, language), key),)

    def news(self, identity: str, turn: Turn) -> tuple[Sending, ...]:
        """What brings the boards that are behind up to date."""
        boards = self.records.of_run(identity)
        if not boards:
            return ()
        run = self.desks.book.get(identity)
        behind = [board for board in boards if board.version < run.version]
        for board in behind:
            self.records.keep(replace(board, version=run.version))
        return tuple(self._changed(board, run, turn) for board in behind)

    def _changed(self, board: Board, run: ChecklistRun, turn: Turn) -> Sending:
        there = ConversationRef(board.channel, board.conversation, board.thread)
        series = f"board/{sha256(board.key)[:24]}/"
        key = f"{series}{run.version:09}/{sha256(turn.key)[:16]}"  # so that an older state is never posted over a newer one
        return Sending(there, progress_card(self.desks, run, board.language), key, board.key, series)
