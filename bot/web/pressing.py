"""A press of the playground's page, read with suspicion: whatever makes no sense is None."""

import re
from typing import Any

from bot.conversation.card import Press
from bot.conversation.mention import without_mentions
from bot.conversation.message import Person
from bot.web.requests import conversation

_VERB = re.compile(r"[a-z][a-z_.]{0,199}")
_KEY = re.compile(r"[0-9a-zA-Z-]{1,64}")
_MAX_FIELDS, _MAX_VALUE = 50, 2_000


def read_press(body: dict[str, Any] | None, person: Person) -> Press | None:
    """What the body of POST /press says."""
    if body is None:
        return None
    verb, value, key, language = (body.get(name) for name in ("verb", "value", "key", "language"))
    where, fields = conversation(body.get("conversation")), _fields(body.get("fields"))
    well = isinstance(value, str) and len(value) <= _MAX_VALUE and _is(_VERB, verb) and _is(_KEY, key)
    if not well or where is None or fields is None:
        return None
    known = str(language) if language in ("en", "vi") else None
    return Press(str(verb), str(value), person, where, f"web/{key}", fields, known)


def _is(shape: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def _fields(found: object) -> dict[str, tuple[str, ...]] | None:
    if not isinstance(found, dict) or len(found) > _MAX_FIELDS:
        return None
    if not all(isinstance(values, list) and all(isinstance(value, str) for value in values) for values in found.values()):
        return None
    return {str(name): tuple(without_mentions(value) for value in values if value.strip()) for name, values in found.items()}
