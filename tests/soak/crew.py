"""A crew of the real program: servers, whose senders post, and audit workers, over one database; any of them may be killed."""

import asyncio
import contextlib
import os
import random
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.program import ROOT, Program


@dataclass
class Crew:
    """`environ` says which channels are on and where the database is."""

    folder: Path
    environ: dict[str, str]
    workers: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        self.program = Program(self.folder, self.environ)

    async def start(self, servers: int = 2, workers: int = 2) -> None:
        """So many of each, side by side."""
        for number in range(workers):
            await self.work(f"worker-{number}")
        await asyncio.gather(*(self.program.start() for _ in range(servers)))

    async def work(self, name: str) -> None:
        """One more worker, or one that was killed."""
        environ = os.environ | self.environ | {"IPDESK_DATA_DIR": str(self.folder)}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.workers[name] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "worker", cwd=ROOT, env=environ, stdout=log, stderr=log
            )

    async def kill_one(self, rng: random.Random) -> None:
        """As the kernel does when memory runs out; a new one takes its place."""
        victim = rng.choice([*self.program.ports, *self.workers])
        if isinstance(victim, int):
            await self.program.kill(victim)
            await self.program.start(victim)
            return
        self.workers[victim].kill()
        await self.workers[victim].wait()
        await self.work(victim)

    async def end(self) -> None:
        """All finish what is in hand."""
        for worker in self.workers.values():
            with contextlib.suppress(ProcessLookupError):
                worker.send_signal(signal.SIGTERM)
            await worker.wait()
        await self.program.end()
