"""The pictures in the README show the page as it is: real answers from the real guidance."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.answering.guidance import LiveGuidance
from bot.config import read_config
from bot.web.server import create_app
from tests.bot.asking import Asker
from tests.bot.conftest import NOW
from tests.browser.pictures import QUESTIONS, WIDTH, asked_page, path_of, shown_text
from tests.browser.png_text import text_of, width_of, with_text
from tests.live_server import listening

README = Path(__file__).parents[2] / "README.md"
MOST = 400_000


@pytest.fixture(scope="module")
def real_site(guidance: LiveGuidance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    config = read_config({"IPDESK_DATA_DIR": str(tmp_path_factory.mktemp("real"))})
    asker = Asker(guidance)
    with listening(lambda: create_app(asker.assembly(config, lambda: NOW))) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("language", QUESTIONS)
def test_the_picture_shows_what_the_page_says_today(real_site: str, browser: Browser, language: str) -> None:
    page = asked_page(browser, real_site, language)
    shown = shown_text(page)
    page.context.close()
    assert text_of(path_of(language).read_bytes()) == shown, "the picture is out of date: run `make pictures` and commit docs/"


@pytest.mark.parametrize("language", QUESTIONS)
def test_the_picture_is_sharp_and_not_heavy(language: str) -> None:
    png = path_of(language).read_bytes()
    assert WIDTH <= width_of(png) <= 2 * WIDTH
    assert len(png) < MOST


def test_the_first_screen_of_the_readme_shows_both_pictures() -> None:
    first_screen = "\n".join(README.read_text(encoding="utf-8").splitlines()[:40])
    for language in QUESTIONS:
        assert f"docs/playground-{language}.png" in first_screen


def test_a_picture_gives_back_the_text_that_was_put_into_it() -> None:
    png = path_of("en").read_bytes()
    assert text_of(with_text(png, "Điều 84\n“quoted”")) == "Điều 84\n“quoted”"
