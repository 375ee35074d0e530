"""Answers as they were given, looked up again when a button of theirs is pressed."""

import json

from bot.conversation.desk import Desk
from bot.conversation.reply import Reply

MAX_DIGITS = 5


def given(desk: Desk, answer: str) -> Reply | None:
    """The reply of an id; None when it is not kept any longer. Raises StoreUnavailable."""
    record = desk.record(answer)
    if record is None:
        return None
    try:
        return Reply.from_json(json.loads(record.reply))
    except (ValueError, KeyError, TypeError):
        return None  # its text has been erased


def offered(reply: Reply, verb: str, number: str) -> str | None:
    """What is said by the choice ("choose") or the topic ("related") of a number; None when there is none."""
    texts = [choice.text for choice in reply.choices] if verb == "choose" else [topic.title for topic in reply.related]
    if not (number.isascii() and number.isdecimal() and len(number) < MAX_DIGITS):
        return None
    return texts[int(number)] if int(number) < len(texts) else None
