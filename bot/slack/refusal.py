"""What Slack means when it does not take a post: whether to try again, and what can still be said instead."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.conversation.catalogue import say
from bot.delivery.post import Post
from bot.slack.blocks import sentence
from bot.slack.places import channel_of, person_of

TOO_MANY, SERVER_ERROR = 429, 500
MAX_WAIT, MAX_RETRY_AFTER = 60, 3_600.0  # seconds
# Slack's way of saying "not now"; everything else that it answers is final.
PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "rollup_error"})
# The blocks are at fault, not the place: a plain sentence can still be said there.
UNREADABLE = frozenset({"invalid_blocks", "msg_blocks_too_long", "msg_too_long", "invalid_blocks_format", "invalid_arguments"})
# A message that cannot be changed any longer is said anew.
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})


@dataclass(frozen=True)
class Later:
    """To be tried again after so many seconds; `maybe` when Slack may have it all the same."""

    seconds: float
    maybe: bool


def later(post: Post, error: Exception) -> Later | None:
    """None when trying again is of no use."""
    backoff = min(MAX_WAIT, 2.0**post.tries) * (0.75 + secrets.randbelow(50) / 100)
    if not isinstance(error, SlackApiError):
        return Later(backoff, maybe=True)
    response: Any = error.response
    status: int = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    if status == TOO_MANY:
        return Later(_retry_after(response.headers), maybe=False)
    if status >= SERVER_ERROR or not error_of(error):
        return Later(backoff, maybe=True)
    return Later(backoff, maybe=False) if error_of(error) in PASSING else None


def error_of(error: Exception) -> str:
    """Slack's word for what is wrong; empty where it said none."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _retry_after(headers: Any) -> float:
    value = str(headers.get("Retry-After", headers.get("retry-after", "1")))
    return min(MAX_RETRY_AFTER, float(value)) if value.isdecimal() and value.isascii() else 1.0


def substitute(post: Post, error: Exception, reference: str) -> Post | None:
    """One plain sentence in place of what could not be posted: there if the blocks were refused, else to the person alone."""
    payload, user = post.payload, post.payload.get("user") or person_of(post)
    language = payload["card"]["language"] if "card" in payload else payload["language"]
    told = sentence(say("error.reference", language, reference=reference))
    instead = {"text": told.text, "blocks": told.blocks, "user": user, "language": language, "substitute": True}
    if error_of(error) in UNREADABLE:
        same = {"respond_to": payload.get("respond_to"), "private": payload.get("private", False)}
        return replace(post, key=f"{post.key}!", conversation=channel_of(post), payload=instead | same, tries=0)
    if user is None:
        return None  # it was for a channel, and nobody asked for it: the log has it
    direct = {"respond_to": None, "private": False}
    return Post(f"{post.key}!", post.channel, user, None, instead | direct, person=post.person)
