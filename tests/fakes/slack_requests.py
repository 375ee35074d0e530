"""Requests as Slack signs and sends them."""

import hashlib
import hmac
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

from tests.fakes.slack_server import BOT_USER, TEAM

SECRET = "signing-secret"
_numbers = itertools.count(1)


def signed(body: str, secret: str = SECRET, at: float | None = None, form: bool = False) -> dict[str, str]:
    """The headers that go with a body."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    content = "application/x-www-form-urlencoded" if form else "application/json"
    return {"X-Slack-Signature": f"v0={digest}", "X-Slack-Request-Timestamp": stamp, "Content-Type": content}


def event(event: dict[str, Any], event_id: str | None = None, team: str = TEAM) -> str:
    """The body of an event."""
    identity = event_id or f"Ev{next(_numbers):06d}"
    return json.dumps({"type": "event_callback", "team_id": team, "event_id": identity, "event": event})


def mention(text: str, channel: str = "C1", user: str = "U1", ts: str | None = None, **more: Any) -> dict[str, Any]:
    """Somebody mentions the bot."""
    return said(f"<@{BOT_USER}> {text}", channel, user, ts, type="app_mention", **more)


def said(text: str, channel: str = "C1", user: str = "U1", ts: str | None = None, **more: Any) -> dict[str, Any]:
    """Somebody says something in a channel."""
    stamp = ts or f"1700000000.{next(_numbers):06d}"
    kind = "im" if channel.startswith("D") else "channel"
    return {
        "type": "message",
        "channel": channel,
        "channel_type": kind,
        "user": user,
        "text": text,
        "ts": stamp,
        "team": TEAM,
    } | more


def command(text: str, user: str = "U1", channel: str = "C1", **more: str) -> str:
    """The body of /ipdesk."""
    fields = {"command": "/ipdesk", "text": text, "user_id": user, "channel_id": channel, "team_id": TEAM}
    return urlencode(fields | {"trigger_id": f"trigger-{next(_numbers)}"} | more)


def interaction(payload: dict[str, Any], user: str = "U1") -> str:
    """The body of a pressed button, a shortcut or a submitted view."""
    common = {"team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "trigger_id": f"trigger-{next(_numbers)}"}
    return urlencode({"payload": json.dumps(common | payload)})


def pressed(action: str, value: str, message: dict[str, Any], user: str = "U1", **more: Any) -> str:
    """The body of a pressed button of a message that was posted."""
    where = {"channel": {"id": message["channel"]}, "message": {"ts": message["ts"], "thread_ts": message.get("thread_ts")}}
    return interaction({"type": "block_actions", "actions": [{"action_id": action, "value": value}], **where, **more}, user)
