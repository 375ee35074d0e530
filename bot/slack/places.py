"""Where a post goes in Slack, by the name that the outbox has for it."""

from bot.delivery.post import Post


def channel_of(post: Post) -> str:
    """The channel, in which one person may have a lane of their own, or the person with whom the talk is private."""
    return person_of(post) or post.conversation.partition(":")[0]


def person_of(post: Post) -> str | None:
    """Whom a private talk is with; None for a channel."""
    return post.conversation.rpartition(":")[2] if post.conversation.startswith("@") else None
