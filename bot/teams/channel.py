"""The Teams channel put together: its route, its workers, and their life with the server."""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
from aiohttp import web
from sqlalchemy import Engine

from bot.access.membership import Memberships
from bot.access.settings import Settings
from bot.answering.guidance import LiveGuidance
from bot.config import TeamsCredentials
from bot.conversation.assistant import Assistant
from bot.conversation.catalogue import say
from bot.conversation.desk import Desk
from bot.conversation.expert_desk import ExpertDesk
from bot.conversation.feedback import FeedbackDesk
from bot.conversation.finding import Finder
from bot.conversation.message import ConversationRef
from bot.conversation.ticket import TicketDesk
from bot.delivery.allowance import Allowance
from bot.delivery.aside import Aside
from bot.delivery.inbox import INBOX_LEASE, Inbox
from bot.delivery.loop import Loop
from bot.delivery.outbox import OUTBOX_LEASE, Outbox
from bot.delivery.pace import Limit, Pace
from bot.posting import posts_of
from bot.store.conversation_record import ConversationRecords, name_of
from bot.teams.answering import Answering, language_in, settled
from bot.teams.asked import Asked
from bot.teams.bearer import bearer
from bot.teams.connector import FAILURES, Connector, Connectors
from bot.teams.consents import Consents
from bot.teams.files import Files
from bot.teams.front_door import PATH, FrontDoor, Guard
from bot.teams.handout import Handout
from bot.teams.heard import Heard
from bot.teams.intake import Desks, Intake
from bot.teams.invokes import Invokes
from bot.teams.people import People
from bot.teams.presses import Presses
from bot.teams.references import References
from bot.teams.replies import sentence_activity
from bot.teams.sending import LIMITS, Sender
from bot.teams.services import Services
from bot.teams.signing_keys import SigningKeys
from bot.teams.tokens import Tokens
from bot.teams.turn import Authentication
from bot.teams.waiting import Waiting

log = logging.getLogger(__name__)

_T = TypeVar("_T")

TIMEOUT = 10
ANSWERERS, SENDERS, STORE_THREADS = 2, 4, 2
NUDGE_SECONDS = 60.0
PACE = timedelta(seconds=0.5)


@dataclass(frozen=True)
class Timing:
    """How long a dead process's work is left to it, how far apart the posts of one conversation are, and how many it may have."""

    inbox_lease: timedelta = INBOX_LEASE
    outbox_lease: timedelta = OUTBOX_LEASE
    pace: timedelta = PACE
    limits: tuple[Limit, ...] = LIMITS


@dataclass(frozen=True)
class Parts:
    """What the channel is given by the composition root."""

    credentials: TeamsCredentials
    settings: Settings
    guidance: LiveGuidance
    assistant: Assistant
    desk: Desk
    feedback: FeedbackDesk
    tickets: TicketDesk
    conversations: ConversationRecords
    engine: Engine
    clock: Callable[[], datetime]
    timing: Timing = Timing()
    memberships: Memberships = field(default_factory=Memberships)


