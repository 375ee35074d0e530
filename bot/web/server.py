"""The HTTP server: health for everyone, the playground on loopback only unless a setting opens it."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.answering.guidance import LiveGuidance
from bot.assembly import Assembly, assemble, posting, slack_channel, teams_channel
from bot.config import Config, is_loopback
from bot.conversation.catalogue import say
from bot.errors import BadConfiguration, StoreUnavailable
from bot.web.calendar_feed import FOLDER, CalendarFeed
from bot.web.guidance_browser import GuidanceBrowser
from bot.web.playground import Playground, Speaking
from bot.web.requests import OWNER, VISITOR
from bot.web.telling import sentence
from bot.web.tidying import tidying
from indexer.errors import BrokenSnapshot

log = logging.getLogger(__name__)

REFRESH_SECONDS = 5.0
MAX_BODY = 64 * 1024
MAX_PATH = 400
# What is signed may come through a tunnel, which brings its own name.
SIGNED = frozenset({"/slack/events", "/api/messages"})
WORKERS = 2
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_GUIDANCE = web.AppKey("guidance", LiveGuidance)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def create_app(assembly: Assembly) -> web.Application:
    """The aiohttp application over an assembled assistant, with the channels that are configured."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[_safe_headers, _never_silent, _known_host(assembly.config)])
    app[_GUIDANCE] = assembly.guidance
    app.router.add_get("/healthz", _healthy)
    app.router.add_get("/readyz", _ready)
    if assembly.config.playground:
        executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="answering")
        visitor = OWNER if assembly.config.on_loopback else VISITOR
        speaking = Speaking(assembly.assistant, visitor, posting(assembly.config))
        chat = Playground(speaking, assembly.desk, assembly.feedback, executor)
        app.router.add_routes(chat.routes())
        app.router.add_routes(GuidanceBrowser(assembly.guidance, assembly.clock).routes())
        app.router.add_static("/static", Path(__file__).with_name("static"))
    if assembly.calendars is not None:
        app.router.add_routes(CalendarFeed(assembly.calendars).routes())
    app.cleanup_ctx.append(_refreshing)
    app.cleanup_ctx.append(tidying(assembly.privacy, assembly.settings.retention))
    slack = slack_channel(assembly)
    if slack is not None:
        app.router.add_routes(slack.routes())
        app.cleanup_ctx.append(slack.lifetime)
    teams = teams_channel(assembly)
    if teams is not None:
        app.router.add_routes(teams.routes())
        app.cleanup_ctx.append(teams.lifetime)
    return app


def serve(config: Config, announce: Callable[[str], None]) -> None:
    """Serves until SIGTERM or Ctrl-C; finishes the requests in hand. Where to look is announced once it listens there."""
    assembly = assemble(config)
    try:
        assembly.guidance.current().index.warm_up()
    except BrokenSnapshot as error:
        log.error("serving without guidance: %s", error, extra={"action": "no_index"})
    app, listening = create_app(assembly), lambda _: announce(_where(config))
    try:
        web.run_app(app, host=config.host, port=config.port, print=listening, access_log=None)
    except OSError as error:
        raise BadConfiguration(f"cannot listen on {config.host}:{config.port}: {error.strerror}; set HOST and PORT") from None


def _where(config: Config) -> str:
    address = f"[{config.host}]" if ":" in config.host else config.host
    if config.playground:
        return f"IP Desk is ready: open http://{address}:{config.port} (no sign-in). Ctrl-C ends it."
    return f"IP Desk is ready on {address}:{config.port}; the page is off (IPDESK_PLAYGROUND=1 turns it on)."


async def _healthy(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _ready(request: web.Request) -> web.Response:
    try:
        guidance = await asyncio.to_thread(request.app[_GUIDANCE].current)
    except BrokenSnapshot as error:
        return web.json_response({"status": "no index", "problem": str(error)}, status=503)
    return web.json_response({"status": "ready", "index": guidance.index.version})


async def _refreshing(app: web.Application) -> AsyncIterator[None]:
    """Takes up new builds while the server runs."""

    async def watch() -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await asyncio.to_thread(app[_GUIDANCE].refresh)
            except Exception:
                log.exception("refresh failed", extra={"action": "refresh_failed"})

    task = asyncio.create_task(watch())
    yield
    task.cancel()


@web.middleware
async def _safe_headers(request: web.Request, handler: _Handler) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(_HEADERS)
        raise
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


@web.middleware
async def _never_silent(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """The entry of this channel: whatever fails, the person gets one plain sentence with a reference."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except StoreUnavailable as error:
        log.error("store unavailable: %s", error, extra={"action": "store_unavailable"})
        return sentence("error.store", request, 503)
    except BrokenSnapshot as error:
        log.error("no guidance: %s", error, extra={"action": "no_index"})
        return sentence("error.unavailable", request, 503)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("request failed, reference %s", reference, extra={"action": "request_failed", "reference": reference})
        return sentence("error.reference", request, 500, reference=reference)


def _known_host(config: Config) -> Any:
    signed = SIGNED if config.teams is None or not config.teams.insecure else SIGNED - {"/api/messages"}

    @web.middleware
    async def known_host(request: web.Request, handler: _Handler) -> web.StreamResponse:
        """On loopback only loopback names are served: a foreign page must not reach us by rebinding its name."""
        if len(request.path) > MAX_PATH:
            raise web.HTTPNotFound(text=say("error.not_found", "en"))
        name = request.host.rsplit(":", 1)[0].strip("[]")
        by_secret = request.path in signed or request.path.startswith(FOLDER)
        if config.on_loopback and not is_loopback(name) and not by_secret:
            raise web.HTTPMisdirectedRequest(text=say("error.bad_request", "en"))
        return await handler(request)

    return known_host
