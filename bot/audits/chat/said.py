"""Said is by whom and where something was said, which decides who may be told what."""

from dataclasses import dataclass

from bot.conversation.message import ConversationRef, Person


@dataclass(frozen=True)
class Said:
    """Who said it and where; `private` where nobody else reads along."""

    person: Person
    conversation: ConversationRef
    private: bool = False


def place_of(said: Said) -> str:
    """The channel in which something was said, or the private talk with its speaker."""
    platform = said.conversation.channel
    return f"{platform}:@{said.person.id}" if said.private else f"{platform}:{said.conversation.conversation}"
