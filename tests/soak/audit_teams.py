"""Audit reminders in Teams, which cannot be asked what it has: what is in doubt is said to its owner, never twice."""

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestServer
from sqlalchemy import Engine, select

from bot.store.conversation_record import ConversationRecord
from bot.store.stored_conversations import StoredConversations
from bot.store.tables import outbox
from tests.audits.due import Reminder, Where, fill, reminder_of
from tests.audits.house import KEY
from tests.fakes.teams_server import BOT, FINE, LOST, OUTGOING, TENANT, TeamsServer
from tests.fakes.teams_tokens import APP_ID, ISSUER
from tests.soak.audit_soak import opened, sqlite
from tests.soak.crew import Crew
from tests.soak.held import Held

FAULTS: dict[str | tuple[int, str, str], int] = {(429, "Throttled", "1"): 5, (500, "Broken", ""): 3, LOST: 3, FINE: 89}
CHANNEL = "19:audit{}@thread.tacv2"
LEASES_LAPSE = 50.0  # seconds
_OCCURRENCE = re.compile(r"p\d+/\d{4}-\d\d-\d\d")


@asynccontextmanager
async def teams_of(faults: int) -> AsyncIterator[TeamsServer]:
    """A loopback Teams, so many of whose next sends may fail."""
    teams = TeamsServer()
    teams.delay = 0.1
    teams.fail(*random.Random(3).choices(list(FAULTS), list(FAULTS.values()), k=faults))
    async with TestServer(teams.app()) as server:
        teams.address = str(server.make_url("")).rstrip("/")
        yield teams


def environ_of(teams: TeamsServer, url: str) -> dict[str, str]:
    """What the real program is told."""
    return {
        "MICROSOFT_APP_ID": APP_ID,
        "MICROSOFT_APP_TENANT_ID": TENANT,
        "TEAMS_OPENID_METADATA_URL": f"{teams.address}/openid",
        "TEAMS_TOKEN_ISSUER": ISSUER,
        "TEAMS_OUTGOING_TOKEN": OUTGOING,
        "DATABASE_URL": url,
        "IPDESK_SECRET_KEY": KEY,
    }


async def kills(folder: Path, count: int = 300, times: int = 10) -> list[Held]:
    """Two workers and two servers of which one or another is killed, over a faulty Teams."""
    url = sqlite(folder)
    engine, rng = opened(url), random.Random(5)
    where = Where(f"teams:{CHANNEL}", f"teams:{TENANT}:aad-{{}}", timedelta(seconds=3 * times))
    wanted = fill(engine, count, where)
    async with teams_of(4 * count) as teams:
        _heard_of(engine, teams)
        crew = Crew(folder, environ_of(teams, url))
        try:
            await crew.start()
            for _ in range(times):
                await asyncio.sleep(rng.uniform(0.5, 2.0))
                await crew.kill_one(rng)
            await _settled(engine, len(wanted), 300)
            await asyncio.sleep(LEASES_LAPSE)
        finally:
            await crew.end()
        return _held(teams, engine, wanted, times)


def _heard_of(engine: Engine, teams: TeamsServer) -> None:
    """One channel of the tenant is enough to reach all others."""
    name = CHANNEL.format(0)
    seen = datetime.now(UTC)
    StoredConversations(engine).keep(ConversationRecord("teams", name, name, "channel", TENANT, teams.service, BOT, None, seen))


async def _settled(engine: Engine, wanted: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while _left(engine, wanted) and time.monotonic() < deadline:
        await asyncio.sleep(0.5)


def _left(engine: Engine, wanted: int) -> bool:
    rows = _rows(engine)
    return len(rows) < wanted or any(row["state"] in ("due", "sending") for row in rows)


def _rows(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(outbox.c.key, outbox.c.state, outbox.c.done_at)).mappings()]


def _held(teams: TeamsServer, engine: Engine, wanted: set[Reminder], times: int) -> list[Held]:
    seen = Counter(found for one in teams.sent if (found := _reminder(one)) is not None)
    rows = [row for row in _rows(engine) if not str(row["key"]).endswith("?")]
    doubtful = {reminder_of(str(row["key"])) for row in rows if row["state"] == "ambiguous"}
    told = {str(row["key"])[:-1] for row in _rows(engine) if str(row["key"]).endswith("?") and row["state"] == "sent"}
    untold = sum(row["state"] == "ambiguous" and row["key"] not in told for row in rows)
    arrived = len(doubtful & seen.keys())
    title = f"Teams, {len(wanted):,} posts, {times} kill -9, {len(doubtful)} in doubt, {arrived} of them there"
    return [
        Held(f"{title}: lost without a word", len(wanted - seen.keys() - doubtful), 0),
        Held("the same: posted twice", sum(count - 1 for count in seen.values()), 0),
        Held("the same: in doubt and its owner not told", untold, 0),
        Held("the same: sends beyond the limits of Teams", len(teams.excess), 0),
    ]


def _reminder(sent: dict[str, Any]) -> Reminder | None:
    """Of a card with buttons; a word about a doubt has none."""
    found = _OCCURRENCE.search(json.dumps(sent.get("attachments", [])))
    return None if found is None else (found.group(), "channel" if sent["_to"].startswith("19:") else "0")
