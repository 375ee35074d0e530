"""A Message is what a person says on any channel, in neutral terms."""

from dataclasses import dataclass

from bot.access.audience import PUBLIC


@dataclass(frozen=True)
class Person:
    """Who speaks: a stable id on their channel, and the audiences whose guidance they may see."""

    id: str
    audiences: frozenset[str] = frozenset({PUBLIC})


@dataclass(frozen=True)
class ConversationRef:
    """Where it was said: a channel ("terminal", "web", later "slack", "teams"), a conversation in it, a thread in that."""

    channel: str
    conversation: str
    thread: str | None = None

    @property
    def key(self) -> str:
        """One text for the whole reference."""
        return "/".join((self.channel, self.conversation, self.thread or ""))


@dataclass(frozen=True)
class Message:
    """One thing said; `language` is the language asked for, None to follow the text."""

    text: str
    person: Person
    conversation: ConversationRef
    language: str | None = None
