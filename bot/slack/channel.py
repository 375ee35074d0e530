"""The Slack channel put together: its routes, its workers, and their life with the server."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler, AsyncServerErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot.access.membership import Memberships
from bot.access.settings import Settings
from bot.answering.guidance import LiveGuidance
from bot.config import SlackCredentials
from bot.conversation.assistant import Assistant
from bot.conversation.desk import Desk
from bot.conversation.feedback import FeedbackDesk
from bot.conversation.ticket import TicketDesk
from bot.delivery.allowance import Allowance
from bot.delivery.aside import Aside
from bot.delivery.inbox import INBOX_LEASE, Inbox
from bot.delivery.loop import Loop
from bot.delivery.outbox import OUTBOX_LEASE, PACE, Outbox
from bot.slack.answering import Answering
from bot.slack.asked import Asked
from bot.slack.at_once import AtOnce
from bot.slack.experts import Experts
from bot.slack.front_door import PATH, FrontDoor, Signature
from bot.slack.intake import Intake
from bot.slack.keeping import Desks
from bot.slack.people import People
from bot.slack.router import Router
from bot.slack.sections import Sections
from bot.slack.sending import Sender
from bot.slack.signs import Signs
from bot.slack.socket import Socket
from bot.slack.uploading import Uploads
from bot.slack.workspace import Workspace
from bot.store.recent_answers import RecentAnswers

log = logging.getLogger(__name__)

TIMEOUT = 10
ANSWERERS, SENDERS, STORE_THREADS = 2, 4, 2
NUDGE_SECONDS = 60.0


@dataclass(frozen=True)
class Timing:
    """How long a dead process's work is left to it, and how far apart the posts of one conversation are."""

    inbox_lease: timedelta = INBOX_LEASE
    outbox_lease: timedelta = OUTBOX_LEASE
    pace: timedelta = PACE


@dataclass(frozen=True)
class Parts:
    """What the channel is given by the composition root."""

    credentials: SlackCredentials
    settings: Settings
    guidance: LiveGuidance
    assistant: Assistant
    desk: Desk
    feedback: FeedbackDesk
    tickets: TicketDesk
    engine: Engine
    clock: Callable[[], datetime]
    timing: Timing = Timing()
    memberships: Memberships = field(default_factory=Memberships)


class SlackChannel:
    """One process's share of the channel; any number of them may run over one database."""

    def __init__(self, parts: Parts) -> None:
        owner = secrets.token_hex(8)
        self._parts = parts
        self._background: set[asyncio.Task[None]] = set()
        timing = parts.timing
        allowance = Allowance(parts.settings.questions_a_minute, parts.settings.questions_at_once)
        self._inbox = Inbox(parts.engine, "slack", owner, timing.inbox_lease, allowance)
        self._outbox = Outbox(parts.engine, "slack", owner, timing.outbox_lease, timing.pace)
        self._asking, self._storing = Aside(ANSWERERS, "answering", None), Aside(STORE_THREADS, "storing")
        # Reads may be repeated by the client; posts are repeated by the outbox alone, which looks before it posts again.
        self._reads = self._client([AsyncRateLimitErrorRetryHandler(max_retry_count=2), AsyncServerErrorRetryHandler()])
        self._posts = self._client([])
        self._answerers = Loop(self._answer)
        self._workspace = Workspace(self._reads, parts.settings)
        self._people = People(self._reads, parts.settings, lambda: self._workspace.team, time.monotonic)
        uploads = Uploads(self._posts, parts.assistant, self._people, self._asking)
        sending = Aside(SENDERS, "sending", None)
        self._senders = Loop(Sender(self._posts, self._outbox, sending, parts.clock, uploads).step)
        sections = Sections(parts.guidance)
        experts = Experts(
            self._posts, parts.tickets, self._outbox, self._people, self._workspace, parts.settings, self._asking, parts.clock
        )
        self._answering = self._answering_with(experts, sections)
        self._signs = Signs(self._posts)
        self._nudges = Loop(experts.nudge, NUDGE_SECONDS)
        intake = self._taking_in(experts, sections)
        self._router = Router(parts.credentials.bot_token, parts.credentials.api_url, intake)

    def routes(self) -> list[web.RouteDef]:
        """The one address that Slack calls; none where only the socket is used."""
        secret = self._parts.credentials.signing_secret
        if secret is None:
            return []
        return [web.post(PATH, FrontDoor(Signature(secret), self._router, self._parts.clock).receive)]

    async def lifetime(self, _app: web.Application) -> AsyncIterator[None]:
        """Works as long as the server runs; what is in hand at its end is finished."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
            self._reads.session = self._posts.session = session
            running = [asyncio.create_task(self._answerers.run()) for _ in range(ANSWERERS)]
            running += [asyncio.create_task(self._senders.run()) for _ in range(SENDERS)]
            running.append(asyncio.create_task(self._nudges.run()))
            self._later(self._introduced())
            socket = await self._connected()
            with self._parts.memberships.told_by("slack", self._people.standing):
                yield
            if socket is not None:
                await socket.close()
            self._answerers.end()
            self._senders.end()
            self._nudges.end()
            await asyncio.wait([*running, *self._background], timeout=TIMEOUT)

    def _answering_with(self, experts: Experts, sections: Sections) -> Answering:
        parts = self._parts
        return Answering(
            parts.assistant,
            parts.desk,
            parts.feedback,
            experts,
            self._people,
            sections,
            parts.settings,
            parts.credentials,
            self._asking,
        )

    def _taking_in(self, experts: Experts, sections: Sections) -> Intake:
        parts = self._parts
        at_once = AtOnce(
            self._posts,
            parts.desk,
            parts.feedback,
            self._people,
            sections,
            self._workspace,
            self._asking,
            RecentAnswers(parts.engine),
            experts,
            parts.assistant,
        )
        desks = Desks(
            self._workspace, self._people, self._inbox, self._outbox, parts.settings, at_once, self._storing, parts.clock
        )
        return Intake(desks, self._answerers.wake, self._later)

    async def _answer(self) -> bool:
        arrival = await self._asking(lambda: self._inbox.claim(self._parts.clock()))
        if arrival is None:
            return False
        self._later(self._signs.show(Asked.from_json(arrival.payload)))
        posts = await self._answering.posts(arrival)
        await self._asking(lambda: self._inbox.finish(arrival, posts, self._parts.clock()))
        self._senders.wake()
        return True

    async def _introduced(self) -> None:
        """Asks Slack who we are and who is there, before the first question."""
        try:
            await self._workspace.own()
            await self._people.warm_up()
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.error("Slack does not answer: %s; run `ipdesk doctor`", error, extra={"action": "slack_unreachable"})

    async def _connected(self) -> Socket | None:
        token = self._parts.credentials.app_token
        if token is None:
            return None
        socket = Socket(token, self._client([]), self._router)
        self._later(socket.open())
        return socket

    def _client(self, retries: list[Any]) -> AsyncWebClient:
        credentials = self._parts.credentials
        return AsyncWebClient(credentials.bot_token, credentials.api_url, timeout=TIMEOUT, retry_handlers=retries)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
