"""Calendars of the audit programme in a terminal: whoever may use it may make and revoke any."""

import re
from typing import Any, Literal

import click

from bot.access.actor import Actor
from bot.assembly import calendar_desk, open_store
from bot.audits.calendar import CalendarDesk, UnknownCalendar, Wished
from bot.config import Config
from bot.conversation.catalogue import say

_OPERATOR = Actor("terminal:local", frozenset({"admin"}))
_WHOSE: dict[Literal["channel", "person"], str] = {
    "channel": r"slack:[CG][A-Z0-9]{1,20}|teams:19:[^\s:]{1,90}",
    "person": r"slack:[A-Z0-9]{2,20}:[A-Z0-9]{2,20}|teams:[0-9a-f-]{36}:[0-9a-f-]{36}",
}


def made(config: Config, wished: Wished, address: str) -> tuple[str, str]:
    """The id and the address of a new calendar; raises UsageError."""
    if not re.fullmatch(_WHOSE[wished.kind], wished.whose):
        example = "slack:C0123ABCD" if wished.kind == "channel" else "slack:WORKSPACE:USER"
        raise click.UsageError(f"{wished.whose!r} must be the id of a {wished.kind}, such as {example}, not a name")
    if address and not re.fullmatch(r"https?://[^/\s]+/?", address):
        raise click.UsageError("--address is the beginning of an address, such as https://ipdesk.example.com")
    found = _desk(config).make(wished, _OPERATOR)
    return found.calendar.id, (address.rstrip("/") or config.address) + found.path


def every(config: Config) -> list[dict[str, Any]]:
    """What is known of each calendar; the secret of its address is not."""
    return [
        {"id": one.id, "kind": one.kind, "whose": one.whose, "name": one.name, "made": one.created_at.date().isoformat()}
        for one in _desk(config).seen_by(_OPERATOR)
    ]


def revoked(config: Config, identity: str, language: str) -> str:
    """One sentence; raises ClickException for an unknown calendar."""
    try:
        _desk(config).revoke(identity, _OPERATOR)
    except UnknownCalendar:
        raise click.ClickException(say("calendar.unknown", language, id=identity)) from None
    return say("calendar.revoked", language, id=identity)


def _desk(config: Config) -> CalendarDesk:
    return calendar_desk(open_store(config))
