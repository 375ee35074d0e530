"""axe-core finds nothing serious or critical, whatever the language, the theme and the width."""

import pytest

from tests.browser.chromium import ask, open_source, serious
from tests.browser.conftest import Open

QUESTIONS = {
    "en": ("What does a customs recordation cost in the United States?", "How long does a customs recordal last?"),
    "vi": ("Ghi nhận hải quan tại Việt Nam có hiệu lực bao lâu?", "What is the weather on the moon?"),
}
EVERY = pytest.mark.parametrize(
    ("language", "width", "dark"),
    [(language, width, dark) for language in ("en", "vi") for width in (1280, 375) for dark in (False, True)],
)


@EVERY
def test_the_chat(open_page: Open, language: str, width: int, dark: bool) -> None:
    page = open_page(f"/?language={language}", width, dark=dark)
    assert serious(page) == []
    for question in QUESTIONS[language]:
        ask(page, question)
    ask(page, QUESTIONS[language][0])
    page.locator("[data-helpful=no]").last.click()
    page.get_by_role("status").last.wait_for()
    assert serious(page) == []
    open_source(page)
    assert serious(page) == []


@EVERY
def test_the_guidance(open_page: Open, language: str, width: int, dark: bool) -> None:
    page = open_page(f"/guidance?language={language}&text=customs", width, dark=dark)
    assert serious(page) == []
    page.goto(page.url.split("/guidance")[0] + f"/guidance/vn-customs-recordal?language={language}&text_language=both")
    for details in page.locator("details").all():
        details.evaluate("details => { details.open = true; }")
    assert serious(page) == []


@pytest.mark.parametrize("path", ["/guidance/us-customs-recordation/recordation-fee?start=0&end=80", "/guidance?text=zebra"])
def test_a_section_by_itself_and_an_empty_result(open_page: Open, path: str) -> None:
    assert serious(open_page(path, 375)) == []
