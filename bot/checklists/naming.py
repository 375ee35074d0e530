"""People stand in the log under its own names: put in before a change is kept, taken out again when it is read."""

import json
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import Any

from bot.conversation.mention import mentions_in, of_channel, of_person, shown
from bot.errors import StoreUnavailable
from bot.store.change_record import Change, Logged
from bot.store.name_record import PREFIX, LogNames

_NAME = re.compile(rf"{PREFIX}[0-9a-f]{{16}}")
_TRIES = 20
_PEOPLE = ("person", "owner")  # the values of a body that are people


def hidden(change: Change, names: LogNames) -> Change:
    """The change as it is logged: nobody who acts, is named or is mentioned in it stands there under their own id."""
    mentioned = {mention.id for text in _texts(change.body) for mention in mentions_in(text) if mention.kind == "person"}
    named = {str(change.body[key]) for key in _PEOPLE if change.body.get(key)}
    known = _given(names, {change.actor, *named, *mentioned})
    body = {key: known[str(value)] if key in _PEOPLE and value else _each(value, known) for key, value in change.body.items()}
    return replace(change, actor=known[change.actor], body=body)


def _given(names: LogNames, people: Set[str]) -> Mapping[str, str]:
    """Of everybody: whoever is forgotten between their getting a name and its being read is somebody new, and gets another."""
    for _ in range(_TRIES):
        known = names.given(people)
        if people <= known.keys():
            return known
    raise StoreUnavailable("people are forgotten faster than they are named")


def names_by(change: Change, logged: Change) -> dict[str, str]:
    """The log's names by the people of a change."""
    ids = [[m.id for text in _texts(c.body) for m in mentions_in(text) if m.kind == "person"] for c in (change, logged)]
    found = dict(zip(*ids, strict=True)) | {str(change.body[k]): str(logged.body[k]) for k in _PEOPLE if change.body.get(k)}
    return found | {change.actor: logged.actor}


def names_in(rows: Iterable[Logged]) -> set[str]:
    """The log's names that stand in some rows."""
    return {name for row in rows for name in (*_NAME.findall(row.actor), *_NAME.findall(row.body))}


def revealed(row: Logged, people: Mapping[str, str]) -> Logged:
    """A row as people know each other; whoever was forgotten keeps the log's name."""
    actor = people.get(row.actor, row.actor)
    body = _NAME.sub(lambda found: json.dumps(people.get(found[0], found[0]), ensure_ascii=False)[1:-1], row.body)
    return replace(row, actor=actor, body=body)


def under_names(text: str, known: Mapping[str, str]) -> str:
    """A text whose mentions of people stand under the log's names."""
    return shown(text, lambda m: of_person(known.get(m.id, m.id)) if m.kind == "person" else of_channel(m.id))


def _each(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return under_names(value, known)
    if isinstance(value, Mapping):
        return {key: _each(one, known) for key, one in value.items()}
    return [_each(one, known) for one in value] if isinstance(value, list | tuple) else value


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [text for part in parts for text in _texts(part)]
