"""What is to be said in Slack, as posts for the outbox."""

import hashlib
from typing import Any

from bot.conversation.card import Told
from bot.conversation.catalogue import say
from bot.delivery.post import Post
from bot.posting import posts_of
from bot.slack.asked import Asked
from bot.slack.blocks import SlackMessage, sentence
from bot.slack.cards import card_messages
from bot.slack.uploading import file_posts
from indexer.language import language_of


def message_posts(key: str, asked: Asked, parts: list[SlackMessage]) -> list[Post]:
    """Where it was asked; for the asker alone where it was asked privately."""
    return [post_of(f"{key}#{number}", asked, part) for number, part in enumerate(parts)]


def channel_posts(key: str, asked: Asked, parts: list[SlackMessage]) -> list[Post]:
    """In the channel itself, whoever asked and how."""
    return [post_of(f"{key}#{number}", asked, part, everybody=True) for number, part in enumerate(parts)]


def told_posts(key: str, asked: Asked, told: Told) -> list[Post]:
    """Cards where the talk is, for one person or in place of the card that was pressed; and those for elsewhere."""
    parts = [part for card in told.cards for part in card_messages(card)]
    alone = asked.thread is None or (told.private and not asked.channel.startswith("D"))
    in_place = len(parts) - 1 if told.in_place and asked.surface == "press" and not told.private else -1
    here = [_told(f"{key}#{n}", asked, part, alone, n == in_place) for n, part in enumerate(parts)]
    files = [
        post
        for number, card in enumerate(told.cards)
        for post in file_posts(f"{key}#{number}", asked.channel, asked.thread, asked.person, card)
    ]
    return [*here, *files, *posts_of(told.elsewhere)]


def sentence_posts(key: str, asked: Asked, text: str, **values: str) -> list[Post]:
    """One sentence of the catalogue, in the language in which it was asked."""
    return message_posts(key, asked, [sentence(say(text, language_in(asked.text), **values))])


def post_of(key: str, asked: Asked, part: SlackMessage, everybody: bool = False) -> Post:
    """One message for whom asked, or for `everybody` in the channel."""
    alone = asked.thread is None and not everybody
    payload: dict[str, Any] = {
        "text": part.text,
        "blocks": part.blocks,
        "user": asked.user,
        "respond_to": asked.respond_to if alone else None,
        "private": alone,
        "language": language_in(asked.text),
    }
    lane = f"{asked.channel}:{asked.user}" if alone else asked.channel  # what one person sees holds up nobody else
    return Post(key, "slack", lane, None if everybody else asked.thread, payload, person=asked.person)


def alone_post(key: str, asked: Asked, part: SlackMessage) -> Post:
    """For the asker alone, even where everybody reads the thread."""
    return _told(key, asked, part, not asked.channel.startswith("D"), in_place=False)


def _told(key: str, asked: Asked, part: SlackMessage, alone: bool, in_place: bool) -> Post:
    payload: dict[str, Any] = {
        "text": part.text,
        "blocks": part.blocks,
        "user": asked.user,
        "respond_to": asked.respond_to if alone else None,
        "private": alone,
        "language": language_in(asked.text),
        "update": asked.pressed if in_place and not alone else None,
        "replace": in_place and alone,
    }
    lane = f"{asked.channel}:{asked.user}" if alone else asked.channel  # what one person sees holds up nobody else
    return Post(key, "slack", lane, asked.thread, payload, person=asked.person)


def reference_of(key: str) -> str:
    """What a person can read out, and an admin find in the log."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def language_in(text: str) -> str:
    """The language to tell a failure in."""
    return "vi" if language_of(text) == "vi" else "en"
