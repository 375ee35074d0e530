"""Memberships tell who still belongs to the company, by what each platform says of an account now."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from bot.access.reader import Reader
from bot.access.rights import roles_of
from bot.access.settings import Settings

Standing = Literal["member", "outsider", "unknown"]
PATIENCE = 3.0  # seconds
OURS = frozenset({"web", "terminal"})  # whoever reaches these works on this machine


@dataclass(frozen=True)
class _Platform:
    look_up: Callable[[str], Awaitable[Standing]]
    loop: asyncio.AbstractEventLoop


class Memberships:
    """Each channel says so of its own accounts, as long as it is open; nobody knows of the others."""

    def __init__(self) -> None:
        self._platforms: dict[str, _Platform] = {}

    @contextmanager
    def told_by(self, platform: str, look_up: Callable[[str], Awaitable[Standing]]) -> Iterator[None]:
        """A platform answers for its accounts, in the event loop that runs now, as long as the context lasts."""
        self._platforms[platform] = _Platform(look_up, asyncio.get_running_loop())
        try:
            yield
        finally:
            del self._platforms[platform]

    def of(self, accounts: Iterable[str]) -> Standing:
        """Of a person, by all their accounts: one that belongs is enough. To be called beside the event loop."""
        found = {self._of_one(account) for account in accounts}
        return "member" if "member" in found else "unknown" if "unknown" in found else "outsider"

    def _of_one(self, account: str) -> Standing:
        name = account.partition(":")[0]
        platform = self._platforms.get(name)
        if platform is None:
            return "member" if name in OURS else "unknown"

        async def looked_up() -> Standing:
            return await platform.look_up(account)

        try:
            return asyncio.run_coroutine_threadsafe(looked_up(), platform.loop).result(PATIENCE)
        except (NotInTime, RuntimeError):  # the channel is closing
            return "unknown"


@dataclass(frozen=True)
class Colleagues:
    """People by their accounts: all of one person's, and whether that person still belongs."""

    accounts: Callable[[str], frozenset[str]]
    standing_by: Callable[[Iterable[str]], Standing]

    def standing(self, person: str) -> Standing:
        """Of a person, by any of their accounts."""
        return self.standing_by(self.accounts(person))


def standing_of(reader: Reader, settings: Settings) -> Standing:
    """A member has at least one role; of whom a platform cannot look up, nothing is known."""
    if reader.kind == "unknown":
        return "unknown"
    return "member" if roles_of(reader, settings) else "outsider"
