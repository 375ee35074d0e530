"""Debian's Chromium without a screen, driven by Playwright; axe-core to judge what it shows."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "the browser tests need Chromium: install the packages chromium and fonts-noto-core (as root, `make browser` does)"
_RUN_AXE = "async () => JSON.stringify((await axe.run(document, {resultTypes: ['violations']})).violations)"


def chromium() -> str | None:
    """Where Chromium lies, if it is installed."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


def chromium_or_skip() -> str:
    """Where Chromium lies; without it CI fails, and elsewhere the tests are skipped with the mend."""
    found = chromium()
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    if found is None:
        pytest.skip(MISSING)
    return found


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    """A browser until the block ends; Playwright's event loop must not outlive it, or asynchronous tests cannot run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


def ask(page: Page, text: str) -> None:
    """Types a question and waits for its answer."""
    answers = page.locator(".answer")
    count = answers.count()
    page.fill("#question", text)
    page.press("#question", "Enter")
    answers.nth(count).wait_for()


def open_source(page: Page, number: int = 0) -> None:
    """Presses a citation in the last answer and waits for its section."""
    page.locator(".entry").last.locator(".answer .cite").nth(number).click()
    page.locator("#panel[open] h1").wait_for()


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical on the page as it is now: 'rule: element'."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    violations: list[dict[str, Any]] = json.loads(page.evaluate(_RUN_AXE))
    grave = [found for found in violations if found["impact"] in ("serious", "critical")]
    return [f"{found['id']}: {node['html'][:160]} {node['failureSummary']}" for found in grave for node in found["nodes"]]
