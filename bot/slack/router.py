"""Bolt finds the listener of a delivery; each listener has the Intake store what it takes before Bolt acknowledges it."""

import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.intake import SHORTCUT, Answer, Intake

COMMAND = "/ipdesk"
OK = 200
_ANY = re.compile("")
_MEMBERSHIP = re.compile(r"member_(joined|left)_channel|subteam_\w+|team_join|user_change")
_Take = Callable[[dict[str, Any]], Awaitable[Answer]]


class Unreadable(ValueError):
    """Refuse: a delivery that is not built as Slack builds them."""


class Router:
    """Signatures are the door's business, teams the Intake's: Bolt asks Slack for neither."""

    def __init__(self, token: str, api_url: str, intake: Intake) -> None:
        self._app = _app(token, api_url)
        self._app.event("app_mention")(_listener(intake.event))
        self._app.event("message")(_listener(intake.event))
        self._app.action(_ANY)(_listener(intake.pressed))
        self._app.command(COMMAND)(_listener(intake.command))
        self._app.event("app_home_opened")(_listener(intake.event))
        self._app.event(_MEMBERSHIP)(_listener(intake.event))
        self._app.shortcut(SHORTCUT)(_listener(intake.shortcut))
        self._app.view(_ANY)(_listener(intake.submitted))
        self._app.error(_failed)

    async def route(self, body: dict[str, Any]) -> Answer:
        """What Slack is answered; what nobody listens for is acknowledged. Raises Unreadable, and what the Intake raises."""
        try:
            request = AsyncBoltRequest(body=body, mode="socket_mode")  # takes an object; the mode of HTTP would parse it again
            response = await self._app.async_dispatch(request)
        except (TypeError, AttributeError, LookupError, ValueError) as error:
            raise Unreadable(repr(error)) from None
        failed = request.context.get("failed")
        if failed is not None:
            raise failed if request.context.get("taken") else Unreadable(repr(failed))
        if response.status != OK or not response.body:
            return None
        answer: dict[str, Any] = json.loads(response.body)
        return answer


def _app(token: str, api_url: str) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        # Without this Bolt asks auth.test at the first delivery, and fails it when Slack does not answer.
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=token)

    # Bolt warns of deliveries without a listener by quoting them, and of settings that are meant.
    quiet = logging.getLogger("bot.slack.bolt")
    quiet.setLevel(logging.ERROR)
    return AsyncApp(
        logger=quiet,
        name="ipdesk",
        client=AsyncWebClient(base_url=api_url),
        authorize=authorize,
        signing_secret="",
        process_before_response=True,  # otherwise an event is acknowledged before its listener has run
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )


def _listener(take: _Take) -> Callable[..., Awaitable[None]]:
    async def listen(body: dict[str, Any], ack: AsyncAck, context: AsyncBoltContext) -> None:
        context["taken"] = True
        answer = await take(body)
        await ack("" if answer is None else answer)

    return listen


async def _failed(error: Exception, context: AsyncBoltContext) -> None:
    """Bolt would turn every failure into a 500; the door knows better which is which."""
    context["failed"] = error
