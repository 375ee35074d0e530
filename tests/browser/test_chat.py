"""The chat as a person uses it, with mouse, keyboard and phone."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from bot.conversation.catalogue import say
from tests.browser.chromium import ask, open_source
from tests.browser.conftest import Open

QUESTION = "What does a customs recordation cost in the United States?"
TERM = "How long does a customs recordal last in Vietnam?"


def focused(page: Page) -> str:
    """The id, or else the class, of what has the focus."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def test_a_question_typed_with_the_keyboard_is_answered_and_announced(open_page: Open) -> None:
    page = open_page()
    page.keyboard.type(QUESTION)  # the field has the focus from the start
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_contain_text("costs 190 dollars for each class of goods")
    expect(page.locator("#status")).to_contain_text("costs 190 dollars")
    expect(page.locator("#welcome")).to_be_hidden()
    assert focused(page) == "question"


def test_shift_enter_begins_a_new_line(open_page: Open) -> None:
    page = open_page()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    assert page.input_value("#question") == "one\ntwo"
    assert page.locator(".entry").count() == 0


def test_it_says_that_it_is_looking_until_the_answer_is_there(open_page: Open) -> None:
    page = open_page()
    held: list[Route] = []
    page.route("**/ask?*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    page.fill("#question", QUESTION)
    page.click("text=Ask >> nth=-1")
    expect(page.locator(".waiting")).to_have_text(say("web.thinking", "en"))
    held[0].continue_()
    expect(page.locator(".answer")).to_be_visible()
    expect(page.locator(".waiting")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 375])
def test_a_citation_opens_its_section_and_escape_leads_back(open_page: Open, width: int) -> None:
    page = open_page(width=width)
    ask(page, QUESTION)
    open_source(page)
    panel = page.locator("#panel")
    expect(panel.locator("mark").first).to_contain_text("costs 190 dollars for each class of goods")
    expect(panel).to_contain_text("20 November 2026")
    expect(panel.locator(".cited-here a").first).to_have_attribute("href", "https://example.org/us/recordation")
    assert focused(page) == "heading"
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert focused(page) == "cite"


def test_another_citation_replaces_the_section_in_the_open_panel(open_page: Open) -> None:
    page = open_page()
    ask(page, QUESTION)
    open_source(page)
    page.locator(".sources a.open").first.click()
    expect(page.locator("#panel h1")).to_have_text(QUESTION)
    expect(page.locator("[aria-current].open")).to_have_count(1)
    expect(page.locator("[aria-current].cite")).to_have_count(0)


def test_choices_and_related_topics_ask_when_they_are_pressed(open_page: Open) -> None:
    page = open_page()
    ask(page, "How long does a customs recordal last?")
    page.get_by_role("button", name="Vietnam", exact=True).click()
    expect(page.locator(".answer").nth(1)).to_contain_text("two years")
    topic = page.locator(".related .choice").first
    title = topic.inner_text()
    topic.click()
    expect(page.locator(".asked").nth(2)).to_have_text(title)
    expect(page.locator(".answer")).to_have_count(3)


def test_threads_are_listed_switched_reloaded_and_forgotten(open_page: Open) -> None:
    page = open_page()
    ask(page, TERM)
    ask(page, "and in the United States?")
    page.click("#new")
    expect(page.locator(".entry")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, QUESTION)
    expect(page.locator("#thread-list .switch")).to_have_text([QUESTION, TERM])
    page.locator("#thread-list .switch").nth(1).click()
    expect(page.locator(".asked")).to_have_text([TERM, "and in the United States?"])
    page.reload()
    expect(page.locator(".asked")).to_have_text([TERM, "and in the United States?"])
    expect(page.locator("#thread-list [aria-current]")).to_have_text(TERM)
    ask(page, "and in Vietnam?")
    expect(page.locator(".answer").nth(2)).to_contain_text("two years")
    page.get_by_role("button", name=f"{say('web.forget', 'en')}: {TERM}").click()
    expect(page.locator("#thread-list .switch")).to_have_text([QUESTION])
    expect(page.locator(".entry")).to_have_count(0)


