"""How posts go out to Teams where nothing comes in."""

import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

import aiohttp
from sqlalchemy import Engine

from bot.config import TeamsCredentials
from bot.delivery.aside import Aside
from bot.delivery.outbox import OUTBOX_LEASE, Outbox
from bot.delivery.outgoing import Step, outgoing
from bot.delivery.pace import Pace
from bot.store.conversation_record import ConversationRecords
from bot.teams.bearer import bearer
from bot.teams.channel import PACE
from bot.teams.connector import Connector, Connectors
from bot.teams.references import References
from bot.teams.sending import LIMITS, Sender
from bot.teams.services import Services


def teams_outgoing(
    credentials: TeamsCredentials, conversations: ConversationRecords, engine: Engine, clock: Callable[[], datetime]
) -> AbstractAsyncContextManager[None]:
    """Sends what the outbox holds for Teams, as long as the context lasts."""

    def step(session: aiohttp.ClientSession, aside: Aside) -> Step:
        connector = Connector(Connectors(lambda: session, bearer(credentials), Services(credentials)))
        references = References(conversations, credentials.tenant, clock)
        outbox = Outbox(engine, "teams", secrets.token_hex(8), OUTBOX_LEASE, PACE)
        return Sender(connector, references, outbox, Pace(engine, LIMITS), aside, clock).step

    return outgoing(step)
