"""What a desk tells becomes posts: in the same place, to one person alone, or elsewhere."""

from dataclasses import replace
from typing import Any

from bot.conversation.card import Card, Told, private_with
from bot.conversation.message import ConversationRef, Person
from bot.conversation.reply import Reply
from bot.delivery.post import Post
from bot.posting import MAX_KEY, posts_of
from bot.teams.replies import reply_activities


def reply_posts(reply: Reply, key: str, place: ConversationRef, person: str, *, experts: bool) -> list[Post]:
    """A reply where it was asked; the id of the answer ends each key, so that a verdict on the post finds it."""
    parts = reply_activities(reply, sharable=False, experts=experts)
    payloads = [{"activity": part, "language": reply.language} for part in parts]
    return [to(place, f"{key}#{number}/{reply.id}", payload, person) for number, payload in enumerate(payloads)]


def told_posts(told: Told, key: str, place: ConversationRef, person: Person) -> list[Post]:
    """The cards of a desk, and what it sends elsewhere."""
    here = private_with(person.id) if told.private else place
    cards = [to(here, f"{key}#{number}", neutral(card), person.id) for number, card in enumerate(told.cards)]
    return [*cards, *posts_of(told.elsewhere)]


def neutral(card: Card) -> dict[str, Any]:
    """The payload that every channel's sender can render."""
    return {"card": card.as_json(), "replaces": None}


def to(place: ConversationRef, key: str, payload: dict[str, Any], person: str = "") -> Post:
    """A post for a place; `person` is the id of whom it is for."""
    return Post(key[:MAX_KEY], place.channel, place.conversation, place.thread, payload, person=person)


def interim_key(key: str) -> str:
    """The key of what is said while an arrival is slow to be answered."""
    return f"{key}#wait"[:MAX_KEY]


def instead(posts: list[Post], key: str, place: ConversationRef) -> list[Post]:
    """The first post of the place takes that of what was said meanwhile, where something was."""
    here = (place.conversation, place.thread)
    first = next((post for post in posts if (post.conversation, post.thread) == here and _is_new(post)), None)
    return [replace(post, payload={**post.payload, "replaces": interim_key(key)}) if post is first else post for post in posts]


def _is_new(post: Post) -> bool:
    return not (post.payload.get("replaces") or post.payload.get("update"))


def answer_in(post_key: str) -> str:
    """The id of the answer that a post shows; empty when it shows none."""
    return post_key.rpartition("#")[2].partition("/")[2] if "#" in post_key else ""
