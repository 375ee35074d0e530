"""In the log people stand under names of the log's own, which lead to nobody once the row that says whose they are is gone."""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Protocol

PREFIX = "someone:"


class LogNames(Protocol):
    """Whose names they are; every method raises StoreUnavailable when the store is out of reach."""

    def given(self, people: Iterable[str]) -> dict[str, str]:
        """The name of each person; whoever has none gets one."""

    def behind(self, names: Iterable[str]) -> dict[str, str]:
        """The person behind each name; those who were forgotten are left out."""

    def of(self, people: Iterable[str]) -> dict[str, str]:
        """The names of those who have one."""


class RememberedNames:
    """The in-memory double; forgets when the process ends."""

    def __init__(self, new_name: Callable[[], str] | None = None) -> None:
        numbers = count(1)
        self._new_name = new_name or (lambda: f"{next(numbers):016x}")
        self._names: dict[str, str] = {}

    def given(self, people: Iterable[str]) -> dict[str, str]:
        return {person: self._names.setdefault(person, PREFIX + self._new_name()) for person in people}

    def behind(self, names: Iterable[str]) -> dict[str, str]:
        wanted = set(names)
        return {name: person for person, name in self._names.items() if name in wanted}

    def of(self, people: Iterable[str]) -> dict[str, str]:
        return {person: self._names[person] for person in people if person in self._names}

    def drop(self, person: str) -> str | None:
        """Forgets whose a name is; the name that stays in the log."""
        return self._names.pop(person, None)
