"""POST /api/messages: whoever cannot prove to be the Bot Framework is refused, whatever it brings is acknowledged once kept."""

import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from botbuilder.integration.aiohttp import CloudAdapter

from bot.conversation.catalogue import say
from bot.teams.heard import Heard, read_heard
from bot.teams.intake import Intake
from bot.teams.invokes import Invokes
from bot.teams.services import Services
from bot.teams.signing_keys import KeysUnavailable
from bot.teams.tokens import NoToken, Refused
from bot.teams.turn import KNOWN, Authentication, Turn, routed

log = logging.getLogger(__name__)

PATH = "/api/messages"
MAX_BODY = 256 * 1024
ACCEPTED = 202


@dataclass(frozen=True)
class Guard:
    """Who may come in: `serves` says which tenants' people."""

    authentication: Authentication
    services: Services
    serves: Callable[[str], bool]


class FrontDoor:
    """The entry of this channel over HTTP."""

    def __init__(self, guard: Guard, intake: Intake, invokes: Invokes) -> None:
        self._guard = guard
        self._adapter = CloudAdapter(guard.authentication)
        self._intake = intake
        self._invokes = invokes

    async def receive(self, request: web.Request) -> web.Response:
        """One activity of the Bot Framework."""
        try:
            return await self._received(request)
        except NoToken as error:
            return _refused(401, error)
        except Refused as error:
            return _refused(403, error)
        except KeysUnavailable as error:
            log.error("nobody can be known: %s", error, extra={"action": "keys_unavailable"})
            return web.Response(status=503, text=say("error.unavailable", "en"))
        except web.HTTPException:
            raise
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("activity failed, reference %s", reference, extra={"action": "activity_failed", "reference": reference})
            return web.Response(status=503, text=say("error.reference", "en", reference=reference))

    async def _received(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return _unreadable(415)
        heard = _heard(await request.clone(client_max_size=MAX_BODY).read())
        if heard is None:
            return _unreadable(400)
        activity = routed(heard)
        known = await self._guard.authentication.authenticate_request(activity, request.headers.get("Authorization", ""))
        self._check(heard)
        if heard.type not in KNOWN:
            return web.Response(status=ACCEPTED)
        answer = await self._adapter.process_activity(known, activity, Turn(heard, self._intake, self._invokes).on_turn)
        # The SDK's own `process` serializes the body twice, which fails (see sdk_defects).
        return web.Response(status=ACCEPTED) if answer is None else web.json_response(answer.body, status=answer.status)

    def _check(self, heard: Heard) -> None:
        if not self._guard.serves(heard.tenant):
            raise Refused(f"tenant {heard.tenant!r} is not served")
        if not self._guard.services.allows(heard.service):
            raise Refused(f"service {heard.service!r} may not be sent to")


def _heard(body: bytes) -> Heard | None:
    try:
        found: Any = json.loads(body)
        if b"\\u" in body:  # half a character cannot be kept, wherever it stands
            found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return read_heard(found) if isinstance(found, dict) else None


def _unreadable(status: int) -> web.Response:
    return web.Response(status=status, text=say("error.bad_request", "en"))


def _refused(status: int, error: Exception) -> web.Response:
    log.warning("activity refused: %s", error, extra={"action": "activity_refused"})
    return web.Response(status=status, text=say("error.bad_request", "en"))
