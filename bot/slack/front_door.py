"""POST /slack/events: whatever Slack has not signed within five minutes is refused, whatever it has is acknowledged once kept."""

import hashlib
import hmac
import json
import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web
from slack_sdk.errors import SlackClientError

from bot.conversation.catalogue import say
from bot.slack.intake import Answer, ForeignTeam
from bot.slack.router import Router, Unreadable

log = logging.getLogger(__name__)

PATH = "/slack/events"
WINDOW = 300  # seconds
MAX_FIELDS = 50
_STAMP = re.compile(r"[0-9]{1,12}", re.ASCII)


@dataclass(frozen=True)
class Signature:
    """Slack's signature over the raw body; slack_sdk's own verifier fails on a time stamp that is no number."""

    secret: str

    def signs(self, stamp: str, signature: str, body: bytes, now: float) -> bool:
        """True for a signature of this secret, made within the window."""
        if not _STAMP.fullmatch(stamp) or abs(now - int(stamp)) > WINDOW:
            return False
        digest = hmac.new(self.secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={digest}".encode(), signature.encode("utf-8", "replace"))


class FrontDoor:
    """The entry of this channel over HTTP."""

    def __init__(self, signature: Signature, router: Router, clock: Callable[[], datetime]) -> None:
        self._signature = signature
        self._router = router
        self._clock = clock

    async def receive(self, request: web.Request) -> web.Response:
        """One delivery of Slack."""
        body = await request.read()
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not self._signature.signs(stamp, signature, body, self._clock().timestamp()):
            log.warning("unsigned request refused", extra={"action": "signature_refused"})
            return web.Response(status=401, text=say("error.bad_request", "en"))
        try:
            return await self._taken(body, request.content_type)
        except Unreadable as error:
            log.warning("unreadable: %s", error, extra={"action": "delivery_unreadable"})
            return _unreadable()
        except ForeignTeam:
            return web.Response(status=403, text=say("error.bad_request", "en"))
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            # Slack has not told us yet who we are; it delivers again later.
            log.error("not taken: %s", error, extra={"action": "delivery_postponed"})
            return web.Response(status=503, text=say("error.store", "en"))
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("delivery failed, reference %s", reference, extra={"action": "delivery_failed"})
            return web.Response(status=200, text=say("error.reference", "en", reference=reference))

    async def _taken(self, body: bytes, content_type: str) -> web.Response:
        found = _form(body) if content_type == "application/x-www-form-urlencoded" else _object(body)
        if found is None:
            return _unreadable()
        if found.get("type") == "url_verification":
            return web.Response(text=str(found.get("challenge", ""))[:200])
        return _answer(await self._router.route(found))


def _answer(answer: Answer) -> web.Response:
    return web.Response() if answer is None else web.json_response(answer)


def _unreadable() -> web.Response:
    return web.Response(status=400, text=say("error.bad_request", "en"))


def _form(body: bytes) -> dict[str, Any] | None:
    """An interaction, or the fields of a command."""
    fields = _fields(body)
    return _object(fields["payload"]) if "payload" in fields else fields if "command" in fields else None


def _fields(body: bytes) -> dict[str, Any]:
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=MAX_FIELDS))
    except ValueError:
        return {}


def _object(body: bytes | str) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
