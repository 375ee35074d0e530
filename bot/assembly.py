"""The composition root: the only place that picks real parts."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from bot.access.settings import Settings
from bot.access.settings_file import read_settings
from bot.answering.confidence import fitted
from bot.answering.guidance import LiveGuidance
from bot.config import Config
from bot.conversation.assistant import Assistant, GuidedDesk
from bot.conversation.desk import Desk
from bot.conversation.feedback import FeedbackDesk
from bot.conversation.privacy import PrivacyDesk
from bot.conversation.ticket import TicketDesk
from bot.errors import StoreUnavailable
from bot.guided_desks import guided_desks
from bot.store.store import Store, remembering
from indexer.snapshot import SnapshotStore

if TYPE_CHECKING:
    from bot.slack.channel import SlackChannel
    from bot.teams.channel import TeamsChannel


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


def assemble(config: Config, store: Store | None = None) -> Assembly:
    """The assistant over the configured index, database and settings file."""
    settings = read_settings(config.settings_file)
    guidance = LiveGuidance(SnapshotStore(config.index_dir), fitted())
    kept = store if store is not None else open_store(config)
    desk = Desk(guidance, kept.answers, now, new_id, code_version())
    tickets = TicketDesk(kept.tickets, kept.answers, now, new_id)
    guided = tuple(guided_desks(config, kept, guidance, now, new_id))
    feedback, privacy = FeedbackDesk(kept.feedback, now), PrivacyDesk(kept, now)
    return Assembly(config, guidance, desk, feedback, tickets, privacy, now, settings, guided)


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
    return SlackChannel(Parts(credentials, a.settings, a.guidance, a.desk, a.feedback, a.tickets, engine, a.clock))


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
    a, assistant = assembly, Assistant(assembly.desk, assembly.guided)
    known = StoredConversations(engine)
    return TeamsChannel(
        Parts(credentials, a.settings, a.guidance, assistant, a.desk, a.feedback, a.tickets, known, engine, a.clock)
    )


def slack_manifest(address: str | None) -> dict[str, Any]:
    """The app manifest for an admin to paste into Slack."""
    from bot.slack.manifest import manifest

    return manifest(address)


def examine_slack(config: Config) -> Iterator[tuple[bool, str]]:
    """What is well and what is not with the configured tokens; nothing where Slack is off."""
    if config.slack is not None:
        from bot.slack.examining import examine

        yield from examine(config.slack)


def examine_teams(config: Config) -> Iterator[tuple[bool, str]]:
    """What is well and what is not with the configured app; nothing where Teams is off."""
    if config.teams is not None:
        from bot.teams.examining import examine

        yield from examine(config.teams)


def open_store(config: Config) -> Store:
    """The database, its schema up to date; raises StoreUnavailable."""
    from bot.store.database import migrate, open_database
    from bot.store.opening import stored

    engine = open_database(config.database_url)
    migrate(engine)
    return stored(engine)


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


def code_version() -> str:
    """The version of this program."""
    try:
        return version("ipdesk")
    except PackageNotFoundError:
        return "0+source"
