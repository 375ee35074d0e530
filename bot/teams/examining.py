"""Asks Microsoft whether the app's secret works, and whether the keys can be read by which it signs."""

import asyncio
import time
from collections.abc import Iterator

import aiohttp

from bot.config import TeamsCredentials
from bot.teams.bearer import NoBearer, fetched
from bot.teams.signing_keys import KeysUnavailable, SigningKeys

TIMEOUT = 10


def examine(credentials: TeamsCredentials) -> Iterator[tuple[bool, str]]:
    """(well, what is so or what to do) of each thing that was examined."""
    if credentials.insecure:
        yield False, "IPDESK_INSECURE_TEAMS=1: whoever reaches /api/messages is believed; for an emulator on this machine only"
        return
    yield _secret(credentials)
    yield asyncio.run(_keys(credentials))


def _secret(credentials: TeamsCredentials) -> tuple[bool, str]:
    if credentials.outgoing_token is not None:
        return True, "a fixed token is sent (TEAMS_OUTGOING_TOKEN)"
    try:
        found = fetched(credentials)
    except NoBearer as error:
        return False, f"{error}; check the network and MICROSOFT_APP_TENANT_ID"
    if "access_token" in found:
        return True, f"Microsoft knows app {credentials.app_id} of tenant {credentials.tenant}"
    return False, f"MICROSOFT_APP_PASSWORD is refused ({found.get('error')}); make a new client secret in Microsoft Entra"


async def _keys(credentials: TeamsCredentials) -> tuple[bool, str]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        try:
            await SigningKeys(credentials.metadata_url, lambda: session, time.monotonic).get("")
        except KeysUnavailable as error:
            return False, f"{error}; check the network and TEAMS_OPENID_METADATA_URL"
    return True, f"the signing keys can be read from {credentials.metadata_url}"
