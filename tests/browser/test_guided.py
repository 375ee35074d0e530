"""Cards with buttons as a person uses them."""

import re

from playwright.sync_api import expect

from bot.conversation.card import Button, Card
from bot.web.guided_pages import card_html
from tests.browser.chromium import serious
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


def test_the_page_shows_what_there_is_besides_questions_with_a_press_for_each(open_page: Open) -> None:
    for path, titles in (
        ("/", ("Checklists", "Suppliers", "Audits")),
        ("/?language=vi", ("Danh mục kiểm tra", "Nhà cung cấp", "Các cuộc đánh giá")),
    ):
        for number, title in enumerate(titles):
            page = open_page(path)
            page.locator(".beginnings button").nth(number).click()
            expect(page.locator("article.guided h2").last).to_have_text(title)
            expect(page.locator("#welcome")).to_be_hidden()
    page = open_page("/")
    page.locator(".beginnings a").click()
    expect(page).to_have_url(re.compile("/guidance"))


def test_a_conversation_of_cards_alone_offers_after_a_reload_what_can_be_gone_on_with(open_page: Open) -> None:
    page = open_page()
    page.locator(".beginnings button").nth(1).click()
    expect(page.locator("article.guided h2").last).to_have_text("Suppliers")
    page.reload()
    expect(page.locator("#thread .problem")).to_contain_text("suppliers and audits are kept")
    page.locator(".beginnings button").nth(1).click()
    expect(page.locator("article.guided h2").last).to_have_text("Suppliers")


def test_help_offers_the_same_as_buttons(open_page: Open) -> None:
    page = open_page()
    page.fill("#question", "help")
    page.press("#question", "Enter")
    page.locator("article.small_talk .choice", has_text="See the suppliers").click()
    expect(page.locator("article.guided h2").last).to_have_text("Suppliers")


def test_the_answers_of_a_card_stand_out_and_its_tools_stand_back(open_page: Open) -> None:
    answers = [Button(label, "checklist.answer", label) for label in ("Nothing secret", "A whole product")]
    tools = [Button(label, "checklist.why", label, "quiet") for label in ("Why?", "Skip")]
    made = card_html(Card("What is at stake", "What do they get?", buttons=(*answers, *tools)))
    for dark in (False, True):
        page = open_page(dark=dark)
        page.evaluate("html => { document.getElementById('thread').innerHTML = html; }", made)
        page.locator("#welcome").evaluate("welcome => { welcome.hidden = true; }")
        expect(page.locator(".answers button")).to_have_text(["Nothing secret", "A whole product"])
        expect(page.locator(".tools button")).to_have_text(["Why?", "Skip"])
        ground = "button => getComputedStyle(button).backgroundColor"
        assert page.locator(".tools button").first.evaluate(ground) == "rgba(0, 0, 0, 0)"
        assert page.locator(".answers button").first.evaluate(ground) != "rgba(0, 0, 0, 0)"
        assert serious(page) == []
