"""Cards with buttons as a person uses them."""

from playwright.sync_api import expect

from tests.browser.conftest import Open


def test_a_supplier_is_entered_and_changed_in_the_chat(open_page: Open) -> None:
    page = open_page()
    page.fill("#question", "add supplier Song Hong Plastics, Vietnam")
    page.press("#question", "Enter")
    card = page.locator("article.guided").last
    expect(card).to_contain_text("Song Hong Plastics")
    card.locator("[data-verb='supplier.form']").first.click()
    form = page.locator("article.guided").filter(has=page.locator("[data-verb='supplier.save']")).last
    form.locator("input[name='name']").fill("Hong Ha Plastics")
    form.locator("[data-verb='supplier.save']").click()
    expect(page.locator("article.guided").last).to_contain_text("Hong Ha Plastics")
    expect(page.locator(".problem:visible")).to_have_count(0)
