"""Takes the pictures of the README: a real question, its answer and a cited section, in both languages (`make pictures`).

Each picture carries the text that the page shows, so that a test can say when the page has moved on.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from bot.assembly import assemble
from bot.config import read_config
from bot.store.store import remembering
from bot.web.server import create_app
from tests.browser.chromium import MISSING, ask, chromium, launched, open_source
from tests.browser.png_text import with_text
from tests.live_server import listening

DOCS = Path(__file__).parents[2] / "docs"
QUESTIONS = {"en": "Can we record our patent with US customs?", "vi": "Ghi nhận hải quan ở Việt Nam có hiệu lực bao lâu?"}
WIDTH, HEIGHT, SCALE = 1200, 800, 1.25
# What the picture shows; related topics and what lies below may change without making it wrong.
_SHOWN = ".top, .threads, .asked, .badges, .answer, .sources, #panel, #ask"
_TEXT = "all => all.map(each => each.innerText.replace(/\\s+/g, ' ').trim()).join('\\n')"


def path_of(language: str) -> Path:
    """Where the picture of a language lies."""
    return DOCS / f"playground-{language}.png"


def asked_page(browser: Browser, site: str, language: str) -> Page:
    """The page with a question answered and the section behind its first citation open."""
    size = {"width": WIDTH, "height": HEIGHT}
    context = browser.new_context(viewport=size, device_scale_factor=SCALE, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/?language={language}")
    ask(page, QUESTIONS[language])
    open_source(page)
    return page


def shown_text(page: Page) -> str:
    """What can be read on the page, a line for each part."""
    return str(page.locator(_SHOWN).evaluate_all(_TEXT))


def main() -> int:
    """Takes both pictures from the index in the data directory."""
    executable = chromium()
    if executable is None:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    assembly = assemble(read_config(os.environ), remembering())
    with listening(lambda: create_app(assembly)) as port, launched(executable) as browser:
        for language in QUESTIONS:
            page = asked_page(browser, f"http://127.0.0.1:{port}", language)
            path_of(language).write_bytes(with_text(page.screenshot(), shown_text(page)))
            sys.stderr.write(f"{path_of(language)}: {path_of(language).stat().st_size // 1000} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
