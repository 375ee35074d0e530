"""A Teams of our own on loopback: metadata and keys, conversations with their limits, members in pages, faults."""

import asyncio
import itertools
import time
from collections import defaultdict, deque
from typing import Any

from aiohttp import web

from tests.fakes.teams_tokens import ISSUER, KEY, KID, OTHER_KEY, jwk

TENANT = "33333333-3333-4333-8333-333333333333"
OUTGOING = "outgoing-token"
BOT = "28:11111111-1111-4111-8111-111111111111"
LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
# What may happen to a send: done; done, but the answer is lost; refused with a status.
HTTP_MOVED = 302
FINE, LOST, HANGS = "fine", "lost", "hangs"


class TeamsServer:
    """`sent` is what people see, oldest first; `excess` what broke a limit."""

    def __init__(self) -> None:
        self.address = ""
        self.keys = [jwk(KEY, KID), jwk(OTHER_KEY, "webchat-only", ("webchat",))]
        self.metadata_reads = 0
        self.metadata_delay = 0.0
        self.metadata_down = False
        self.sent: list[dict[str, Any]] = []
        self.typing: list[dict[str, Any]] = []
        self.updated: list[dict[str, Any]] = []
        self.opened: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.fetched: list[tuple[str, str]] = []
        self.uploads: list[tuple[str, dict[str, str], bytes]] = []
        self.upload_faults: deque[int] = deque()
        self.members: dict[str, list[dict[str, Any]]] = {}
        self.member_reads = 0
        self.page = 2
        self.delay = 0.0
        self.faults: deque[str | tuple[int, str, str]] = deque()
        self.typing_faults: deque[tuple[int, str, str]] = deque()
        self.private_refused = False
        self.blocked: set[str] = set()
        self.enforced = True
        self.excess: list[str] = []
        self._times: dict[str, deque[float]] = defaultdict(deque)
        self._numbers = itertools.count(1)

    @property
    def service(self) -> str:
        return f"{self.address}/teams/"

    def person(self, number: int, *conversations: str, **changes: Any) -> dict[str, Any]:
        """A member of some conversations."""
        member = {
            "id": f"29:user-{number}",
            "aadObjectId": f"00000000-0000-4000-8000-{number:012d}",
            "name": f"Person {number}",
            "userPrincipalName": f"person{number}@corp.example",
            "tenantId": TENANT,
            "userRole": "user",
        } | changes
        for conversation in conversations:
            self.members.setdefault(conversation, []).append(member)
        return member

    def fail(self, *faults: str | tuple[int, str, str]) -> None:
        """What happens to the next sends: FINE, LOST, HANGS or (status, code, Retry-After)."""
        self.faults.extend(faults)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=30_000_000)
        app.router.add_get("/openid", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/teams/v3/conversations", self._create)
        app.router.add_post("/teams/v3/conversations/{id}/activities", self._send)
        app.router.add_post("/teams/v3/conversations/{id}/activities/{activity}", self._send)
        app.router.add_put("/teams/v3/conversations/{id}/activities/{activity}", self._update)
        app.router.add_get("/teams/v3/conversations/{id}/pagedmembers", self._members)
        app.router.add_get("/teams/v3/attachments/{name}/views/original", self._picture)
        app.router.add_get("/download/{name}", self._file)
        app.router.add_put("/upload/{name}", self._upload)
        return app

    async def _metadata(self, _request: web.Request) -> web.Response:
        self.metadata_reads += 1
        await asyncio.sleep(self.metadata_delay)
        if self.metadata_down:
            raise web.HTTPServiceUnavailable
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.address}/keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})

    async def _members(self, request: web.Request) -> web.Response:
        self._known(request)
        self.member_reads += 1
        await asyncio.sleep(self.delay)
        found = self.members.get(request.match_info["id"])
        if found is None:
            return _error(404, "ConversationNotFound")
        start = int(request.query.get("continuationToken", "0"))
        page = {"members": found[start : start + self.page]}
        more = start + self.page < len(found)
        return web.json_response(page | ({"continuationToken": str(start + self.page)} if more else {}))

    async def _picture(self, request: web.Request) -> web.Response:
        self._known(request)
        return await self._file(request)

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.fetched.append((name, request.headers.get("Authorization", "")))
        if name not in self.files:
            raise web.HTTPFound("/elsewhere")
        return web.Response(body=self.files[name], content_type="application/octet-stream")

    async def _upload(self, request: web.Request) -> web.Response:
        """As OneDrive's upload sessions: the range must be whole, and a session ends with its last byte."""
        name, body = request.match_info["name"], await request.read()
        fault = self.upload_faults.popleft() if self.upload_faults else 0
        if fault == HTTP_MOVED:
            raise web.HTTPFound(f"{self.address}/upload/elsewhere")
        if fault:
            return _error(fault, "no")
        if request.headers.get("Content-Range") != f"bytes 0-{len(body) - 1}/{len(body)}":
            return _error(416, "invalidRange")
        if name in {known for known, _, _ in self.uploads}:
            return _error(404, "itemNotFound")
        self.uploads.append((name, dict(request.headers), body))
        return web.json_response({"id": name}, status=201)

    async def _create(self, request: web.Request) -> web.Response:
        self._known(request)
        wanted = await request.json()
        if not wanted.get("isGroup"):
            account = wanted["members"][0]["id"]
            if self.private_refused:
                return _error(403, "BotNotInConversationRoster")
            self.opened.append(wanted)
            return web.json_response({"id": f"a:private-{account}"}, status=201)
        channel = wanted["channelData"]["channel"]["id"]
        return await self._taken(request, channel, wanted["activity"], begins=True)

    async def _send(self, request: web.Request) -> web.Response:
        self._known(request)
        activity = await request.json()
        if activity["type"] == "typing":
            if self.typing_faults:
                return _error(*self.typing_faults.popleft())
            self._counted(request.match_info["id"])
            self.typing.append(activity)
            return web.json_response({"id": "typing"}, status=201)
        return await self._taken(request, request.match_info["id"], activity)

    async def _taken(self, request: web.Request, where: str, activity: dict[str, Any], begins: bool = False) -> web.Response:
        fault = self.faults.popleft() if self.faults else FINE
        await asyncio.sleep(self.delay)
        if where.partition(";")[0] in self.blocked:
            return _error(403, "MessageWritesBlocked")
        if isinstance(fault, tuple):
            return _error(*fault)
        if fault == HANGS:
            await asyncio.sleep(60)
        if not self._counted(where):
            return _error(429, "Throttled", "1")
        number = f"17000000{next(self._numbers):05d}"
        self.sent.append(activity | {"_to": where, "_id": number, "_at": time.monotonic()})
        if fault == LOST:
            assert request.transport is not None
            request.transport.close()
        answer = {"id": f"{where};messageid={number}", "activityId": number} if begins else {"id": number}
        return web.json_response(answer, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        self._known(request)
        activity = await request.json()
        known = {found["_id"] for found in self.sent}
        if request.match_info["activity"] not in known:
            return _error(404, "ActivityNotFoundInConversation")
        self._counted(request.match_info["id"])
        self.updated.append(activity | {"_id": request.match_info["activity"]})
        return web.json_response({"id": request.match_info["activity"]})

    def _known(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {OUTGOING}":
            raise web.HTTPUnauthorized

    def _counted(self, where: str) -> bool:
        """As Teams counts: per bot and conversation, threads of a channel together."""
        now = time.monotonic()
        times = self._times[where.partition(";")[0]]
        broken = [f"{most} in {length} s" for most, length in LIMITS if sum(at > now - length for at in times) >= most]
        self.excess += [f"{where}: {limit}" for limit in broken]
        if broken and self.enforced:
            return False
        times.append(now)
        return True


def _error(status: int, code: str, retry_after: str = "") -> web.Response:
    headers = {"Retry-After": retry_after} if retry_after else {}
    return web.json_response({"error": {"code": code, "message": "no"}}, status=status, headers=headers)
