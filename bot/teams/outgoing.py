"""The sending half of the Teams channel alone, for a process that reminds people and answers nobody."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
from sqlalchemy import Engine

from bot.config import TeamsCredentials
from bot.delivery.aside import Aside
from bot.delivery.outbox import OUTBOX_LEASE, Outbox
from bot.delivery.pace import Pace
from bot.delivery.senders import Senders
from bot.store.conversation_record import ConversationRecords
from bot.teams.bearer import bearer
from bot.teams.channel import PACE
from bot.teams.connector import Connector, Connectors
from bot.teams.references import References
from bot.teams.sending import LIMITS, Sender
from bot.teams.services import Services

TIMEOUT, STORE_THREADS = 10, 2


@asynccontextmanager
async def teams_outgoing(
    credentials: TeamsCredentials, conversations: ConversationRecords, engine: Engine, clock: Callable[[], datetime]
) -> AsyncIterator[None]:
    """Sends what the outbox holds for Teams, as long as the context lasts; any number may do so over one database."""
    aside = Aside(STORE_THREADS, "sending", None)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        connector = Connector(Connectors(lambda: session, bearer(credentials), Services(credentials)))
        references = References(conversations, credentials.tenant, clock)
        outbox = Outbox(engine, "teams", secrets.token_hex(8), OUTBOX_LEASE, PACE)
        sender = Sender(connector, references, outbox, Pace(engine, LIMITS), aside, clock)
        async with Senders(sender.step).working():
            yield
    aside.close()
