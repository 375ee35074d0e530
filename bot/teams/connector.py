"""The Connector is the Bot Framework's REST service, through which all that is said in Teams goes out."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from botbuilder.schema import ChannelAccount, ConversationParameters
from botframework.connector import AsyncBfPipeline, BotFrameworkConnectorConfiguration
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import ConnectorFactory

from bot.store.conversation_record import ConversationRecord
from bot.teams.bearer import Bearer
from bot.teams.refusal import Refusal
from bot.teams.sdk_defects import Carrier, ClientException, Nothing, activity_of
from bot.teams.services import Services
from bot.teams.signing_keys import Session

PAGE = 500
# Whatever an outgoing call may raise: what was refused, what could not be sent, what came back and cannot be read.
FAILURES = (Refusal, ClientException, aiohttp.ClientError, OSError, ValueError)
_NOT_ALLOWED = 403


class Connectors(ConnectorFactory):
    """The SDK's clients, one per service; raises Refusal for a service that may not be given our token."""

    def __init__(self, session: Session, bearer: Bearer, services: Services) -> None:
        self._carrier = Carrier(session, bearer)
        self._services = services
        self._clients: dict[str, Any] = {}

    async def create(self, service_url: str, _audience: str | None = None) -> Any:
        if not self._services.allows(service_url):
            raise Refusal(_NOT_ALLOWED, "ServiceNotAllowed")
        if service_url not in self._clients:
            how = BotFrameworkConnectorConfiguration(Nothing(), service_url, pipeline_type=AsyncBfPipeline, sender=self._carrier)
            self._clients[service_url] = ConnectorClient(Nothing(), custom_configuration=how)
        return self._clients[service_url]


class Connector:
    """Speaks in conversations that were heard of; raises one of FAILURES."""

    def __init__(self, connectors: Connectors) -> None:
        self._connectors = connectors

    async def send(self, to: ConversationRecord, thread: str | None, activity: dict[str, Any]) -> str | None:
        """Sends an activity; the platform's own name for it, if it gives one. In a channel without a thread it begins one."""
        if to.kind == "channel" and thread is None and activity["type"] == "message":
            return await self._begun(to, activity)
        calls = (await self._connectors.create(to.service)).conversations
        where = f"{to.id};messageid={thread}" if thread and to.kind == "channel" else to.id
        answer = await calls.send_to_conversation(where, activity_of(addressed(activity, to, where)))
        return answer.id if answer is not None else None

    async def update(self, to: ConversationRecord, thread: str | None, posted_as: str, activity: dict[str, Any]) -> None:
        """Puts an activity in the place of an earlier one."""
        calls = (await self._connectors.create(to.service)).conversations
        where = f"{to.id};messageid={thread}" if thread and to.kind == "channel" else to.id
        whole = activity_of(addressed(activity, to, where) | {"id": posted_as})
        await calls.update_activity(where, posted_as, whole)

    async def open_private(self, near: ConversationRecord, account: str) -> str:
        """The id of the private talk with somebody of the tenant of `near`; refused unless they have the app."""
        calls = (await self._connectors.create(near.service)).conversations
        wanted = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=near.bot),
            members=[ChannelAccount(id=account)],
            tenant_id=near.tenant,
            channel_data={"tenant": {"id": near.tenant}},
        )
        return str((await calls.create_conversation(wanted)).id)

    async def members(self, of: ConversationRecord) -> AsyncIterator[list[dict[str, Any]]]:
        """Who is in a conversation, page by page, as {"id", "aadObjectId", "tenantId", "userRole", "userPrincipalName"}."""
        calls = (await self._connectors.create(of.service)).conversations
        token: str | None = None
        while True:
            # The Teams variant keeps tenant and role, which say who is a guest; the SDK's plain one drops them.
            page = await calls.get_teams_conversation_paged_members(of.id, page_size=PAGE, continuation_token=token)
            yield [{**(member.additional_properties or {}), **member.serialize()} for member in page.members or ()]
            token = page.continuation_token
            if not token:
                return

    async def _begun(self, to: ConversationRecord, activity: dict[str, Any]) -> str | None:
        calls = (await self._connectors.create(to.service)).conversations
        wanted = ConversationParameters(
            is_group=True,
            bot=ChannelAccount(id=to.bot),
            channel_data={"channel": {"id": to.id}, "tenant": {"id": to.tenant}},
            tenant_id=to.tenant,
            activity=activity_of(addressed(activity, to, to.id)),
        )
        answer = await calls.create_conversation(wanted)
        return answer.activity_id or str(answer.id).rpartition(";messageid=")[2] or None


def addressed(activity: dict[str, Any], to: ConversationRecord, where: str) -> dict[str, Any]:
    """An activity with sender and conversation."""
    conversation = {"id": where, "tenantId": to.tenant, "conversationType": _KINDS[to.kind]}
    return {**activity, "from": {"id": to.bot}, "conversation": conversation, "channelId": "msteams", "serviceUrl": to.service}


_KINDS = {"personal": "personal", "group": "groupChat", "channel": "channel"}
