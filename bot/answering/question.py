"""A Question is a message made readable: clean text, language, parts, countries, kinds of figure wanted."""

from dataclasses import dataclass

from bot.answering.places import Places


@dataclass(frozen=True)
class Part:
    """One thing that is asked; `context` is what the message tells around it."""

    text: str
    context: str
    places: Places
    wants: frozenset[str]

    @property
    def whole(self) -> str:
        """The part within its story."""
        return f"{self.context} {self.text}".strip()


@dataclass(frozen=True)
class Question:
    """What a person asks, read for the first time or in the light of a thread.

    It is `written` in one language and wants its answer in `language`, which may be another.
    """

    text: str
    written: str
    language: str
    parts: tuple[Part, ...]
    places: Places
    side_by_side: bool = False


@dataclass(frozen=True)
class Unreadable:
    """A message that cannot be a question; `reason` is a key of the catalogue."""

    reason: str
