"""One activity on its way through the Bot Framework: the SDK's adapter routes it, our own desks take it."""

from typing import Any

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount
from botframework.connector.auth import AuthenticateRequestResult, BotFrameworkAuthentication, ClaimsIdentity

from bot.teams.connector import Connectors
from bot.teams.heard import Heard
from bot.teams.intake import Intake
from bot.teams.invokes import Invokes
from bot.teams.tokens import Tokens

KNOWN = frozenset({"message", "conversationUpdate", "installationUpdate", "invoke"})


class Turn(TeamsActivityHandler):
    """Only the first fork of the SDK's handler is used: further down it asks the network and trusts what was sent."""

    def __init__(self, heard: Heard, intake: Intake, invokes: Invokes) -> None:
        self._heard = heard
        self._intake = intake
        self._invokes = invokes

    async def on_message_activity(self, turn_context: TurnContext) -> None:  # noqa: ARG002 - the SDK's signature
        await self._intake.said(self._heard)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:  # noqa: ARG002
        await self._intake.members_changed(self._heard)

    async def on_installation_update(self, turn_context: TurnContext) -> None:  # noqa: ARG002
        await self._intake.installed(self._heard)

    async def on_invoke_activity(self, turn_context: TurnContext) -> Any:  # noqa: ARG002
        answer = await self._invokes.answer(self._heard)
        return InvokeResponse(status=answer.status, body=answer.body)


class Authentication(BotFrameworkAuthentication):
    """What the SDK asks about who calls and who is called; `tokens` is None where nobody need prove anything."""

    def __init__(self, tokens: Tokens | None, connectors: Connectors) -> None:
        self._tokens = tokens
        self._connectors = connectors

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Raises NoToken, Refused, KeysUnavailable."""
        claims: dict[str, Any] = {}
        if self._tokens is not None:
            claims = await self._tokens.claims(auth_header, activity.channel_id, activity.service_url)
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(claims, is_authenticated=True)
        result.connector_factory = self._connectors
        return result

    async def authenticate_streaming_request(self, *_call: str) -> AuthenticateRequestResult:
        raise PermissionError("nothing is streamed")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> Connectors:  # noqa: ARG002
        return self._connectors

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> Any:  # noqa: ARG002
        """Nobody signs in through the bot."""
        return None


def routed(heard: Heard) -> Activity:
    """What the SDK needs to know of an activity in order to route it; nothing else that was sent reaches it."""
    return Activity(
        type=heard.type,
        id=heard.id,
        name=heard.name,
        service_url=heard.service,
        channel_id=heard.channel,
        conversation=ConversationAccount(id=heard.conversation, tenant_id=heard.tenant),
        from_property=ChannelAccount(id=heard.sender.id),
        recipient=ChannelAccount(id=heard.bot),
    )
