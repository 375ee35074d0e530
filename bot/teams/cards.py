"""Replies and cards as Teams shows them; plain text until the Adaptive Cards are there."""

from typing import Any

from bot.conversation.card import Card
from bot.conversation.finding import Found
from bot.conversation.mention import shown
from bot.conversation.reply import Reply
from bot.conversation.sources import source_lines

Activity = dict[str, Any]
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
MAX_TEXT = 20_000


def reply_activity(reply: Reply, *, sharable: bool, experts: bool) -> list[Activity]:  # noqa: ARG001 - stand-in
    """The reply as activities without addresses, in order."""
    lines = [line for citation in reply.citations for line in source_lines(citation, reply.language)]
    whole = "\n\n".join([reply.answer, *lines]) or "…"
    parts = [whole[start : start + MAX_TEXT] for start in range(0, len(whole), MAX_TEXT)]
    return [{"type": "message", "textFormat": "markdown", "text": text, "channelData": _FEEDBACK} for text in parts]


def card_activity(card: Card) -> Activity:
    """The card as an activity without addresses."""
    blocks: list[Any] = [
        _text(text) for text in (card.title, _shown(card.text), *(f"{f.label}: {f.text}" for f in card.facts)) if text
    ]
    blocks += [{"type": "Input.Text", "id": f.name, "label": f.label, "isMultiline": f.kind == "long_text"} for f in card.fields]
    actions = [
        {"type": "Action.Execute", "title": b.label, "verb": b.verb, "data": {"verb": b.verb, "value": b.value}}
        for b in card.buttons
    ]
    content = {"type": "AdaptiveCard", "version": "1.5", "body": blocks, "actions": actions}
    return {"type": "message", "attachments": [{"contentType": ADAPTIVE, "content": content}]}


def search_result(found: Found) -> dict[str, Any]:
    """What a message extension shows in its list, and the card that it inserts."""
    lines = [line for citation in found.citations for line in source_lines(citation, found.language)]
    content = {"type": "AdaptiveCard", "version": "1.5", "body": [_text(t) for t in (found.title, found.text, *lines)]}
    preview = {"contentType": THUMBNAIL, "content": {"title": found.title, "text": found.guide_title}}
    return {"contentType": ADAPTIVE, "content": content, "preview": preview}


def read_press(value: dict[str, Any]) -> tuple[str, str, dict[str, tuple[str, ...]]]:
    """(verb, value, fields) of the data of a pressed button; an empty verb for what is none."""
    verb, what = value.get("verb"), value.get("value", "")
    fields: dict[str, tuple[str, ...]] = {
        name: (text,) for name, text in value.items() if name not in ("verb", "value") and isinstance(text, str) and text
    }
    return (verb if isinstance(verb, str) else ""), (what if isinstance(what, str) else ""), fields


def sentence(text: str) -> Activity:
    """One plain sentence."""
    return {"type": "message", "textFormat": "plain", "text": text}


_FEEDBACK = {"feedbackLoop": {"type": "custom"}}


def _text(text: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True}


def _shown(text: str) -> str:
    return shown(text, lambda mention: mention.id.rpartition(":")[2])
