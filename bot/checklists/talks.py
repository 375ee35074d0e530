"""Talks: what is remembered of the talks about runs."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.checklists.turn import POSTED, Turn
from bot.store.board_record import BoardRecords
from bot.store.focus_record import Focus, FocusRecords
from bot.store.store import Store


@dataclass(frozen=True)
class Talks:
    """What people were asked last, where progress is shown, and what is known of a person: accounts and language."""

    focuses: FocusRecords
    boards: BoardRecords
    accounts: Callable[[str], frozenset[str]]
    language_of: Callable[[str], str | None]

    def reached(self, person: str) -> str | None:
        """The account on which a person can be written to, their own best of all; None where there is none."""
        accounts = sorted(self.accounts(person), key=lambda account: (account != person, account))
        return next((account for account in accounts if account.partition(":")[0] in POSTED), None)

    def focus(self, turn: Turn) -> Focus | None:
        """What a plain sentence is the answer to."""
        if turn.company != "alone":
            return None  # what others read is answered in private
        return next((found for key in turn.talks if (found := self.focuses.get(key, turn.person.id))), None)

    def ask(self, run: str, item: str, times: int, turn: Turn) -> None:
        """From now on a plain sentence is the answer to an item that has been answered so many times."""
        self.focuses.keep(*(Focus(key, turn.person.id, run, item, turn.language, times) for key in turn.talks))

    def end(self, run: str, turn: Turn) -> None:
        """Nothing of a run is asked any more; which language is spoken is remembered."""
        self.focuses.drop(run, turn.person.id)
        self.focuses.keep(Focus(turn.talks[-1], turn.person.id, run, "", turn.language))


def talks_in(store: Store) -> Talks:
    """Over a store; the language is the one of what was asked last, on any account, or of the last question."""

    def language_of(person: str) -> str | None:
        accounts = sorted(store.links.accounts_with(person), key=lambda account: account != person)
        asked = (found for account in accounts if (found := store.focuses.language_of(account)))
        questions = (record.language for account in accounts for record in reversed(store.answers.of_person(account)))
        return next(asked, None) or next((language for language in questions if language in ("en", "vi")), None)

    return Talks(store.focuses, store.boards, store.links.accounts_with, language_of)
