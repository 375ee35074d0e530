"""Bodies that the Bot Framework should never send: noise, nested nonsense, and real activities torn or of another kind."""

import json
import random
from collections.abc import Iterator
from typing import Any

from tests.fakes.teams_activities import activity, invoke, mentioned, pressed, said
from tests.soak.malformed import anything, deep, noise, torn

_TEXT = "How long does a patent last?"
_INVOKES = ("adaptiveCard/action", "message/submitAction", "message/fetchTask", "composeExtension/query", "made/up")
_KINDS = ("message", "invoke", "conversationUpdate", "installationUpdate", "messageReaction", "made-up")
_VERBS = ("choose", "related", "open", "back", "helpful", "not_helpful", "ask_expert", "card.checklist.answer", "card.x.y", "")


def malformed(service: str, count: int, seed: int) -> Iterator[bytes]:
    """So many bodies; the same for the same seed."""
    rng = random.Random(seed)
    makers = (_plain, _nested, _torn_message, _torn_invoke, _torn_press, _odd_file, _cut)
    for number in range(count):
        yield rng.choice(makers)(service, rng, number % 200 + 1).encode("utf-8", "replace")


def _plain(_service: str, rng: random.Random, _user: int) -> str:
    return rng.choice((noise, deep))(rng)[0]


def _nested(service: str, rng: random.Random, user: int) -> str:
    found = activity(service, rng.choice(_KINDS), user)
    for name in rng.sample(sorted(found), 2):
        found[name] = anything(rng, 4)
    return json.dumps(found)


def _torn_message(service: str, rng: random.Random, user: int) -> str:
    return json.dumps(torn(mentioned(service, _TEXT, user) if rng.random() < 0.5 else said(service, _TEXT, user), rng))


def _torn_invoke(service: str, rng: random.Random, user: int) -> str:
    value = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "{}"}, "parameters": [{"name": "q"}]}
    return json.dumps(torn(invoke(service, rng.choice(_INVOKES), torn(value, rng), user, replyToId="1"), rng))


def _torn_press(service: str, rng: random.Random, user: int) -> str:
    found: dict[str, Any] = pressed(service, rng.choice(_VERBS), rng.choice(("a|1", "", "x" * 300)), user, {"reason": "x"})
    return json.dumps(found | {"value": torn(found["value"], rng)})


def _odd_file(service: str, rng: random.Random, user: int) -> str:
    file = {"contentType": "image/*", "contentUrl": "https://evil.test/x", "content": {"downloadUrl": "http://169.254.169.254/"}}
    return json.dumps(said(service, _TEXT, user, attachments=[torn(file, rng), anything(rng, 2)]))


def _cut(service: str, rng: random.Random, user: int) -> str:
    body = json.dumps(said(service, _TEXT, user))
    return body[: rng.randrange(len(body))]
