"""What a request asks for, read with suspicion: whatever makes no sense is None or the default."""

import re
from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.access.audience import EMPLOYEES, PUBLIC
from bot.access.settings import ROLES
from bot.conversation.message import ConversationRef, Person

# The playground has no sign-in: everyone who may reach it is one visitor.
VISITOR = Person("playground", frozenset({PUBLIC, EMPLOYEES}))
# On loopback it is whoever runs the machine, who may try everything.
OWNER = replace(VISITOR, roles=frozenset(ROLES))
_CONVERSATION = re.compile(r"[0-9a-zA-Z-]{1,64}")
_OFFSET = re.compile(r"[0-9]{1,6}")
_MAX_FILTER = 200
_MAX_OFFSETS = 100


def language_of(request: web.Request) -> str:
    """The language of the page."""
    return "vi" if request.query.get("language") == "vi" else "en"


def offsets(request: web.Request, name: str) -> list[int]:
    """Places in a text; 0 for one that cannot be read."""
    values = request.query.getall(name, [])[:_MAX_OFFSETS]
    return [int(value) if _OFFSET.fullmatch(value) and value.isascii() else 0 for value in values]


def typed(request: web.Request, name: str) -> str:
    """What was typed into a field of a form, shortened."""
    return request.query.get(name, "").strip()[:_MAX_FILTER]


def conversation(value: object) -> ConversationRef | None:
    """The conversation that a browser names."""
    if isinstance(value, str) and _CONVERSATION.fullmatch(value):
        return ConversationRef("web", value)
    return None


async def json_object(request: web.Request) -> dict[str, Any] | None:
    """The body, if it is a JSON object and says so: a foreign form cannot say so."""
    if request.content_type != "application/json":
        return None
    try:
        body = await request.json()
    except (ValueError, RecursionError, LookupError):
        return None
    return body if isinstance(body, dict) else None
