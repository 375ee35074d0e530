"""A Card of a guided desk as safe HTML: a form whose buttons say what to do."""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.conversation.card import Button, Card, Told
from bot.conversation.mention import Mention, shown
from bot.web.templates import render

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable(["image", "reference", "code"])
_INPUTS = {"number": "number", "date": "date"} | dict.fromkeys(("text", "person", "people", "channel"), "text")


def told_html(told: Told, asked: str | None = None) -> str:
    """The cards one under another; `asked` is what was said, where something was."""
    return "".join(card_html(card, asked if number == 0 else None) for number, card in enumerate(told.cards))


def card_html(card: Card, asked: str | None = None) -> str:
    """One card, in the language of its texts."""
    return render(
        "guided.html",
        card.language,
        card=card,
        asked=asked,
        html=Markup(_MARKDOWN.render(_plainly(card.text))),  # noqa: S704 - HTML is switched off in the renderer
        facts=[(fact.label, _plainly(fact.text)) for fact in card.facts],
        inputs=_INPUTS,
        presses=list(_presses(card.buttons)),
    )


def _presses(buttons: Sequence[Button]) -> Iterator[tuple[str, list[Button]]]:
    """What the card is about, then the tools; (class, buttons) of each row that has any."""
    tools = [button for button in buttons if button.style == "quiet"]
    others = [button for button in buttons if button.style != "quiet"]
    if others:
        yield " answers" if tools else "", others
    if tools:
        yield " tools", tools


def _plainly(text: str) -> str:
    """Mentions as names: a page notifies nobody."""
    return shown(text, _named)


def _named(mention: Mention) -> str:
    return ("@" if mention.kind == "person" else "#") + mention.id.rpartition(":")[2]
