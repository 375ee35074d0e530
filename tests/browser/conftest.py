"""A browser and a served site a module, a fresh page a test; whatever the console complains about fails the test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bot.answering.guidance import LiveGuidance
from bot.config import read_config
from bot.web.server import create_app
from tests.bot.asking import Asker
from tests.bot.conftest import NOW, served, small_knowledge, small_store  # noqa: F401 - fixtures
from tests.browser.chromium import chromium_or_skip, launched
from tests.live_server import listening

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched(chromium_or_skip()) as browser:
        yield browser


@pytest.fixture(scope="module")
def site(served: LiveGuidance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: F811
    """The address of a server over the small index."""
    config = read_config({"IPDESK_DATA_DIR": str(tmp_path_factory.mktemp("site"))})
    asker = Asker(served)
    with listening(lambda: create_app(asker.assembly(config, lambda: NOW))) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Open]:
    """Opens a path in a fresh browser profile of a given width and theme."""
    complaints: list[str] = []
    contexts = []

    def opened(path: str = "/", width: int = 1280, *, dark: bool = False, **options: Any) -> Page:
        scheme = "dark" if dark else "light"
        context = browser.new_context(viewport={"width": width, "height": 820}, color_scheme=scheme, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
