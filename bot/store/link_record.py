"""Which accounts are one person, and the codes by which people say so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class LinkCode:
    """A code that was given to an account; only its hash is kept."""

    digest: str
    account: str
    expires_at: datetime


class LinkRecords(Protocol):
    """Where links are kept; every method raises StoreUnavailable when the store is out of reach."""

    def add_code(self, code: LinkCode) -> None:
        """Keeps a code in place of the ones that the account had."""

    def claim_code(self, digest: str, now: datetime) -> str | None:
        """The account of a code that has not expired; whoever claims it uses it up."""

    def count_try(self, account: str, now: datetime, since: datetime) -> int:
        """Notes that an account tries a code; how often it has done so since a moment, this time included."""

    def join(self, account: str, other: str, person: str) -> None:
        """Makes two accounts, and all that are joined to them, one person under this id."""

    def accounts_with(self, account: str) -> frozenset[str]:
        """All accounts of the person that an account belongs to, itself included."""

    def forget(self, account: str) -> None:
        """Forgets an account with its codes and tries; those joined to it stay joined to each other."""


class RememberedLinks:
    """The in-memory double; forgets when the process ends."""

    def __init__(self) -> None:
        self._codes: dict[str, LinkCode] = {}
        self._tries: list[tuple[str, datetime]] = []
        self._persons: dict[str, str] = {}

    def add_code(self, code: LinkCode) -> None:
        self._drop_codes(code.account)
        self._codes[code.digest] = code

    def claim_code(self, digest: str, now: datetime) -> str | None:
        code = self._codes.pop(digest, None)
        return code.account if code is not None and now < code.expires_at else None

    def count_try(self, account: str, now: datetime, since: datetime) -> int:
        self._tries = [*((who, at) for who, at in self._tries if at >= since), (account, now)]
        return sum(who == account for who, _ in self._tries)

    def join(self, account: str, other: str, person: str) -> None:
        for joined in self.accounts_with(account) | self.accounts_with(other):
            self._persons[joined] = person

    def accounts_with(self, account: str) -> frozenset[str]:
        person = self._persons.get(account)
        return frozenset({account, *(known for known, whose in self._persons.items() if whose == person)})

    def forget(self, account: str) -> None:
        self._drop_codes(account)
        self._tries = [(who, at) for who, at in self._tries if who != account]
        self._persons.pop(account, None)

    def _drop_codes(self, account: str) -> None:
        self._codes = {digest: code for digest, code in self._codes.items() if code.account != account}
