"""The server erases by itself what may no longer be kept."""

import asyncio
from datetime import timedelta
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.answering.guidance import LiveGuidance
from bot.errors import StoreUnavailable
from bot.web.tidying import tidying
from tests.bot.asking import Asker
from tests.bot.conftest import Serve


async def until(done: Any) -> None:
    async with asyncio.timeout(5):
        while not done():
            await asyncio.sleep(0.01)


async def served_with(aiohttp_client: Any, part: Any) -> TestClient:
    app = web.Application()
    app.cleanup_ctx.append(part)
    client: TestClient = await aiohttp_client(app)
    return client


async def test_a_running_server_erases_what_is_too_old(served: LiveGuidance, aiohttp_client: Any) -> None:
    asker = Asker(served)
    asked = asker.ask("Who owns the tooling?")
    await served_with(aiohttp_client, tidying(asker.privacy, timedelta(0), first=0, every=60))
    await until(lambda: asker.desk.record(asked.id).erased_at is not None)


async def test_a_store_that_is_out_of_reach_is_tried_again(aiohttp_client: Any) -> None:
    calls = []

    class Failing:
        def tidy(self, retention: timedelta) -> None:
            calls.append(retention)
            raise StoreUnavailable("the disk is full")

    await served_with(aiohttp_client, tidying(Failing(), timedelta(days=30), first=0, every=0.01))
    await until(lambda: len(calls) >= 3)
    assert set(calls) == {timedelta(days=30)}


async def test_the_server_of_the_product_tidies(serve: Serve) -> None:
    client = await serve()
    assert any("tidying" in part.__qualname__ for part in client.app.cleanup_ctx)
