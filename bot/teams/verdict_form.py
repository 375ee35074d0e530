"""Feedback in Teams' own way: thumbs under an answer, and a dialog that asks for the reason."""

import json
from typing import Any

from bot.conversation.catalogue import say
from bot.conversation.feedback import MAX_COMMENT, REASONS
from bot.teams.elements import ADAPTIVE
from bot.teams.heard import Heard, part


def verdict_form(language: str) -> dict[str, Any]:
    """The dialog after a thumb: reasons to choose from, and a comment."""
    reasons = [{"title": say(f"reason.{reason}", language), "value": reason} for reason in REASONS]
    why, comment = say("feedback.why", language), say("feedback.comment", language)
    body = [
        {"type": "Input.ChoiceSet", "id": "reason", "label": why, "style": "expanded", "choices": reasons},
        {"type": "Input.Text", "id": "comment", "label": comment, "isMultiline": True, "maxLength": MAX_COMMENT},
    ]
    send = {"type": "Action.Submit", "title": say("feedback.send", language)}
    card = {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": [send]}
    value = {"title": why, "height": "medium", "width": "medium", "card": {"contentType": ADAPTIVE, "content": card}}
    return {"task": {"type": "continue", "value": value}}


def read_verdict(heard: Heard) -> tuple[bool, str, str] | None:
    """(helpful, reason, comment) of a `message/submitAction`; None when it is no verdict."""
    given = part(heard.value, "actionValue")
    reaction = part(given, "reaction")
    if part(heard.value, "actionName") != "feedback" or reaction not in ("like", "dislike"):
        return None
    told = _told(part(given, "feedback"))
    comment = told.get("comment") or told.get("feedbackText")
    reason = told.get("reason")
    return reaction == "like", reason if isinstance(reason, str) else "", comment if isinstance(comment, str) else ""


def _told(feedback: object) -> dict[str, Any]:
    """What was filled in, which comes as JSON in a text."""
    try:
        found = json.loads(feedback) if isinstance(feedback, str) else feedback
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
