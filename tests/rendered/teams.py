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
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><style>
body {{ font: 14px/1.45 "Segoe UI", "Noto Sans", sans-serif; background: #f5f5f5; margin: 0; padding: 20px; width: 660px; color: #242424 }}
.from {{ font-size: 12px; color: #616161; margin: 14px 0 4px }} .from b {{ color: #242424 }}
.ai {{ background: #e8ebfa; color: #444791; border-radius: 4px; padding: 1px 6px; margin-left: 6px }}
.said {{ background: #fff; border-radius: 6px; padding: 10px 16px; }} .said p {{ margin: 6px 0 }}
.adaptive {{ background: #fff; border: 1px solid #d1d1d1; border-radius: 6px; padding: 4px; margin-top: 6px }}
.ac-pushButton {{ font: 600 13px "Segoe UI", "Noto Sans", sans-serif; background: #fff; border: 1px solid #d1d1d1; border-radius: 4px;
 padding: 6px 12px; min-height: 32px }}
.ac-pushButton.style-positive {{ background: #5b5fc7; border-color: #5b5fc7; color: #fff }} .ac-pushButton.style-destructive {{ color: #c4314b }}
.ac-input {{ font: 14px "Segoe UI", "Noto Sans", sans-serif; padding: 6px 8px; border: 1px solid #d1d1d1; border-radius: 4px; width: 100%; box-sizing: border-box }}
.ac-horizontal-separator {{ height: 6px }} input.ac-multichoiceInput, input[type=radio] {{ width: auto }}
</style><script>{script}</script><body>{messages}<script>
const host = new AdaptiveCards.HostConfig({host});
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {{ result.outputHtml = marked(text); result.didProcess = true; }};
function marked(text) {{ return text.replace(/\\*\\*(.+?)\\*\\*/g, "<b>$1</b>").replace(/\\\\([\\[\\]*_`~#|])/g, "$1").replace(/\\n/g, "<br>"); }}
for (const place of document.querySelectorAll(".adaptive")) {{
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = host;
  card.parse(JSON.parse(place.dataset.card));
  place.append(card.render());
}}
</script></body></html>"""


def page(activities: list[dict[str, Any]]) -> str:
    """The HTML page of some activities, one under another."""
    script = (MODULES / "adaptivecards" / "dist" / "adaptivecards.min.js").read_text(encoding="utf-8")
    shown = "".join(_message(activity) for activity in activities)
    return _PAGE.format(script=script, messages=shown, host=json.dumps(_HOST))


def _message(activity: dict[str, Any]) -> str:
    machine = '<span class="ai">AI generated</span>' if activity.get("entities") else ""
    text = f'<div class="said">{_MARKDOWN.render(activity["text"])}</div>' if activity.get("text") else ""
    cards = [json.dumps(found["content"], ensure_ascii=False) for found in activity.get("attachments", ())]
    drawn = "".join(f'<div class="adaptive" data-card="{_attribute(card)}"></div>' for card in cards)
    return f'<p class="from"><b>IP Desk</b> 09:30 {machine}</p>{text}{drawn}'


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
