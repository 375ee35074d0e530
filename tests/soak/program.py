"""The real program, `ipdesk serve`, as processes over one database: started, killed, asked for their memory."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp.test_utils import unused_port

ROOT = Path(__file__).parents[2]
INDEX = ROOT / "var" / "index"
STARTS_WITHIN = 60.0  # seconds


@dataclass
class Program:
    """`environ` says which channels are on; the index is the one of the working tree."""

    data_dir: Path
    environ: dict[str, str]
    processes: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if not (self.data_dir / "index").exists():
            (self.data_dir / "index").symlink_to(INDEX, target_is_directory=True)

    @property
    def ports(self) -> list[int]:
        """Where the processes listen."""
        return list(self.processes)

    async def start(self, port: int | None = None) -> int:
        """The port of one more process, or of one that was killed, once it listens."""
        where = unused_port() if port is None else port
        environ = (
            os.environ | self.environ | {"IPDESK_DATA_DIR": str(self.data_dir), "PORT": str(where), "IPDESK_PLAYGROUND": "0"}
        )
        log = (self.data_dir / f"serve-{where}.log").open("ab")
        with log:
            self.processes[where] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", cwd=ROOT, env=environ, stdout=log, stderr=log
            )
        loop = asyncio.get_running_loop()
        deadline = loop.time() + STARTS_WITHIN
        while loop.time() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", where), 0.2):
                return where
            await asyncio.sleep(0.05)
        raise AssertionError(f"it does not listen; see {log.name}")

    async def kill(self, port: int) -> None:
        """As the kernel does when memory runs out: nothing is tidied up."""
        self.processes[port].send_signal(signal.SIGKILL)
        await self.processes[port].wait()

    async def end(self) -> None:
        """All processes finish what is in hand."""
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()
