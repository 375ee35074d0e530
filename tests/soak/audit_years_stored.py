"""Three simulated years over the databases, with one process to the end and with processes that die at random instants."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from bot.store.stored_audits import StoredAudits
from bot.store.tables import outbox
from tests.audits.years import END, Outcome, Years
from tests.audits.years_killed import lived
from tests.bot.postgresql import serving
from tests.soak.audit_soak import opened
from tests.soak.audit_soak import sqlite as fresh
from tests.soak.audit_years import three_years
from tests.soak.held import Held


async def sqlite(folder: Path, count: int = 200) -> list[Held]:
    """Over SQLite."""
    return three_years("SQLite, 3 simulated years", count, _passed(fresh(folder), count))


async def postgresql(_folder: Path, count: int = 200) -> list[Held]:
    """Over PostgreSQL."""
    with serving() as server:
        return three_years("PostgreSQL, 3 simulated years", count, _passed(server.url, count))


async def sqlite_killed(folder: Path, count: int = 200, kills: int = 100) -> list[Held]:
    """Over SQLite, killed and started again."""
    return await _killed("SQLite", fresh(folder), folder, count, kills)


async def postgresql_killed(folder: Path, count: int = 200, kills: int = 100) -> list[Held]:
    """Over PostgreSQL, killed and started again."""
    with serving() as server:
        return await _killed("PostgreSQL", server.url, folder, count, kills)


def _passed(url: str, count: int) -> Outcome:
    return _outcome(url, count, lambda years: years.pass_by())


async def _killed(name: str, url: str, folder: Path, count: int, kills: int) -> list[Held]:
    opened(url).dispose()
    deaths = await lived(url, folder, count, kills)
    halfway = sum(line != "after the commit" for line in deaths)
    title = f"{name}, 3 simulated years, {len(deaths)} kill -9, {halfway} of them within a change"
    return three_years(title, count, _outcome(url, count, lambda _years: None))


def _outcome(url: str, count: int, act: Callable[[Years], None]) -> Outcome:
    engine = opened(url)
    years = Years(count, StoredAudits(engine))
    act(years)
    found = years.outcome(_posts(engine), END)
    engine.dispose()
    return found


def _posts(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(outbox)).mappings()]
