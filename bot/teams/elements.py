"""The parts of an Adaptive Card 1.5, as Teams shows them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from bot.teams.markdown import plain

Element = dict[str, Any]

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
ACTIONS_A_ROW = 6  # Teams shows six of the actions of a set
MAX_TITLE = 75
VERSION = "1.5"


def adaptive_card(body: list[Element], entities: list[Element] | None = None) -> Element:
    """A whole card; `entities` are the mentions in its texts."""
    teams: Element = {"width": "Full"} | ({"entities": entities} if entities else {})
    return {"type": "AdaptiveCard", "version": VERSION, "body": body, "msteams": teams}


def attachment(card: Element) -> Element:
    """A card as it goes with a message."""
    return {"contentType": ADAPTIVE, "content": card}


def text_block(text: str, **more: Any) -> Element:
    """A paragraph of Markdown."""
    return {"type": "TextBlock", "text": text or "…", "wrap": True, **more}


def small(text: str, **more: Any) -> Element:
    """A paragraph beside the matter."""
    return text_block(text, size="Small", isSubtle=True, **more)


def execute(title: str, verb: str, value: str, style: str = "default", **more: Any) -> Element:
    """A button; what it is worth is looked up again on the server when it is pressed."""
    data = {"verb": verb, "value": value}
    return {"type": "Action.Execute", "title": plain(title, MAX_TITLE) or "…", "verb": verb, "data": data, "style": style, **more}


def rows(actions: Iterable[Element], width: int = ACTIONS_A_ROW) -> Iterator[Element]:
    """Action sets of so many buttons."""
    left = iter(actions)
    while row := list(islice(left, width)):
        yield {"type": "ActionSet", "actions": row}
