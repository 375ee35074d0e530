"""A list or table by its entries, so that an answer can show those that it is about where all of them are too many."""

import re
from dataclasses import dataclass

_NUMBERED = re.compile(r"\d+\. ")


@dataclass(frozen=True)
class Entries:
    """`opening` stands before all entries (the head of a table); an entry is one line."""

    opening: tuple[str, ...]
    entries: tuple[str, ...]

    @property
    def ordered(self) -> bool:
        """True for numbered steps, of which none may be left out before another."""
        return all(_NUMBERED.match(entry) for entry in self.entries)

    def shown(self, numbers: tuple[int, ...]) -> str:
        """The opening and the entries with these numbers, each word for word."""
        return "\n".join([*self.opening, *(self.entries[number] for number in numbers)])


def entries_of(block: str) -> Entries | None:
    """The entries of a list or a table; None for a sentence."""
    lines = tuple(block.split("\n"))
    if lines[0].startswith("|"):
        return Entries(lines[:2], lines[2:])
    return Entries((), lines) if len(lines) > 1 else None
