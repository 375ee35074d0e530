"""Where the programme's cards go: a channel or the private talk with a person, as rows of the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.audits.plan import AuditPlan
from bot.audits.working_time import day_at
from bot.conversation.card import Card, private_with
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.delivery.post import Post, row_of

PREFIX = "audit/"
LATE = timedelta(hours=2)
REACHED = frozenset({"slack", "teams"})  # the platforms that post by themselves; a terminal is read when somebody looks


@dataclass(frozen=True)
class Outgoing:
    """A card for `to`, a channel ("slack:C3") or, `private`, a person ("slack:T1:U2"); `key` is its own for ever.

    `owner` is told where nobody can say whether it arrived; it takes the place of the post with the key `replaces`. `late` is
    what it says in addition where it lay in the outbox for longer than LATE.
    """

    key: str
    to: str
    card: Card
    owner: str
    private: bool = False
    replaces: str | None = None
    late: str = ""

    @property
    def conversation(self) -> str:
        """The platform's name for where it goes."""
        return private_with(self.to).conversation if self.private else self.to.partition(":")[2]


def timed(outgoing: Iterable[Outgoing], plan: AuditPlan, now: datetime) -> list[Outgoing]:
    """Each with what it is to say should nobody send it in time: on which day it should have come."""
    day = written(day_at(now, plan.reader), plan.language)
    return [replace(one, late=say("audit.late", plan.language, day=day)) for one in outgoing]


def rows(outgoing: Iterable[Outgoing], now: datetime) -> tuple[dict[str, Any], ...]:
    """Rows of the outbox, a microsecond apart, so that they keep their order."""
    found = [one for one in outgoing if one.to.partition(":")[0] in REACHED]
    return tuple(row_of(_post(one, now), now + timedelta(microseconds=number)) for number, one in enumerate(found))


def told_nobody(key: str, now: datetime) -> dict[str, Any]:
    """Marks a post that failed as told of, where its owner cannot be reached: otherwise it would be looked at for ever."""
    row = row_of(Post(f"{key}/undelivered", "none", "", None, {}), now)
    return {**row, "state": "failed", "payload": None, "done_at": row["due_at"]}


def _post(one: Outgoing, now: datetime) -> Post:
    payload: dict[str, Any] = {"card": one.card.as_json(), "replaces": one.replaces, "owner": one.owner}
    if one.late:
        payload["late"] = {"after": (now + LATE).isoformat(), "text": one.late}
    return Post(one.key, one.to.partition(":")[0], one.conversation, None, payload)
