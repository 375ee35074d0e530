"""The keys by which the Bot Framework signs: fetched without blocking, kept, renewed daily and when an unknown one is named."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt

log = logging.getLogger(__name__)

RENEWED_AFTER = 86_400.0  # seconds, as Microsoft asks
UNUSABLE_AFTER = 5 * 86_400.0
UNKNOWN_AFTER = 3_600.0  # an unknown key renews them at most so often
RETRIED_AFTER = 60.0
PATIENCE = 5.0

Session = Callable[[], aiohttp.ClientSession]


class KeysUnavailable(RuntimeError):
    """Refuse for now: the keys cannot be read, so nobody can be known."""


@dataclass(frozen=True)
class SigningKey:
    """A public key, and the channels for which it may sign."""

    key: Any
    endorsements: frozenset[str]


@dataclass
class _Kept:
    keys: Mapping[str, SigningKey] = field(default_factory=dict)
    read_at: float = float("-inf")
    tried_at: float = float("-inf")


class SigningKeys:
    """`clock` counts seconds; one fetch at a time, whoever waits for it."""

    def __init__(self, metadata_url: str, session: Session, clock: Callable[[], float]) -> None:
        self._url = metadata_url
        self._session = session
        self._clock = clock
        self._kept = _Kept()
        self._reading = asyncio.Lock()

    async def get(self, identity: str) -> SigningKey | None:
        """The key of an id; None when there is none. Raises KeysUnavailable."""
        known = self._kept.keys.get(identity)
        age = self._clock() - self._kept.read_at
        if known is not None and age < RENEWED_AFTER:
            return known
        if age >= (RENEWED_AFTER if known is not None else UNKNOWN_AFTER):
            await self._renewed(self._kept.read_at)
        if self._clock() - self._kept.read_at >= UNUSABLE_AFTER:
            raise KeysUnavailable(f"the signing keys cannot be read from {self._url}")
        return self._kept.keys.get(identity)

    async def _renewed(self, seen: float) -> None:
        async with self._reading:
            now = self._clock()
            if self._kept.read_at != seen or now - self._kept.tried_at < RETRIED_AFTER:
                return  # somebody else has just done so, or it has just failed
            self._kept.tried_at = now
            try:
                keys = await asyncio.wait_for(self._read(), PATIENCE)
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
                log.error("signing keys not read: %s", error, extra={"action": "keys_unread"})
                return
            self._kept = _Kept(keys, now, now)

    async def _read(self) -> Mapping[str, SigningKey]:
        metadata = await self._json(self._url)
        found = (await self._json(str(metadata["jwks_uri"])))["keys"]
        return {str(key["kid"]): _signing_key(key) for key in found if key.get("kty") == "RSA" and "kid" in key}

    async def _json(self, url: str) -> Any:
        async with self._session().get(url, allow_redirects=False) as answer:
            answer.raise_for_status()
            return json.loads(await answer.read())


def _signing_key(found: dict[str, Any]) -> SigningKey:
    return SigningKey(jwt.PyJWK(found, algorithm="RS256").key, frozenset(map(str, found.get("endorsements", ()))))
