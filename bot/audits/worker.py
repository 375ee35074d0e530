"""The Worker goes round the audit programme until it is told to end; what it has in hand is finished first."""

import asyncio
import signal

from bot.audits.round import Round
from bot.delivery.aside import Aside
from bot.delivery.loop import Loop

POLL_SECONDS = 10.0


class Worker:
    """One of any number over one database."""

    def __init__(self, round_: Round, poll: float = POLL_SECONDS) -> None:
        self._round = round_
        self._aside = Aside(1, "auditing", None)
        self._loop = Loop(self._step, poll)

    async def run(self) -> None:
        """Until `end`."""
        await self._loop.run()
        self._aside.close()

    def end(self) -> None:
        """After the round in hand."""
        self._loop.end()

    async def until_stopped(self) -> None:
        """Until SIGTERM or Ctrl-C."""
        running = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            running.add_signal_handler(number, self.end)
        await self.run()

    async def _step(self) -> bool:
        return await self._aside(self._round.step)
