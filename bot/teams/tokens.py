"""Checks the token that comes with an activity: signed by the Bot Framework, for this bot, this channel and this service."""

from dataclasses import dataclass
from typing import Any

import jwt

from bot.teams.signing_keys import SigningKeys

CHANNEL = "msteams"
LEEWAY = 300  # seconds, as Microsoft says
MAX_TOKEN = 16_000


class NoToken(PermissionError):
    """Answer 401: nobody has proved who they are."""


class Refused(PermissionError):
    """Answer 403: the token is good, but not for this."""


@dataclass(frozen=True)
class Tokens:
    """The SDK's own check reads keys in the event loop, fails on many forgeries and takes emulators' tokens; this does not."""

    app_id: str
    issuer: str
    keys: SigningKeys

    async def claims(self, header: str, channel: str, service: str) -> dict[str, Any]:
        """What the token says; raises NoToken, Refused, KeysUnavailable."""
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer" or not 0 < len(token) <= MAX_TOKEN:
            raise NoToken("there is no bearer token")
        key = await self.keys.get(_key_id(token))
        if key is None:
            raise NoToken("the token is signed with an unknown key")
        claims = self._verified(token, key.key)
        if channel != CHANNEL or channel not in key.endorsements:
            raise Refused(f"the key may not sign for {channel!r}")
        if claims.get("serviceurl") != service:
            raise Refused("the token is for another service")
        return claims

    def _verified(self, token: str, key: Any) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self.app_id,
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise NoToken(f"the token is no good: {error}") from None


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError) as error:
        raise NoToken(f"the token cannot be read: {error}") from None
    identity = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(identity, str):
        raise NoToken("the token is not signed as the Bot Framework signs")
    return identity
