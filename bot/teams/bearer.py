"""The token by which Teams knows the bot; fetched beside the event loop and kept until shortly before it ends."""

import asyncio
import time
from typing import Any, Protocol

import msal

from bot.config import TeamsCredentials

AUTHORITY = "https://login.microsoftonline.com"
SCOPES = ["https://api.botframework.com/.default"]
SHARED_TENANT = "botframework.com"
MARGIN = 300.0  # seconds
PATIENCE = 15.0


class NoBearer(OSError):
    """Try again later: Microsoft gives us no token now."""


class Bearer(Protocol):
    """Says who we are."""

    async def token(self) -> str:
        """A token that is good now; raises NoBearer."""


class FixedBearer:
    """The one from the configuration."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self) -> str:
        return self._token


class FetchedBearer:
    """The one that Microsoft gives for the app's secret."""

    def __init__(self, credentials: TeamsCredentials) -> None:
        self._credentials = credentials
        self._fetching = asyncio.Lock()
        self._token, self._until = "", 0.0

    async def token(self) -> str:
        async with self._fetching:
            if time.monotonic() >= self._until:
                found = await asyncio.wait_for(asyncio.to_thread(fetched, self._credentials), PATIENCE)
                if "access_token" not in found:
                    raise NoBearer(f"Microsoft refuses the app's secret: {found.get('error')}")
                self._token = str(found["access_token"])
                self._until = time.monotonic() + float(found.get("expires_in", 0)) - MARGIN
            return self._token


def fetched(credentials: TeamsCredentials) -> dict[str, Any]:
    """Microsoft's answer, {"access_token", "expires_in"} or {"error", "error_description"}; raises NoBearer."""
    tenant = credentials.tenant if credentials.single_tenant else SHARED_TENANT
    try:
        app = msal.ConfidentialClientApplication(credentials.app_id, credentials.password, f"{AUTHORITY}/{tenant}")
        found: dict[str, Any] = app.acquire_token_for_client(scopes=SCOPES)
    except (OSError, ValueError) as error:
        raise NoBearer(f"{AUTHORITY} cannot be reached: {error}") from None
    return found


def bearer(credentials: TeamsCredentials) -> Bearer:
    """The fixed one where there is one."""
    return FetchedBearer(credentials) if credentials.outgoing_token is None else FixedBearer(credentials.outgoing_token)
