"""A Slack on loopback: real HTTP, tokens checked, limits enforced, faults injected, everything posted recorded."""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.slack_limits import refusal, view_refusal

TOKEN, TEAM, BOT_USER = "xoxb-loopback", "T0OWN", "U0BOT"
APP_TOKEN = "xapp-loopback"
# Injected faults: refused for a while, broken, never answered, done but the answer lost, refused for good.
RATE_LIMITED, BROKEN, TIMEOUT, LOST, FINE = "429", "500", "timeout", "lost", "fine"


@dataclass
class SlackServer:
    """`posted` is what people see; `calls` is every call by method; `faults` are used up one a call of their method."""

    posted: list[dict[str, Any]] = field(default_factory=list)
    ephemeral: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: dict[str, deque[str]] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    groups: list[dict[str, Any]] = field(default_factory=list)
    views: list[dict[str, Any]] = field(default_factory=list)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    delay: float = 0.0
    patience: float = 30.0
    retry_after: str = "1"
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    uploads: dict[str, tuple[str, int, bytes]] = field(default_factory=dict)
    clock: Callable[[], float] = lambda: 1_800_000_000
    _ts: Any = field(default_factory=lambda: itertools.count(1))

    def app(self) -> web.Application:
        """The Web API, the response URLs and the socket."""
        app = web.Application(client_max_size=2**22)
        app.router.add_post("/api/{method}", self._call)
        app.router.add_get("/api/{method}", self._call)
        app.router.add_post("/respond/{name}", self._respond)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_post("/upload/{name}", self._upload)
        app.router.add_get("/socket", self._socket)
        return app

    def person(self, user: str, **facts: Any) -> None:
        """Somebody whom users.list and users.info know."""
        self.users[user] = {"id": user, "team_id": TEAM, "is_restricted": False, "is_ultra_restricted": False} | facts

    def fail(self, method: str, *faults: str) -> None:
        """The next calls of a method fail so."""
        self.faults.setdefault(method, deque()).extend(faults)

    def in_thread(self, channel: str, thread: str | None) -> list[dict[str, Any]]:
        """What was posted there."""
        return [found for found in self.posted if found["channel"] == channel and found.get("thread_ts") == thread]

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of each call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append((method, arguments))
        if not self._allowed(request, method):
            return web.json_response({"ok": False, "error": "invalid_auth"})
        fault = self.faults[method].popleft() if self.faults.get(method) else None
        if self.delay:
            await asyncio.sleep(self.delay)
        if fault == RATE_LIMITED:
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": self.retry_after})
        if fault == BROKEN:
            return web.Response(status=500, text="upstream failed")
        if fault == TIMEOUT:
            await asyncio.sleep(self.patience)
            return web.Response(status=504)
        if fault not in (None, LOST, FINE):
            return web.json_response({"ok": False, "error": fault})
        answer = getattr(self, "_" + method.replace(".", "_"), _unknown)(arguments)
        if fault == LOST:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(answer)

    def _allowed(self, request: web.Request, method: str) -> bool:
        wanted = APP_TOKEN if method == "apps.connections.open" else TOKEN
        return request.headers.get("Authorization") == f"Bearer {wanted}"

    async def _respond(self, request: web.Request) -> web.Response:
        body = await request.json()
        fault = self.faults["response_url"].popleft() if self.faults.get("response_url") else None
        if fault == BROKEN:
            return web.Response(status=500, text="upstream failed")
        self._checked(body)
        self.ephemeral.append({"name": request.match_info["name"], **body})
        return web.Response(text="ok")

    async def _file(self, request: web.Request) -> web.Response:
        self.tokens.append(request.headers.get("Authorization", ""))
        body = self.files.get(request.match_info["name"])
        return web.Response(status=404) if body is None else web.Response(body=body)

    async def _upload(self, request: web.Request) -> web.Response:
        name, length, _ = self.uploads[request.match_info["name"]]
        body = await request.read()
        if len(body) != length:
            return web.Response(status=400, text="length differs")
        self.uploads[request.match_info["name"]] = (name, length, body)
        return web.Response(text="OK")

    def _files_getUploadURLExternal(self, arguments: dict[str, Any]) -> dict[str, Any]:
        if not arguments.get("filename") or int(arguments.get("length", 0)) < 1:
            return {"ok": False, "error": "invalid_arguments"}
        identity = f"F{len(self.uploads) + 1}"
        self.uploads[identity] = (arguments["filename"], int(arguments["length"]), b"")
        return {"ok": True, "upload_url": f"{self.address}/upload/{identity}", "file_id": identity}

    def _files_completeUploadExternal(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """A file is shown in a channel, never to a user by their own id."""
        found = arguments["files"]
        files = json.loads(found) if isinstance(found, str) else found
        if not arguments["channel_id"].startswith(("C", "D", "G")):
            return {"ok": False, "error": "channel_not_found"}
        if not all(self.uploads[file["id"]][2] for file in files):
            return {"ok": False, "error": "file_not_found"}
        shown = [{**file, "name": self.uploads[file["id"]][0]} for file in files]
        place = {"channel": arguments["channel_id"], "thread_ts": arguments.get("thread_ts")}
        self.posted.append({**place, "ts": f"1800000000.{next(self._ts):06d}", "user": BOT_USER, "files": shown, "blocks": []})
        return {"ok": True, "files": shown}

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            self.acknowledged.append(json.loads(message.data))
        return socket

    def _checked(self, arguments: dict[str, Any]) -> str | None:
        fault = refusal(arguments["blocks"]) if "blocks" in arguments else None
        fault = "msg_too_long" if len(arguments.get("text", "")) > 40_000 else fault
        if fault:
            self.refused.append(fault)
        return fault

    def _auth_test(self, _arguments: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "team_id": TEAM, "user_id": BOT_USER, "bot_id": "B0BOT"}

    def _chat_postMessage(self, arguments: dict[str, Any]) -> dict[str, Any]:
        fault = self._checked(arguments)
        if fault:
            return {"ok": False, "error": fault.partition(":")[0]}
        channel = arguments["channel"]
        there = f"D{channel}" if channel.startswith(("U", "W")) else channel  # a person's private talk
        ts = f"{int(self.clock())}.{next(self._ts):06d}"
        self.posted.append({**arguments, "ts": ts, "user": BOT_USER})
        return {"ok": True, "ts": ts, "channel": there}

    def _chat_postEphemeral(self, arguments: dict[str, Any]) -> dict[str, Any]:
        fault = self._checked(arguments)
        if fault:
            return {"ok": False, "error": fault.partition(":")[0]}
        self.ephemeral.append(arguments)
        return {"ok": True, "message_ts": f"1800000000.{next(self._ts):06d}"}

    def _chat_update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        fault = self._checked(arguments)
        if fault:
            return {"ok": False, "error": fault}
        places = {arguments["channel"], arguments["channel"].removeprefix("D")}  # what was sent to a person lies in their talk
        there = [found for found in self.posted if found["channel"] in places and found["ts"] == arguments["ts"]]
        if not there:
            return {"ok": False, "error": "message_not_found"}
        there[0].update(text=arguments["text"], blocks=arguments["blocks"])
        return {"ok": True, "ts": arguments["ts"], "channel": arguments["channel"]}

    def _conversations_replies(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return _page(self.in_thread(arguments["channel"], arguments["ts"]), arguments)

    def _conversations_history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = arguments["channel"]
        if channel.startswith(("U", "W")):
            return {"ok": False, "error": "channel_not_found"}  # a talk with somebody is asked for by its own name
        place = channel[1:] if channel.startswith("DU") else channel
        return _page(self.in_thread(place, None)[::-1], arguments)

    def _conversations_members(self, arguments: dict[str, Any]) -> dict[str, Any]:
        found = self.members.get(arguments["channel"])
        return {"ok": True, "members": found} if found is not None else {"ok": False, "error": "channel_not_found"}

    def _conversations_open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "channel": {"id": "D" + arguments["users"]}}

    def _users_info(self, arguments: dict[str, Any]) -> dict[str, Any]:
        found = self.users.get(arguments["user"])
        return {"ok": True, "user": found} if found else {"ok": False, "error": "user_not_found"}

    def _users_list(self, _arguments: dict[str, Any]) -> dict[str, Any]:
        own = [user for user in self.users.values() if user["team_id"] == TEAM]
        return {"ok": True, "members": own, "response_metadata": {"next_cursor": ""}}

    def _usergroups_list(self, _arguments: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "usergroups": self.groups}

    def _views_open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        fault = view_refusal(arguments["view"])
        if fault:
            self.refused.append(fault)
            return {"ok": False, "error": fault}
        self.views.append(arguments)
        return {"ok": True, "view": {"id": f"V{len(self.views)}"}}

    def _views_update(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return self._views_open(arguments)

    def _views_publish(self, arguments: dict[str, Any]) -> dict[str, Any]:
        fault = view_refusal(arguments["view"])
        if fault:
            self.refused.append(fault)
            return {"ok": False, "error": fault}
        self.homes[arguments["user_id"]] = arguments["view"]
        return {"ok": True}

    def _assistant_threads_setSuggestedPrompts(self, _arguments: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True}

    def _assistant_threads_setStatus(self, _arguments: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True}

    def _assistant_threads_setTitle(self, _arguments: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True}

    def _apps_connections_open(self, _arguments: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "url": f"{self.address.replace('http', 'ws', 1)}/socket"}


def _page(found: list[dict[str, Any]], arguments: dict[str, Any]) -> dict[str, Any]:
    there = [one for one in found if float(one["ts"]) >= float(arguments.get("oldest") or 0)]
    start, most = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
    more = start + most < len(there)
    cursor = {"next_cursor": str(start + most) if more else ""}
    return {"ok": True, "messages": there[start : start + most], "has_more": more, "response_metadata": cursor}


def _unknown(_arguments: dict[str, Any]) -> dict[str, Any]:
    return {"ok": False, "error": "unknown_method"}


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = json.loads(await request.text() or "{}")
        return found
    fields = {**request.query, **{key: str(value) for key, value in (await request.post()).items()}}
    return {key: json.loads(value) if key in ("blocks", "view", "metadata") else value for key, value in fields.items()}
