"""A process that a test may kill, a worker with a sender: python -m tests.audits.sending DATABASE_URL SLACK_ADDRESS [CLOCK].

CLOCK is a file that says by how many seconds the clock is wrong; it is read at every look.
"""

import asyncio
import secrets
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.assembly import now as right
from bot.audits.round import Round
from bot.audits.sealing import Seal
from bot.audits.worker import Worker
from bot.delivery.aside import Aside
from bot.delivery.loop import Loop
from bot.delivery.outbox import Outbox
from bot.slack.sending import Sender
from bot.store.database import open_database
from bot.store.stored_audits import StoredAudits
from tests.audits.house import KEY
from tests.fakes.slack_server import TOKEN

# Shorter than in earnest, so that a test need not wait for half a minute.
LEASE, PACE, POLL = timedelta(seconds=3), timedelta(milliseconds=5), 0.5
SENDERS = 4


def wrong_by(file: Path) -> Callable[[], datetime]:
    """The clock of a machine that somebody sets."""
    return lambda: right() + timedelta(seconds=float(file.read_text(encoding="ascii")))


async def serve(url: str, address: str, clock: str = "") -> None:
    """Until it is killed or stopped."""
    now = wrong_by(Path(clock)) if clock else right
    engine = open_database(url)
    worker = Worker(Round(StoredAudits(engine), Seal(KEY), now), POLL)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        client = AsyncWebClient(TOKEN, f"{address}/api/", timeout=5, retry_handlers=[], session=session)
        outbox = Outbox(engine, "slack", secrets.token_hex(8), LEASE, PACE)
        senders = [Loop(Sender(client, outbox, Aside(SENDERS, "sending", None), now).step, 0.1) for _ in range(SENDERS)]
        running = [asyncio.create_task(sender.run()) for sender in senders]
        await worker.until_stopped()
        for sender in senders:
            sender.end()
        await asyncio.wait(running, timeout=10)


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
