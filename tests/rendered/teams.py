"""Teams messages as HTML: the text by a Markdown renderer, the cards by npm's own renderer of Adaptive Cards."""

import json
from typing import Any

from markdown_it import MarkdownIt

from tests.rendered.slack import HERE, MODULES

__all__ = ["HERE", "page"]
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
_HOST = {
    "fontFamily": "Segoe UI, Noto Sans, sans-serif",
    "spacing": {"small": 4, "default": 8, "medium": 12, "large": 16, "extraLarge": 24, "padding": 12},
    "actions": {"actionsOrientation": "horizontal", "buttonSpacing": 8, "maxActions": 6, "showCard": {"actionMode": "inline"}},
    "supportsInteractivity": True,
}
_PAGE = (HERE / "teams.html").read_text(encoding="utf-8")


def page(activities: list[dict[str, Any]]) -> str:
    """The HTML page of some activities, one under another."""
    script = (MODULES / "adaptivecards" / "dist" / "adaptivecards.min.js").read_text(encoding="utf-8")
    shown = "".join(_message(activity) for activity in activities)
    given = {"/*SCRIPT*/": script, "<!--MESSAGES-->": shown, "/*HOST*/": json.dumps(_HOST)}
    page = _PAGE
    for place, text in given.items():
        page = page.replace(place, text)
    return page


def _message(activity: dict[str, Any]) -> str:
    machine = '<span class="ai">AI generated</span>' if activity.get("entities") else ""
    text = f'<div class="said">{_MARKDOWN.render(activity["text"])}</div>' if activity.get("text") else ""
    cards = [json.dumps(found["content"], ensure_ascii=False) for found in activity.get("attachments", ())]
    drawn = "".join(f'<div class="adaptive" data-card="{_attribute(card)}"></div>' for card in cards)
    return f'<p class="from"><b>IP Desk</b> 09:30 {machine}</p>{text}{drawn}'


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
