"""The sending half of the Slack channel alone, for a process that reminds people and answers nobody."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot.config import SlackCredentials
from bot.delivery.aside import Aside
from bot.delivery.outbox import Outbox
from bot.delivery.senders import Senders
from bot.slack.sending import Sender

TIMEOUT, STORE_THREADS = 10, 2


@asynccontextmanager
async def slack_outgoing(credentials: SlackCredentials, engine: Engine, clock: Callable[[], datetime]) -> AsyncIterator[None]:
    """Sends what the outbox holds for Slack, as long as the context lasts; any number may do so over one database."""
    aside = Aside(STORE_THREADS, "sending", None)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        # Posts are repeated by the outbox alone, which looks before it posts again.
        client = AsyncWebClient(credentials.bot_token, credentials.api_url, timeout=TIMEOUT, retry_handlers=[], session=session)
        outbox = Outbox(engine, "slack", secrets.token_hex(8))
        async with Senders(Sender(client, outbox, aside, clock).step).working():
            yield
    aside.close()
