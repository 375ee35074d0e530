"""What a desk sends elsewhere becomes posts in the outbox, wherever it was said: a page and a terminal have none of their own."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Engine

from bot.conversation.card import Card, Sending
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post

MAX_KEY = 220


def posts_of(sendings: Iterable[Sending]) -> list[Post]:
    """One post each, with a payload that every channel's sender can render."""
    return [Post(s.key[:MAX_KEY], s.to.channel, s.to.conversation, s.to.thread, _payload(s)) for s in sendings]


def _payload(sending: Sending) -> dict[str, Any]:
    said = {"card": sending.card.as_json(), "replaces": sending.replaces}
    return {**said, "series": sending.series} if sending.series else said


def card_of(payload: Mapping[str, Any], now: datetime) -> Card:
    """The card of a post as it is sent now: one that is to come by a moment says when it comes after it."""
    card, late = Card.from_json(payload["card"]), payload.get("late")
    if late is None or now <= datetime.fromisoformat(late["after"]):
        return card
    return replace(card, text="\n".join(line for line in (card.text, str(late["text"])) if line))


class Posting:
    """Puts posts into the outbox of the channel that they are for; that channel's sender, in any process, posts them."""

    def __init__(self, open_engine: Callable[[], Engine], clock: Callable[[], datetime]) -> None:
        self._open_engine = open_engine
        self._clock = clock
        self._owner = secrets.token_hex(8)

    @cached_property
    def _engine(self) -> Engine:
        """Opened when there is something to send."""
        return self._open_engine()

    def __call__(self, sendings: Iterable[Sending]) -> None:
        """Each once, by its key; raises StoreUnavailable."""
        for post in posts_of(sendings):
            Outbox(self._engine, post.channel, self._owner).add_once(post, self._clock())
