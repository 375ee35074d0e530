"""Answers as they were given, looked up again when a button of theirs is pressed."""

import json

from bot.conversation.desk import Desk
from bot.conversation.reply import Reply


def given(desk: Desk, answer: str) -> Reply | None:
    """The reply of an id; None when it is not kept any longer. Raises StoreUnavailable."""
    record = desk.record(answer)
    if record is None:
        return None
    try:
        return Reply.from_json(json.loads(record.reply))
    except (ValueError, KeyError, TypeError):
        return None  # its text has been erased
