"""What botbuilder 4.17.1 does wrong, and what is done about it; each has its test in tests/teams/test_sdk_defects.py.

1. An invoke whose answer has a body comes out as HTTP 500, as `CloudAdapter.process` serializes it twice: FrontDoor.
2. A key that Microsoft has rotated locks the bot out for a day: SigningKeys.
3. `Entity` drops every field but its type, so that citations vanish: WholeEntity.
4. Nothing is tried again on 412, 429, 502 and 504, and the reason is thrown away: Refusal keeps it, the Sender tries again.
5. The same activity delivered twice is answered twice: the inbox knows its key.
6. Malformed bodies and most forged tokens come out as HTTP 500: FrontDoor, Tokens.
7. Metadata is read with `requests` in the event loop: SigningKeys.
8. `message/submitAction` (feedback) is answered 501, and a failure in an invoke too: Turn answers all invokes itself.
9. Outgoing calls use `requests` in threads without a time limit, and fetch tokens in the event loop: Carrier, Bearer.
"""

from typing import Any

import aiohttp
from botbuilder.schema import Activity, Entity
from msrest.exceptions import ClientException
from msrest.pipeline import AsyncHTTPSender, Response, SansIOHTTPPolicy
from msrest.universal_http.async_abc import AsyncClientResponse
from yarl import URL

from bot.teams.bearer import Bearer
from bot.teams.refusal import refusal
from bot.teams.signing_keys import Session

__all__ = ["Carrier", "ClientException", "Nothing", "WholeEntity", "activity_of"]

_FAILED = 400


class WholeEntity(Entity):
    """An entity that keeps what it is given; the SDK's own has a type only."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__(type=found.get("type"))
        named = {f"field_{number}": (key, value) for number, (key, value) in enumerate(found.items())}
        self._attribute_map = {name: {"key": key.replace(".", "\\."), "type": "object"} for name, (key, _) in named.items()}
        for name, (_, value) in named.items():
            setattr(self, name, value)


def activity_of(found: dict[str, Any]) -> Activity:
    """The SDK's activity of our JSON, with all of its entities' fields."""
    activity = Activity().deserialize({name: value for name, value in found.items() if name != "entities"})
    activity.entities = [WholeEntity(entity) for entity in found.get("entities", ())] or None
    return activity


class Nothing(SansIOHTTPPolicy):
    """In place of the SDK's credentials, which would fetch a token in the event loop."""


class _Answer(AsyncClientResponse):
    def __init__(self, request: Any, answer: aiohttp.ClientResponse, body: bytes) -> None:
        super().__init__(request, answer)
        self.status_code, self.headers, self.reason = answer.status, answer.headers, answer.reason
        self.content_type = answer.content_type
        self._body = body

    def body(self) -> bytes:
        return self._body


class Carrier(AsyncHTTPSender):
    """Sends for the SDK over our own session, in bounded time, with a token; what is refused is raised as a Refusal."""

    def __init__(self, session: Session, bearer: Bearer) -> None:
        self._session = session
        self._bearer = bearer

    async def __aexit__(self, *_exc: Any) -> None:
        """The session is not ours to close."""

    async def send(self, request: Any, **_config: Any) -> Any:
        found = request.http_request
        headers = {name: value for name, value in found.headers.items() if name.lower() != "content-length"}
        headers["Authorization"] = f"Bearer {await self._bearer.token()}"
        url = URL(found.url, encoded=True)
        sending = self._session().request(found.method, url, headers=headers, data=found.data, allow_redirects=False)
        async with sending as answer:
            body = await answer.read()
            if answer.status >= _FAILED:
                raise refusal(answer.status, answer.headers, body)
            return Response(request, _Answer(found, answer, body))
