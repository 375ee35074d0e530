"""Where the programme's cards go: a channel or the private talk with a person, as rows of the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.card import Card, private_with
from bot.delivery.post import Post, row_of

PREFIX = "audit/"
REACHED = frozenset({"slack", "teams"})  # the platforms that post by themselves; a terminal is read when somebody looks


@dataclass(frozen=True)
class Outgoing:
    """A card for `to`, a channel ("slack:C3") or, `private`, a person ("slack:T1:U2"); `key` is its own for ever.

    `owner` is told where nobody can say whether it arrived; it takes the place of the post with the key `replaces`.
    """

    key: str
    to: str
    card: Card
    owner: str
    private: bool = False
    replaces: str | None = None

    @property
    def conversation(self) -> str:
        """The platform's name for where it goes."""
        return private_with(self.to).conversation if self.private else self.to.partition(":")[2]


def rows(outgoing: Iterable[Outgoing], now: datetime) -> tuple[dict[str, Any], ...]:
    """Rows of the outbox, a microsecond apart, so that they keep their order."""
    found = [one for one in outgoing if one.to.partition(":")[0] in REACHED]
    return tuple(row_of(_post(one), now + timedelta(microseconds=number)) for number, one in enumerate(found))


def told_nobody(key: str, now: datetime) -> dict[str, Any]:
    """Marks a post that failed as told of, where its owner cannot be reached: otherwise it would be looked at for ever."""
    row = row_of(Post(f"{key}/undelivered", "none", "", None, {}), now)
    return {**row, "state": "failed", "payload": None, "done_at": row["due_at"]}


def _post(one: Outgoing) -> Post:
    payload = {"card": one.card.as_json(), "replaces": one.replaces, "owner": one.owner}
    return Post(one.key, one.to.partition(":")[0], one.conversation, None, payload)
