"""A Message is what a person says on any channel, in neutral terms."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from bot.access.actor import Actor
from bot.access.audience import PUBLIC
from bot.access.settings import Role

# Who sees what is said: the person alone, in a talk that lasts; the person alone, for a moment; others as well.
Company = Literal["alone", "fleeting", "others"]


@dataclass(frozen=True)
class Person:
    """Who speaks: a stable id on their channel, the audiences whose guidance they may see, the roles by which they act."""

    id: str
    audiences: frozenset[str] = frozenset({PUBLIC})
    roles: frozenset[Role] = frozenset()

    @property
    def actor(self) -> Actor:
        """The person as somebody who wants to do something."""
        return Actor(self.id, self.roles)


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


class UnusableAttachment(ValueError):
    """Tell the person: the file is too large, or it cannot be fetched."""


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message; `fetch` gives its bytes, at most as many as asked for.

    It may be awaited in any event loop; raises UnusableAttachment.
    """

    name: str
    media_type: str
    size: int
    fetch: Callable[[int], Awaitable[bytes]]


@dataclass(frozen=True)
class Message:
    """One thing said, mentions included; `language` is the language asked for, None to follow the text; `key` its delivery.

    `company`: who sees what is said back; `reviewed_only` where nothing may be quoted that counsel has not reviewed.
    """

    text: str
    person: Person
    conversation: ConversationRef
    language: str | None = None
    attachments: tuple[Attachment, ...] = ()
    key: str = ""
    reviewed_only: bool = False
    company: Company = "alone"

    @property
    def private(self) -> bool:
        """True where nobody else reads along."""
        return self.company != "others"
