"""Payloads that nobody should send: noise, nested nonsense, and real ones with a part torn out or of another kind."""

import json
import random
from collections.abc import Iterator
from typing import Any

from tests.fakes.slack_requests import command, event, interaction, mention

_ODD: tuple[Any, ...] = (None, True, -1, 1e308, "", "\ud800", "x" * 5_000, "<!here>", [], {}, [[[]]], {"a": {"b": [1]}}, "\x00")


def malformed(count: int, seed: int) -> Iterator[tuple[str, bool]]:
    """Bodies with whether each is a form; the same for the same seed."""
    rng = random.Random(seed)
    makers = (noise, _nonsense, _broken_event, _broken_press, _broken_command, deep, _cut)
    for _ in range(count):
        yield rng.choice(makers)(rng)


def noise(rng: random.Random) -> tuple[str, bool]:
    """Characters, and whether they come as a form."""
    return "".join(chr(rng.randrange(32, 0x2FF)) for _ in range(rng.randrange(400))), rng.random() < 0.5


def _nonsense(rng: random.Random) -> tuple[str, bool]:
    return json.dumps(anything(rng, 4)), False


def _broken_event(rng: random.Random) -> tuple[str, bool]:
    return json.dumps(torn(json.loads(event(mention("How long does a patent last?", f"C{rng.randrange(99)}"))), rng)), False


def _broken_press(rng: random.Random) -> tuple[str, bool]:
    payload = {
        "type": rng.choice(["block_actions", "view_submission", "message_action", "shortcut"]),
        "callback_id": rng.choice(["ask_about_message", "expert_answer", "x"]),
        "actions": [
            {"action_id": rng.choice(["helpful", "share", "open:1", "take", "card:checklist.answer", "zz"]), "value": "a|1"}
        ],
        "message": {"ts": "1.1", "text": "how long?"},
        "channel": {"id": "C1"},
        "view": {"callback_id": "expert_answer", "private_metadata": "x", "state": {"values": {}}},
    }
    return interaction(torn(payload, rng)), True


def _broken_command(rng: random.Random) -> tuple[str, bool]:
    text = "".join(chr(rng.randrange(1, 0xD7FF)) for _ in range(rng.randrange(200)))
    return command(text, user=rng.choice(["U1", "", "u", "U" * 400]), channel=rng.choice(["C1", "", "#"])), True


def deep(rng: random.Random) -> tuple[str, bool]:
    """Objects in objects."""
    depth = rng.randrange(10, 6_000)
    return '{"a":' * depth + "1" + "}" * depth, False


def _cut(rng: random.Random) -> tuple[str, bool]:
    body = event(mention("Can we record our patent with US customs?"))
    return body[: rng.randrange(len(body))], False


def anything(rng: random.Random, depth: int) -> Any:
    """Some JSON, so many levels deep."""
    if depth == 0 or rng.random() < 0.4:
        return rng.choice(_ODD)
    if rng.random() < 0.5:
        return [anything(rng, depth - 1) for _ in range(rng.randrange(4))]
    names = ("type", "event", "team_id", "event_id", "payload", "user", "channel", "text", "ts", "actions")
    return {rng.choice(names): anything(rng, depth - 1) for _ in range(rng.randrange(5))}


def torn(found: Any, rng: random.Random) -> Any:
    """One of its parts, somewhere, gone or of another kind."""
    at = found
    while isinstance(at, dict) and at:
        name = rng.choice(list(at))
        if not isinstance(at[name], dict) or rng.random() < 0.4:
            if rng.random() < 0.3:
                del at[name]
            else:
                at[name] = anything(rng, 2)
            break
        at = at[name]
    return found
