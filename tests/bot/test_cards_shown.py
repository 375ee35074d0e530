"""Cards of guided desks on the page and in the terminal."""

from bot.conversation.card import Button, Card, Fact, Field, Option, Told
from bot.conversation.mention import of_person
from bot.terminal.cards import rendered_card
from bot.web.guided_pages import card_html, told_html

MENU = (Option("VN", "Vietnam"), Option("US", "United <States>"))


def card(language: str = "en") -> Card:
    fields = (
        Field("country", "Country", "menu", MENU, ("VN",), "where it stands"),
        Field("rights", "Rights", "several", MENU, ("US",)),
        Field("seen", "Seen on", "date"),
        Field("notes", "Notes", "long_text", filled=("<script>",)),
    )
    text = f"Ask **{of_person('slack:T1:U2')}** <b>now</b>"
    buttons = (Button("Next", "checklist.next", 'r"1', "primary"), Button("Stop", "checklist.stop", "r1", "danger"))
    return Card("Sông Hồng & co", text, (Fact("Tier", "<high>"),), fields, buttons, "run/1", language)


def test_a_card_is_a_form_in_which_nothing_typed_is_markup() -> None:
    html = card_html(card(), "onboard <x>")

    assert "<script>" not in html
    assert "<b>" not in html
    assert "<strong>@U2</strong>" in html
    assert "onboard &lt;x&gt;" in html
    assert '<option value="VN" selected>Vietnam</option>' in html
    assert '<input type="checkbox" name="rights" value="US" checked> United &lt;States&gt;' in html
    assert '<button type="submit" class="primary" data-verb="checklist.next" data-value="r&#34;1">Next</button>' in html


def test_what_was_said_stands_over_the_first_of_several_cards() -> None:
    html = told_html(Told((card(), card("vi"))), "hello")

    assert html.count("<article") == 2
    assert html.count("hello") == 1
    assert 'lang="vi"' in html


def test_a_card_in_the_terminal_shows_how_each_field_is_filled_in_and_each_button_pressed() -> None:
    assert rendered_card(card()) == (
        "Sông Hồng & co\nAsk **@slack:T1:U2** <b>now</b>\nTier: <high>\n"
        "  country=VN  Country: VN (Vietnam), US (United <States>): where it stands\n"
        "  rights=US  Rights: VN (Vietnam), US (United <States>)\n  seen=  Seen on\n  notes=<script>  Notes\n"
        '  [checklist.next r"1]  Next\n  [checklist.stop r1]  Stop'
    )


def test_a_card_without_anything_but_a_title_is_its_title() -> None:
    assert rendered_card(Card("Done")) == "Done"
