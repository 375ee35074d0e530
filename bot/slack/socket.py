"""Socket Mode: the same deliveries over a websocket that we open, for a bot that Slack cannot reach."""

import logging

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.intake import Answer, ForeignTeam
from bot.slack.router import Router, Unreadable

log = logging.getLogger(__name__)

DELIVERIES = frozenset({"events_api", "interactive", "slash_commands"})


class Socket:
    """Acknowledges what was kept; what could not be kept is not acknowledged, so that Slack delivers it again."""

    def __init__(self, app_token: str, client: AsyncWebClient, router: Router) -> None:
        self._app_token = app_token
        self._client = client
        self._router = router
        self._socket: SocketModeClient | None = None

    async def open(self) -> None:
        """Connects, and connects again whenever the connection breaks."""
        self._socket = SocketModeClient(self._app_token, web_client=self._client)
        self._socket.socket_mode_request_listeners.append(self._receive)
        await self._socket.connect()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Ends the connection."""
        if self._socket is not None:
            await self._socket.close()  # type: ignore[no-untyped-call]

    async def _receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answer: Answer = None
        try:
            if request.type in DELIVERIES:
                answer = await self._router.route(request.payload)
        except Unreadable as error:
            log.warning("unreadable: %s", error, extra={"action": "delivery_unreadable"})
        except ForeignTeam:
            log.warning("foreign team refused", extra={"action": "team_refused"})
        except Exception:
            log.exception("delivery failed", extra={"action": "delivery_failed"})
            return
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))
