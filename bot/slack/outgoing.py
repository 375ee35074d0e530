"""How posts go out to Slack where nothing comes in."""

import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot.config import SlackCredentials
from bot.delivery.aside import Aside
from bot.delivery.outbox import Outbox
from bot.delivery.outgoing import TIMEOUT, Step, outgoing
from bot.slack.sending import Sender


def slack_outgoing(
    credentials: SlackCredentials, engine: Engine, clock: Callable[[], datetime]
) -> AbstractAsyncContextManager[None]:
    """Sends what the outbox holds for Slack, as long as the context lasts."""

    def step(session: aiohttp.ClientSession, aside: Aside) -> Step:
        # Posts are repeated by the outbox alone, which looks before it posts again.
        client = AsyncWebClient(credentials.bot_token, credentials.api_url, timeout=TIMEOUT, retry_handlers=[], session=session)
        return Sender(client, Outbox(engine, "slack", secrets.token_hex(8)), aside, clock).step

    return outgoing(step)
