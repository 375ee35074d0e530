"""What a desk tells becomes posts: in the same place, to one person alone, or elsewhere."""

from typing import Any

from bot.conversation.card import Card, Told, private_with
from bot.conversation.message import ConversationRef, Person
from bot.conversation.reply import Reply
from bot.delivery.post import Post
from bot.posting import posts_of
from bot.teams.replies import reply_activities


def reply_posts(reply: Reply, key: str, place: ConversationRef, *, experts: bool) -> list[Post]:
    """A reply where it was asked; the id of the answer ends each key, so that a verdict on the post finds it."""
    parts = reply_activities(reply, sharable=False, experts=experts)
    payloads = [{"activity": part, "language": reply.language} for part in parts]
    return [to(place, f"{key}#{number}/{reply.id}", payload) for number, payload in enumerate(payloads)]


def told_posts(told: Told, key: str, place: ConversationRef, person: Person) -> list[Post]:
    """The cards of a desk, and what it sends elsewhere."""
    here = private_with(person.id) if told.private else place
    cards = [to(here, f"{key}#{number}", neutral(card)) for number, card in enumerate(told.cards)]
    return [*cards, *posts_of(told.elsewhere)]


def neutral(card: Card) -> dict[str, Any]:
    """The payload that every channel's sender can render."""
    return {"card": card.as_json(), "replaces": None}


def to(place: ConversationRef, key: str, payload: dict[str, Any]) -> Post:
    """A post for a place."""
    return Post(key[:220], place.channel, place.conversation, place.thread, payload)


def answer_in(post_key: str) -> str:
    """The id of the answer that a post shows; empty when it shows none."""
    return post_key.rpartition("/")[2] if "#" in post_key else ""
