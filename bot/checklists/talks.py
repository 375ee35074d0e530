"""Talks: what is remembered of the talks about runs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.access.membership import Standing
from bot.checklists.trouble import UnreadableAnswer
from bot.checklists.turn import POSTED, Turn, person_in
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
    standing_by: Callable[[Iterable[str]], Standing] = lambda _accounts: "unknown"

    def reached(self, person: str) -> str | None:
        """The account on which a person can be written to, their own best of all; None where there is none."""
        accounts = sorted(self.accounts(person), key=lambda account: (account != person, account))
        return next((account for account in accounts if account.partition(":")[0] in POSTED), None)

    def colleague_in(self, text: str) -> str:
        """The one person who is meant, as `person_in` reads it; raises UnreadableAnswer, also for a guest and who has left."""
        person = person_in(text)
        if self.is_outsider(person):
            raise UnreadableAnswer("outsider")
        return person

    def is_outsider(self, person: str) -> bool:
        """True for a guest, and for who has left, whichever account is named; False where nobody can say."""
        return self.standing_by(self.accounts(person)) == "outsider"

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


def talks_in(store: Store, standing_by: Callable[[Iterable[str]], Standing] = lambda _accounts: "unknown") -> Talks:
    """Over a store, with what the platforms say of a person's accounts.

    The language is the one of what was asked last, on any account, or of the last question.
    """

    def language_of(person: str) -> str | None:
        accounts = sorted(store.links.accounts_with(person), key=lambda account: account != person)
        asked = (found for account in accounts if (found := store.focuses.language_of(account)))
        questions = (record.language for account in accounts for record in reversed(store.answers.of_person(account)))
        return next(asked, None) or next((language for language in questions if language in ("en", "vi")), None)

    return Talks(store.focuses, store.boards, store.links.accounts_with, language_of, standing_by)
