"""Three simulated years over the databases, with one process to the end and with processes that die at random instants."""

from pathlib import Path

from sqlalchemy import Engine, select

from bot.store.stored_audits import StoredAudits
from bot.store.tables import outbox
from tests.audits.years import Years
from tests.audits.years_killed import lived
from tests.bot.postgresql import serving
from tests.soak.audit_soak import opened
from tests.soak.audit_soak import sqlite as fresh
from tests.soak.audit_years import three_years
from tests.soak.held import Held


async def sqlite(folder: Path, count: int = 200) -> list[Held]:
    """Over SQLite."""
    return _passed("SQLite", fresh(folder), count)


async def postgresql(_folder: Path, count: int = 200) -> list[Held]:
    """Over PostgreSQL."""
    with serving() as server:
        return _passed("PostgreSQL", server.url, count)


async def sqlite_killed(folder: Path, count: int = 200, kills: int = 100) -> list[Held]:
    """Over SQLite, killed and started again."""
    return await _killed("SQLite", fresh(folder), folder, count, kills)


async def postgresql_killed(folder: Path, count: int = 200, kills: int = 100) -> list[Held]:
    """Over PostgreSQL, killed and started again."""
    with serving() as server:
        return await _killed("PostgreSQL", server.url, folder, count, kills)


def _passed(name: str, url: str, count: int) -> list[Held]:
    engine = opened(url)
    years = Years(count, StoredAudits(engine))
    years.pass_by()
    return _held(f"{name}, 3 simulated years", years, engine)


async def _killed(name: str, url: str, folder: Path, count: int, kills: int) -> list[Held]:
    engine = opened(url)
    deaths = await lived(url, folder, count, kills)
    halfway = sum(line != "after the commit" for line in deaths)
    title = f"{name}, 3 simulated years, {len(deaths)} kill -9, {halfway} of them within a change"
    return _held(title, Years(count, StoredAudits(engine)), engine)


def _held(title: str, years: Years, engine: Engine) -> list[Held]:
    with engine.connect() as connection:
        posts = [dict(row) for row in connection.execute(select(outbox)).mappings()]
    found = three_years(title, years, years.outcome(posts))
    engine.dispose()
    return found
