"""Reads the settings file: plain YAML that must satisfy its schema; what does not is said with line and mend."""

import json
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import yaml

from bot.access.audience import EMPLOYEES, PUBLIC
from bot.access.settings import AuditSettings, Belonging, ChannelSettings, Role, Settings
from bot.errors import BadConfiguration
from indexer.problem import Problem
from indexer.safe_yaml import YamlProblem, load_plain_yaml
from indexer.time_zone import is_zone

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

PLAIN = ("experts_channel", "retention_days", "keep_questions", "questions_a_minute", "questions_at_once")
_Path = tuple[str | int, ...]
_KINDS = {"object": "a mapping", "array": "a list", "string": "a text", "boolean": "true or false", "integer": "a whole number"}


def read_settings(path: Path | None) -> Settings:
    """The settings of a file, or those of an installation without one; raises BadConfiguration with path, line and mend."""
    if path is None:
        return Settings()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfiguration(f"IPDESK_SETTINGS points to {path}, which cannot be read: {error}") from None
    try:
        found = load_plain_yaml(text)
    except YamlProblem as problem:
        raise BadConfiguration(str(Problem(str(path), problem.line + 1, "settings", str(problem)))) from None
    values = {} if found is None else found
    lines = _lines(text)
    problems = [Problem(str(path), _line(lines, where), "settings", words) for where, words in _faults(values)]
    if problems:
        raise BadConfiguration("\n".join(map(str, sorted(problems))))
    return _settings(values)


def _settings(found: dict[str, Any]) -> Settings:
    channels = {key: _channel(value) for key, value in found.get("channels", {}).items()}
    plain = {key: found[key] for key in PLAIN if key in found}
    return Settings(
        slack_teams=frozenset(found.get("slack", {}).get("teams", ())),
        teams_tenants=frozenset(found.get("teams", {}).get("tenants", ())),
        teams_experts_channel=found.get("teams", {}).get("experts_channel"),
        roles=cast(Mapping[Role, Belonging], _belongings(found.get("roles", {}))),
        audiences=_belongings(found.get("audiences", {})),
        channels=MappingProxyType(channels),
        audits=AuditSettings(**found["audits"]) if "audits" in found else None,
        **plain,
    )


def _channel(found: dict[str, Any]) -> ChannelSettings:
    cap = frozenset(found["audiences"]) if "audiences" in found else None
    return ChannelSettings(**{**found, "audiences": cap})


def _belongings(found: dict[str, Any]) -> Mapping[str, Belonging]:
    return MappingProxyType({name: _belonging(value) for name, value in found.items()})


def _belonging(found: dict[str, Any]) -> Belonging:
    named = {key: frozenset((p, i) for p, ids in found.items() for i in ids.get(key, ())) for key in ("groups", "users")}
    return Belonging(**named)


@cache
def _validator() -> "Draft202012Validator":
    # Imported where it is needed: without a settings file a question in the terminal does without it.
    from jsonschema import Draft202012Validator

    schema = json.loads(files("bot.access").joinpath("settings.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def _faults(values: Any) -> Iterator[tuple[_Path, str]]:
    """Where something is wrong, and the mend."""
    errors = list(_validator().iter_errors(values))
    if errors:
        yield from (fault for error in errors for fault in _told(error))
        return
    zone = values.get("audits", {}).get("zone", "UTC")
    if not is_zone(zone):
        yield ("audits", "zone"), f"there is no time zone {zone!r}; write one such as Asia/Ho_Chi_Minh"
    known = {PUBLIC, EMPLOYEES, *values.get("audiences", {})}
    for channel, found in values.get("channels", {}).items():
        for number, name in enumerate(found.get("audiences", ())):
            if name not in known:
                mend = f"no audience is called {name!r}{_nearest(name, known)}; define it under audiences"
                yield ("channels", channel, "audiences", number), mend


def _told(error: "ValidationError") -> Iterator[tuple[_Path, str]]:
    where: _Path = tuple(error.absolute_path)
    schema = cast(dict[str, Any], error.schema)
    meant = schema.get("$comment")
    if error.validator == "additionalProperties":
        known = list(schema["properties"])
        for key in set(cast(dict[str, Any], error.instance)) - set(known):
            yield (*where, key), f"unknown key {key!r}{_nearest(key, known)}; known here: {', '.join(known)}"
    elif meant:
        place = (*where, cast(str, error.instance)) if _is_key(error) else where
        yield place, f"{error.instance!r} must be {meant}" + _reserved(error)
    elif error.validator == "type":
        yield where, f"{where[-1] if where else 'the file'} must be {_KINDS[str(error.validator_value)]}"
    elif error.validator in ("minItems", "minProperties"):
        yield where, f"{where[-1]} is empty; fill it in or leave it out"
    else:
        yield where, error.message


def _is_key(error: "ValidationError") -> bool:
    return "propertyNames" in error.absolute_schema_path


def _reserved(error: "ValidationError") -> str:
    return " other than public and employees, which exist anyway" if error.instance in (PUBLIC, EMPLOYEES) else ""


def _nearest(word: Any, known: Iterable[str]) -> str:
    near = get_close_matches(str(word), list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _lines(text: str) -> dict[_Path, int]:
    """The line on which each key or list item stands; the text has passed as plain YAML."""
    root = yaml.compose(text, yaml.SafeLoader)
    return dict(_walk(root, ())) if root is not None else {}


def _walk(node: yaml.Node, where: _Path) -> Iterator[tuple[_Path, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*where, key.value), key.start_mark.line + 1
            yield from _walk(value, (*where, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*where, number), value.start_mark.line + 1
            yield from _walk(value, (*where, number))


def _line(lines: Mapping[_Path, int], where: _Path) -> int:
    """The line of a place, or of the nearest place around it."""
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)