def test_the_language_switch_keeps_the_thread(open_page: Open) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.click("#switch")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator(".answer")).to_contain_text("costs 190 dollars")
    expect(page.locator(".sources summary")).to_contain_text(say("web.sources", "vi"))


def test_feedback_is_given_with_its_reason_and_is_there_after_a_reload(open_page: Open) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.get_by_role("button", name=say("feedback.no", "en"), exact=True).click()
    page.get_by_label(say("reason.outdated", "en")).check()
    page.get_by_label(say("feedback.comment", "en")).fill("<b>see</b> Decree 65")
    page.get_by_role("button", name=say("feedback.send", "en")).click()
    expect(page.get_by_text(say("feedback.thanks", "en"))).to_be_visible()
    expect(page.locator(".why")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-helpful=no]")).to_have_attribute("aria-pressed", "true")
    assert page.locator("[name=comment]").input_value() == "<b>see</b> Decree 65"
    page.locator("[data-helpful=yes]").click()
    expect(page.locator("[data-helpful=no]")).to_have_attribute("aria-pressed", "false")


def test_an_answer_is_copied_with_its_sources(open_page: Open) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.click(".copy")
    expect(page.locator(".copy")).to_have_text(say("web.copied", "en"))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{QUESTION}\n\n")
    assert "[1] Customs recordation in the United States" in copied
    assert "https://example.org/us/recordation" in copied


def test_the_theme_follows_the_system_until_it_is_chosen(open_page: Open) -> None:
    page = open_page(dark=True)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name=say("web.theme_light", "en")).click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.goto(page.url.rstrip("/") + "/guidance")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light
    expect(page.get_by_role("button", name=say("web.theme_dark", "en"))).to_be_visible()


def test_what_a_person_types_is_shown_and_not_obeyed(open_page: Open) -> None:
    page = open_page()
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script> customs"
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    ask(page, hostile)
    page.reload()
    expect(page.locator(".asked")).to_have_text(hostile)
    expect(page.locator("#thread-list .switch")).to_have_text(hostile)
    assert page.locator("#thread img, #thread script, #thread-list img").count() == 0


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_a_long_word_wraps_and_nothing_scrolls_sideways(open_page: Open, width: int) -> None:
    page = open_page(width=width)
    ask(page, "https://example.org/" + "a" * 900)
    ask(page, QUESTION)
    page.locator(".why").last.evaluate("why => { why.hidden = false; }")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.paper'))")
    open_source(page)
    assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('#panel'))")


def test_a_server_out_of_reach_is_told_in_a_plain_sentence(open_page: Open) -> None:
    page = open_page()
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('gone')); }")
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    expect(page.locator(".problem")).to_have_text(say("web.offline", "en"))


def test_on_a_phone_the_conversations_unfold_and_escape_folds_them(open_page: Open) -> None:
    page = open_page(width=375)
    button = page.locator("#show-threads")
    expect(page.locator("#threads")).to_be_hidden()
    button.click()
    expect(page.locator("#threads")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert focused(page) == "new"
    page.keyboard.press("Escape")
    expect(page.locator("#threads")).to_be_hidden()
    assert focused(page) == "show-threads"


def test_the_skip_link_leads_to_the_content(open_page: Open) -> None:
    page = open_page("/guidance")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert focused(page) == "main"


def test_a_section_of_a_guide_can_be_asked_about(open_page: Open) -> None:
    page = open_page("/guidance/us-customs-recordation")
    page.get_by_role("link", name=say("web.ask_about", "en")).first.click()
    expect(page.locator("#question")).to_have_value(re.compile("How long does a customs recordation last"))


def test_without_script_the_page_points_to_the_guidance(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.locator("noscript .problem")).to_be_visible()
