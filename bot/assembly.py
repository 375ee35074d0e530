"""The composition root: the only place that picks real parts."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from bot.answering.confidence import fitted
from bot.answering.guidance import LiveGuidance
from bot.config import Config
from bot.conversation.desk import Desk
from bot.errors import StoreUnavailable
from bot.store.answer_record import AnswerRecords
from indexer.snapshot import SnapshotStore


@dataclass(frozen=True)
class Assembly:
    """The assistant, put together."""

    config: Config
    guidance: LiveGuidance
    desk: Desk
    records: AnswerRecords


def assemble(config: Config, records: AnswerRecords | None = None) -> Assembly:
    """The assistant over the configured index and database."""
    guidance = LiveGuidance(SnapshotStore(config.index_dir), fitted())
    kept = records if records is not None else open_records(config)
    desk = Desk(guidance, kept, lambda: datetime.now(UTC), new_id, code_version())
    return Assembly(config, guidance, desk, kept)


def open_records(config: Config) -> AnswerRecords:
    """The stored answers, their schema up to date; raises StoreUnavailable."""
    from bot.store.database import migrate, open_database
    from bot.store.stored_answers import StoredAnswers

    engine = open_database(config.database_url)
    migrate(engine)
    return StoredAnswers(engine)


def records_or_memory(config: Config) -> tuple[AnswerRecords, str | None]:
    """The stored answers, or a memory that lasts as long as the process and the reason why."""
    from bot.store.answer_record import RememberedAnswers

    try:
        return open_records(config), None
    except StoreUnavailable as error:
        return RememberedAnswers(), str(error)


def new_id() -> str:
    """An id of 50 random bits, short enough to be read out."""
    return secrets.token_hex(6)


def code_version() -> str:
    """The version of this program."""
    try:
        return version("ipdesk")
    except PackageNotFoundError:
        return "0+source"
