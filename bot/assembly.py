"""The composition root: the only place that picks real parts."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bot.access.linking import LinkingDesk
from bot.access.membership import Memberships
from bot.access.settings import Settings
from bot.access.settings_file import read_settings
from bot.answering.confidence import fitted
from bot.answering.guidance import LiveGuidance
from bot.config import Config
from bot.conversation.assistant import Assistant, GuidedDesk
from bot.conversation.desk import Desk
from bot.conversation.feedback import FeedbackDesk
from bot.conversation.linking import LinkTalk
from bot.conversation.privacy import PrivacyDesk
from bot.conversation.ticket import TicketDesk
from bot.errors import StoreUnavailable
from bot.store.evidence_files import EvidenceFiles, StoredFiles
from bot.store.store import Store, remembering
from bot.version import code_version
from indexer.snapshot import SnapshotStore

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy import Engine

    from bot.audits.calendar import CalendarDesk
    from bot.audits.feeding import Feeder
    from bot.audits.programme import Programme
    from bot.audits.sealing import Seal
    from bot.checklists.desks import RunDesks
    from bot.posting import Posting
    from bot.slack.channel import SlackChannel
    from bot.teams.channel import TeamsChannel
    from bot.working import Working


@dataclass(frozen=True)
class Assembly:
    """The assistant, put together."""

    config: Config
    guidance: LiveGuidance
    desk: Desk
    feedback: FeedbackDesk
    tickets: TicketDesk
    privacy: PrivacyDesk
    clock: Callable[[], datetime]
    settings: Settings = field(default_factory=Settings)
    guided: tuple[GuidedDesk, ...] = ()
    calendars: "CalendarDesk | None" = None
    memberships: Memberships = field(default_factory=Memberships)

    @cached_property
    def assistant(self) -> Assistant:
        """What every chat channel speaks with: the guided desks in their order, then the desk that answers questions."""
        return Assistant(self.desk, self.guided)


def question_desk(config: Config, store: Store) -> Desk:
    """The desk that answers questions, and nothing else: a single question waits for no other."""
    read_settings(config.settings_file)  # a mistake in it is told whatever is started
    return Desk(_guidance(config), store.answers, now, new_id, code_version())


def _guidance(config: Config) -> LiveGuidance:
    return LiveGuidance(SnapshotStore(config.index_dir), fitted())


def assemble(config: Config, store: Store | None = None) -> Assembly:
    """The assistant over the configured index, database and settings file."""
    from bot.guided_desks import Outside, guided_desks

    settings, guidance = read_settings(config.settings_file), _guidance(config)
    kept = store if store is not None else open_store(config)
    desk = Desk(guidance, kept.answers, now, new_id, code_version())
    tickets = TicketDesk(kept.tickets, kept.answers, now, new_id)
    links = LinkTalk(LinkingDesk(kept.links, now, new_id, secrets.choice))
    memberships = Memberships()
    outside = Outside(now, new_id, memberships, new_token)
    calendars = outside.calendars(kept)
    guided = (links, *guided_desks(config, kept, guidance, outside))
    feedback, privacy = FeedbackDesk(kept.feedback, now), PrivacyDesk(kept, now)
    return Assembly(config, guidance, desk, feedback, tickets, privacy, now, settings, guided, calendars, memberships)


def calendar_desk(store: Store) -> "CalendarDesk":
    """What publishes the audit programme as calendars, where no platform says who belongs."""
    from bot.guided_desks import Outside

    return Outside(now, new_id, new_token=new_token).calendars(store)


def posting(config: Config) -> "Posting":
    """What sends cards elsewhere from a place without an outbox of its own."""
    from bot.posting import Posting
    from bot.store.database import open_database

    return Posting(lambda: open_database(config.database_url), now)


def slack_channel(assembly: Assembly) -> "SlackChannel | None":
    """The Slack channel over an assembly whose answers are kept in the configured database; None where Slack is off."""
    credentials = assembly.config.slack
    if credentials is None:
        return None
    from bot.slack.channel import Parts, SlackChannel
    from bot.store.database import migrate, open_database

    engine = open_database(assembly.config.database_url)
    migrate(engine)
    a = assembly
    parts = Parts(credentials, a.settings, a.guidance, a.assistant, a.desk, a.feedback, a.tickets, engine, a.clock)
    return SlackChannel(replace(parts, memberships=a.memberships))


def teams_channel(assembly: Assembly) -> "TeamsChannel | None":
    """The Teams channel over an assembly whose answers are kept in the configured database; None where Teams is off."""
    credentials = assembly.config.teams
    if credentials is None:
        return None
    from bot.store.database import migrate, open_database
    from bot.store.stored_conversations import StoredConversations
    from bot.teams.channel import Parts, TeamsChannel

    engine = open_database(assembly.config.database_url)
    migrate(engine)
    a = assembly
    known = StoredConversations(engine)
    parts = Parts(credentials, a.settings, a.guidance, a.assistant, a.desk, a.feedback, a.tickets, known, engine, a.clock)
    return TeamsChannel(replace(parts, memberships=a.memberships))


def audit_programme(config: Config) -> "Programme":
    """The audit programme over the configured database and key."""
    from bot.audits.programme import Programme

    return Programme(open_store(config).audits, _seal(config), now)


def audit_worker(config: Config) -> "Working":
    """What reminds people of audits, with the senders of the channels that are configured."""
    from bot.audits.guidance_due import GuidanceDue
    from bot.audits.round import Round, Surroundings
    from bot.audits.worker import Worker
    from bot.store.database import open_database
    from bot.working import Working, feeding

    store, engine = open_store(config), open_database(config.database_url)
    around = Surroundings(store.suppliers, GuidanceDue(SnapshotStore(config.index_dir)))
    feeder = _feeder(config, store)
    beside = [*_outgoing(config, store, engine), *([feeding(feeder.step)] if feeder else [])]
    return Working(Worker(Round(store.audits, _seal(config), now, around)), beside)


def _feeder(config: Config, store: Store) -> "Feeder | None":
    """What makes plans of findings, evidence and suppliers; None where the settings do not say where reminders go."""
    from bot.audits.feeding import Feeder
    from bot.audits.programme import Programme

    house = read_settings(config.settings_file).audits
    return (
        Feeder(Programme(store.audits, _seal(config), now), house, store.suppliers, open_runs(config, store).book)
        if house
        else None
    )


def _outgoing(config: Config, store: Store, engine: "Engine") -> "Iterator[AbstractAsyncContextManager[None]]":
    if config.slack is not None:
        from bot.slack.outgoing import slack_outgoing

        yield slack_outgoing(config.slack, engine, now)
    if config.teams is not None:
        from bot.teams.outgoing import teams_outgoing

        yield teams_outgoing(config.teams, store.conversations, engine, now)


def _seal(config: Config) -> "Seal | None":
    from bot.audits.sealing import Seal

    return Seal(config.secret_key) if config.secret_key else None


def open_store(config: Config) -> Store:
    """The database, its schema up to date; raises StoreUnavailable."""
    from bot.store.database import migrate, open_database
    from bot.store.opening import stored

    engine = open_database(config.database_url)
    migrate(engine)
    return stored(engine)


def evidence_files(config: Config) -> EvidenceFiles:
    """The files of evidence, in the data directory."""
    return StoredFiles(config.data_dir / "evidence")


def open_runs(config: Config, store: Store) -> "RunDesks":
    """The desks of checklist runs over a store."""
    from bot.checklists.desks import run_desks

    return run_desks(store, evidence_files(config), now, new_id)


def store_or_memory(config: Config) -> tuple[Store, str | None]:
    """The database, or a memory that lasts as long as the process and the reason why."""
    try:
        return open_store(config), None
    except StoreUnavailable as error:
        return remembering(), str(error)


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """An id of 50 random bits, short enough to be read out."""
    return secrets.token_hex(6)


def new_token() -> str:
    """A secret of 256 random bits for an address."""
    return secrets.token_urlsafe(32)