class TeamsChannel:
    """One process's share of the channel; any number of them may run over one database."""

    def __init__(self, parts: Parts) -> None:
        owner, timing, credentials = secrets.token_hex(8), parts.timing, parts.credentials
        self._parts = parts
        self._session: aiohttp.ClientSession | None = None
        self._background: set[asyncio.Task[Any]] = set()
        allowance = Allowance(parts.settings.questions_a_minute, parts.settings.questions_at_once)
        self._inbox = Inbox(parts.engine, "teams", owner, timing.inbox_lease, allowance)
        self._outbox = Outbox(parts.engine, "teams", owner, timing.outbox_lease, timing.pace)
        self._pace = Pace(parts.engine, timing.limits)
        self._asking, self._storing = Aside(ANSWERERS, "answering", None), Aside(STORE_THREADS, "storing")
        self._invoking = Aside(ANSWERERS, "invoking", None)
        services = Services(credentials)
        ours = bearer(credentials)
        connectors = Connectors(self._open_session, ours, services)
        self._connector = Connector(connectors)
        self._references = References(parts.conversations, credentials.tenant, parts.clock)
        self._people = People(self._connector, self._references, parts.settings, self._serves, time.monotonic)
        self._experts = self._expert_desk()
        files, asked_here = Files(services, ours, services.local), self._experts is not None
        self._answering = Answering(
            parts.assistant, parts.desk, self._people, files, parts.settings, self._asking, experts=asked_here
        )
        self._answerers = Loop(self._answer)
        sending = Aside(SENDERS, "sending", None)
        handout = Handout(parts.assistant, self._people, self._outbox, sending, self._open_session, parts.clock, services.local)
        sender = Sender(self._connector, self._references, self._outbox, self._pace, sending, parts.clock, handout)
        self._senders = Loop(sender.step)
        self._nudges = Loop(self._nudge, NUDGE_SECONDS)
        self._waiting = self._patience()
        intake = self._intake()
        guard = Guard(Authentication(self._tokens(), connectors), services, self._serves)
        self._door = FrontDoor(guard, intake, self._invokes(intake))

    def routes(self) -> list[web.RouteDef]:
        """The one address that the Bot Framework calls."""
        return [web.post(PATH, self._door.receive)]

    async def lifetime(self, _app: web.Application) -> AsyncIterator[None]:
        """Works as long as the server runs; what is in hand at its end is finished."""
        if self._parts.credentials.insecure:
            log.warning("TEAMS WITHOUT AUTHENTICATION: whoever reaches %s is believed", PATH, extra={"action": "teams_insecure"})
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
            self._session = session
            running = [asyncio.create_task(self._answerers.run()) for _ in range(ANSWERERS)]
            running += [asyncio.create_task(self._senders.run()) for _ in range(SENDERS)]
            running.append(asyncio.create_task(self._nudges.run()))
            with self._parts.memberships.told_by("teams", self._people.standing):
                yield
            for loop in (self._answerers, self._senders, self._nudges):
                loop.end()
            await asyncio.wait([*running, *self._background], timeout=TIMEOUT)
        for aside in (self._asking, self._storing, self._invoking):
            aside.close()
        self._people.close()

    async def _answer(self) -> bool:
        arrival = await self._asking(lambda: self._inbox.claim(self._parts.clock()))
        if arrival is None:
            return False
        asked = Asked.from_json(arrival.payload)
        await self._asking(lambda: self._references.keep(asked.reached(self._parts.clock())))
        answered = asyncio.Event()
        typing = asyncio.create_task(self._waiting.typing(asked))
        interim = asyncio.create_task(self._waiting.interim(asked, arrival.key, answered))
        posts = await self._answering.posts(arrival)
        typing.cancel()
        answered.set()
        if await interim:  # what was said meanwhile is in the outbox before what takes its place
            posts = settled(posts, arrival.key, asked)
        await self._asking(lambda: self._inbox.finish(arrival, posts, self._parts.clock()))
        self._senders.wake()
        return True

    async def _unavailable(self, heard: Heard) -> None:
        """The store is out of reach: the question was not taken, and its asker must know."""
        told = sentence_activity(say("error.store", language_in(heard.text)))
        record = Asked.of(heard, "message", "").reached(self._parts.clock())
        with contextlib.suppress(*FAILURES):
            await self._connector.send(record, heard.place.thread, told)

    async def _nudge(self) -> bool:
        """Reminds the experts of what waits for longer than was promised."""
        experts = self._experts
        if experts is None:
            return False
        late = await self._asking(experts.overdue)
        for post in posts_of(late):
            await self._asking(lambda post=post: self._outbox.add_once(post, self._parts.clock()))  # type: ignore[misc]
        return False

    def _expert_desk(self) -> ExpertDesk | None:
        channel = self._parts.settings.teams_experts_channel
        return None if channel is None else ExpertDesk(self._parts.tickets, ConversationRef("teams", name_of(channel)))

    def _intake(self) -> Intake:
        p, w = self._parts, self._waiting
        kept = self._inbox, self._outbox, self._people, self._references
        desks = Desks(*kept, p.settings, self._storing, p.clock, self._unavailable, w.queued)
        return Intake(desks, self._answerers.wake, self._later)

    def _patience(self) -> Waiting:
        inbox, outbox, wake = self._inbox, self._outbox, self._senders.wake
        return Waiting(self._connector, self._references, inbox, outbox, self._pace, self._storing, self._parts.clock, wake)

    def _invokes(self, intake: Intake) -> Invokes:
        p, aside, wake = self._parts, self._invoking, self._senders.wake
        desks = p.assistant, self._experts, p.desk, p.guidance, p.feedback, self._people, p.settings
        presses = Presses(*desks, intake, self._outbox, aside, p.clock, wake)
        consents = Consents(self._outbox, self._storing, p.clock, wake)
        return Invokes(presses, consents, Finder(p.guidance), self._people, self._outbox, aside, self._later)

    def _tokens(self) -> Tokens | None:
        found = self._parts.credentials
        if found.insecure:
            return None
        return Tokens(found.app_id, found.issuer, SigningKeys(found.metadata_url, self._open_session, time.monotonic))

    def _serves(self, tenant: str) -> bool:
        """True for the tenants whose people may ask; without authentication a tenant says nothing."""
        found = self._parts.credentials
        return found.insecure or self._parts.settings.allows_teams_tenant(tenant, found.tenant)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise OSError("the channel is not open")
        return self._session

    def _later(self, work: Coroutine[Any, Any, _T]) -> asyncio.Task[_T]:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task
