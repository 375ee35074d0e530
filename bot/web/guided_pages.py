"""A Card of a guided desk as safe HTML: a form whose buttons say what to do."""

from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.conversation.card import Card, Told
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
    )


def _plainly(text: str) -> str:
    """Mentions as names: a page notifies nobody."""
    return shown(text, _named)


def _named(mention: Mention) -> str:
    return ("@" if mention.kind == "person" else "#") + mention.id.rpartition(":")[2]
