"""The modal that asks what is wrong with an answer."""

from typing import Any

from bot.conversation.catalogue import say
from bot.conversation.feedback import MAX_COMMENT, REASONS
from bot.slack.asked import part
from bot.slack.sections import modal

CALLBACK = "verdict"


def verdict_modal(answer: str, language: str) -> dict[str, Any]:
    """Reasons to choose from and a comment; the answer's id travels with the view."""
    reasons = [{"text": _text(say(f"reason.{reason}", language)), "value": reason} for reason in REASONS]
    blocks: list[dict[str, Any]] = [
        {
            "type": "input",
            "block_id": "reason",
            "optional": True,
            "label": _text(say("feedback.why", language)),
            "element": {"type": "radio_buttons", "action_id": "reason", "options": reasons},
        },
        {
            "type": "input",
            "block_id": "comment",
            "optional": True,
            "label": _text(say("feedback.comment", language)),
            "element": {"type": "plain_text_input", "action_id": "comment", "multiline": True, "max_length": MAX_COMMENT},
        },
    ]
    view = modal(say("slack.not_helpful", language), blocks, language)
    return {**view, "submit": _text(say("feedback.send", language)), "callback_id": CALLBACK, "private_metadata": answer}


def read_verdict(view: object) -> tuple[str, str | None, str]:
    """(answer, reason, comment) of a submitted view; an empty answer for what is none."""
    values = part(view, "state", "values")
    answer, reason = part(view, "private_metadata"), part(values, "reason", "reason", "selected_option", "value")
    comment = part(values, "comment", "comment", "value")
    return (
        answer if isinstance(answer, str) and part(view, "callback_id") == CALLBACK else "",
        reason if isinstance(reason, str) else None,
        comment if isinstance(comment, str) else "",
    )


def _text(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}
