"""The guidance browser with and without JavaScript."""

from playwright.sync_api import expect

from bot.conversation.catalogue import say
from tests.browser.conftest import Open


def test_a_choice_filters_at_once_and_keeps_the_focus(open_page: Open) -> None:
    page = open_page("/guidance")
    place = page.get_by_role("combobox", name=say("web.filter_place", "en"))
    place.focus()
    place.select_option("US")
    expect(page.locator(".guides h3")).to_have_count(1)
    expect(page.locator("#shown")).to_have_text(say("web.shown", "en", shown="1", total="4"))
    assert "place=US" in page.url
    assert page.evaluate("document.activeElement.name") == "place"
    expect(page.locator("option[value=trade_secret]")).to_contain_text("(0)")


def test_typing_filters_while_it_goes(open_page: Open) -> None:
    page = open_page("/guidance")
    page.get_by_label(say("web.filter_text", "en")).type("inventory")
    expect(page.locator(".guides h3")).to_have_count(1)
    expect(page.locator(".guides details[open] li")).to_have_count(2)
    page.locator(".guides details li a").first.click()
    expect(page.locator(":target h2")).to_be_in_viewport()


def test_a_link_pressed_slowly_right_after_typing_is_followed(open_page: Open) -> None:
    page = open_page("/guidance")
    page.get_by_label(say("web.filter_text", "en")).type("inventory")
    page.wait_for_url("**=inventory**")
    link = page.locator(".guides details li a").first
    place = link.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 5, place["y"] + 5)
    page.mouse.down()
    page.wait_for_timeout(300)
    page.mouse.up()
    expect(page.locator(":target h2")).to_be_in_viewport()


def test_without_script_the_form_does_the_same(open_page: Open) -> None:
    page = open_page("/guidance?language=vi", java_script_enabled=False)
    page.get_by_label(say("web.filter_place", "vi")).select_option("INT")
    page.get_by_role("button", name=say("web.apply", "vi")).click()
    expect(page.locator(".guides h3")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.locator(".guides h3 a").click()
    expect(page.locator(".section")).to_have_count(2)
