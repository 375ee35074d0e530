"""Activities as Teams sends them."""

import itertools
from typing import Any

from tests.fakes.teams_server import BOT, TENANT

CHANNEL = "19:channel@thread.tacv2"
GROUP = "19:group@thread.v2"
_numbers = itertools.count(1)


def personal(number: int) -> str:
    """The id of the private talk with a person."""
    return f"a:personal-{number}-{'x' * 110}"  # Teams' own are as long as that


def activity(service: str, kind: str = "message", user: int = 1, **changes: Any) -> dict[str, Any]:
    """Somebody does something in private."""
    conversation = {"id": personal(user), "conversationType": "personal", "tenantId": TENANT}
    return {
        "type": kind,
        "id": f"{1_600_000_000_000 + next(_numbers)}",
        "serviceUrl": service,
        "channelId": "msteams",
        "from": {"id": f"29:user-{user}", "aadObjectId": f"00000000-0000-4000-8000-{user:012d}", "name": f"Person {user}"},
        "recipient": {"id": BOT, "name": "IP Desk"},
        "conversation": conversation,
        "channelData": {"tenant": {"id": TENANT}},
    } | changes


def said(service: str, text: str, user: int = 1, **changes: Any) -> dict[str, Any]:
    """Somebody writes to the bot."""
    return activity(service, "message", user, text=text, **changes)


def mentioned(service: str, text: str, user: int = 1, thread: str | None = None, **changes: Any) -> dict[str, Any]:
    """Somebody mentions the bot in a channel."""
    found = said(service, f"<at>IP Desk</at> {text}", user)
    root = thread or found["id"]
    conversation = {"id": f"{CHANNEL};messageid={root}", "conversationType": "channel", "isGroup": True, "tenantId": TENANT}
    named = {"type": "mention", "text": "<at>IP Desk</at>", "mentioned": {"id": BOT, "name": "IP Desk"}}
    return found | {"conversation": conversation, "entities": [named]} | changes


def in_group(service: str, text: str, user: int = 1, mention: bool = True) -> dict[str, Any]:
    """Somebody writes in a group chat."""
    found = mentioned(service, text, user)
    found["conversation"] = {"id": GROUP, "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}
    return found if mention else found | {"text": text, "entities": []}


def unmentioned(service: str, text: str, thread: str, user: int = 1) -> dict[str, Any]:
    """Somebody writes in a thread of a channel whose messages the bot may read."""
    return mentioned(service, text, user, thread) | {"text": text, "entities": []}


def invoke(service: str, name: str, value: Any, user: int = 1, **changes: Any) -> dict[str, Any]:
    """Teams waits for an answer."""
    return activity(service, "invoke", user, name=name, value=value, **changes)


def pressed(service: str, verb: str, value: str, user: int = 1, fields: Any = None, **changes: Any) -> dict[str, Any]:
    """Somebody presses a button of a card."""
    data = {"verb": verb, "value": value, **{f"field.{name}": text for name, text in (fields or {}).items()}}
    action = {"type": "Action.Execute", "verb": verb, "data": data}
    return invoke(service, "adaptiveCard/action", {"action": action, "trigger": "manual"}, user, **changes)


def consent(service: str, context: Any, action: str = "accept", user: int = 1, **changes: Any) -> dict[str, Any]:
    """Somebody says whether they want a file; `room` overrides where Teams wants it."""
    room = changes.pop("room", None)
    brought = {"uploadInfo": room} if action == "accept" else {}
    return invoke(
        service, "fileConsent/invoke", {"type": "fileUpload", "action": action, "context": context, **brought}, user, **changes
    )


def room(address: str, name: str = "f1", **changes: Any) -> dict[str, Any]:
    """Where Teams wants an accepted file."""
    info = {"uploadUrl": f"{address}/upload/{name}", "contentUrl": f"{address}/docs/{name}", "uniqueId": name, "fileType": "pdf"}
    return info | {"name": name, "etag": "1"} | changes


def buttons(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons of a posted card, in order."""
    body = shown["attachments"][0]["content"]["body"]
    sets = [element["actions"] for element in body if element["type"] == "ActionSet"]
    return [action for actions in sets for action in actions if action["type"] == "Action.Execute"]
