"""A Post is one message that is to be sent to a conversation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.rows import microseconds


@dataclass(frozen=True)
class Post:
    """`key` goes with it to the platform, so that it can be found there; `payload` is what the channel's poster understands.

    `person` is the id of whom it is for, where it is for one; `since` is when the outbox took it, None before.
    """

    key: str
    channel: str
    conversation: str
    thread: str | None
    payload: dict[str, Any]
    tries: int = 0
    person: str = ""
    since: datetime | None = None


def row_of(post: Post, created_at: datetime) -> dict[str, Any]:
    """The row of a post that is due at once."""
    at = microseconds(created_at)
    return {
        "key": post.key,
        "channel": post.channel,
        "conversation": post.conversation,
        "thread": post.thread,
        "payload": post.payload,
        "created_at": at,
        "due_at": at,
        "state": "due",
        "lease_until": 0,
        "tries": post.tries,
        "person": post.person or (post.conversation[1:] if post.conversation.startswith("@") else None),
    }
