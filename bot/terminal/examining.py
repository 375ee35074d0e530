"""Examines an installation: data directory, database, index, content."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.access.settings_file import read_settings
from bot.assembly import open_store
from bot.config import Config
from bot.errors import BadConfiguration, StoreUnavailable
from bot.setting_up import examine_slack, examine_teams
from indexer.errors import BrokenSnapshot, UnusableModel
from indexer.search import open_version
from indexer.snapshot import SnapshotStore

_SAFE_SQLITE = (3, 51, 3)


@dataclass(frozen=True)
class Finding:
    """One thing that was examined, and what to do if it is not well."""

    subject: str
    well: bool
    words: str


def examine(config: Config, knowledge: Path = Path("knowledge")) -> list[Finding]:
    """All findings, in the order in which to mend them."""
    return [
        *_data_dir(config),
        *_settings(config),
        *_secret_key(config),
        *_database(config),
        *_audits(config),
        *_index(config, knowledge),
        *_slack(config),
        *_teams(config),
    ]


def _data_dir(config: Config) -> Iterator[Finding]:
    try:
        config.data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=config.data_dir):
            pass
    except OSError as error:
        yield Finding(
            "data directory", well=False, words=f"{config.data_dir} is not writable ({error.strerror}); set IPDESK_DATA_DIR"
        )
    else:
        yield Finding("data directory", well=True, words=str(config.data_dir))


def _settings(config: Config) -> Iterator[Finding]:
    try:
        settings = read_settings(config.settings_file)
    except BadConfiguration as error:
        yield from (Finding("settings", well=False, words=line) for line in str(error).splitlines())
        return
    counts = f"{len(settings.roles)} roles, {len(settings.audiences)} audiences, {len(settings.channels)} channels"
    none = "no file; every full member is an employee, nobody has another role"
    yield Finding("settings", well=True, words=none if config.settings_file is None else f"{config.settings_file}: {counts}")


def _secret_key(config: Config) -> Iterator[Finding]:
    """Nothing is wrong without it until an audit is unannounced; who plans one should not be the first to hear of it."""
    make = 'python -c "import secrets; print(secrets.token_hex(32))"'
    unset = f"IPDESK_SECRET_KEY is not set; unannounced audits need it, everything else does without: {make} makes one"
    yield Finding("secret key", well=True, words="set, for the dates of unannounced audits" if config.secret_key else unset)


def _slack(config: Config) -> Iterator[Finding]:
    yield from (Finding("Slack", well, words) for well, words in examine_slack(config))


def _teams(config: Config) -> Iterator[Finding]:
    yield from (Finding("Teams", well, words) for well, words in examine_teams(config))


def _database(config: Config) -> Iterator[Finding]:
    from bot.store.database import sqlite_version

    try:
        open_store(config).answers.unanswered(1)
    except StoreUnavailable as error:
        yield Finding("database", well=False, words=str(error))
        return
    yield Finding("database", well=True, words=config.database_url.split("://")[0])
    if config.database_url.startswith("sqlite"):
        version = sqlite_version()
        safe = tuple(int(part) for part in version.split(".")) >= _SAFE_SQLITE
        words = version if safe else f"{version} can corrupt a shared database; install pysqlite3 or run one process only"
        yield Finding("SQLite", well=safe, words=words)


def _audits(config: Config) -> Iterator[Finding]:
    from bot.terminal.audits_examining import examine_audits

    yield from (Finding("audits", well, words) for well, words in examine_audits(config))


def _index(config: Config, knowledge: Path) -> Iterator[Finding]:
    store = SnapshotStore(config.index_dir)
    version = store.current()
    if version is None:
        yield Finding("index", well=False, words=f"none in {store.root}; run: python -m indexer build")
        return
    try:
        index = open_version(store, version)
    except (BrokenSnapshot, UnusableModel) as error:
        yield Finding("index", well=False, words=str(error))
        return
    yield Finding("index", well=True, words=f"{version}: {len(index.entries)} entries")
    # Audit plans are no part of an index.
    files = (path for path in knowledge.rglob("*.*") if path.is_file() and path.parent != knowledge / "audits")
    newest = max((path.stat().st_mtime for path in files), default=0.0)
    if newest > (store.root / "CURRENT").stat().st_mtime:
        yield Finding("content", well=False, words=f"{knowledge} has changed since the build; run: python -m indexer build")
