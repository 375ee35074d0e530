"""Work on the store beside the event loop, in threads of its own, with an end to patience."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")
PATIENCE = 2.0  # seconds: Slack wants its acknowledgement within three


class Aside:
    """Raises TimeoutError when the store takes too long; the work itself then goes on to its end."""

    def __init__(self, threads: int, name: str, patience: float | None = PATIENCE) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._patience = patience

    async def __call__(self, work: Callable[[], _T]) -> _T:
        running = asyncio.get_running_loop().run_in_executor(self._executor, work)
        return await asyncio.wait_for(asyncio.shield(running), self._patience)

    def close(self) -> None:
        """Lets what runs come to its end."""
        self._executor.shutdown(wait=False)
