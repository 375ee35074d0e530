"""YAML as content may use it: no aliases, no duplicate keys, no tags, dates kept as text."""

import re
from collections.abc import Hashable
from typing import Any

import yaml

from indexer.errors import ContentProblem

MAX_BYTES = 1_000_000


MAX_DEPTH = 50
# libyaml where the installed package has it: five times as fast.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_Loader):  # type: ignore[misc]
    """SafeLoader without silent duplicates and timestamp guessing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be a plain word", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"key {key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        found: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return found


# Dates stay text; so do numbers in YAML 1.1's base sixty ("12:30"), which nobody means.
_PlainLoader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]{0,17})$"), list("-0123456789"))


class YamlProblem(ContentProblem):
    """Text that is not the plain YAML we accept; `line` counts from 0 within the given text."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def load_plain_yaml(text: str) -> Any:
    """The value of one YAML document; raises YamlProblem."""
    if len(text) > MAX_BYTES:
        raise YamlProblem(0, f"longer than {MAX_BYTES} characters")
    try:
        _refuse_what_is_not_plain(text)
        return yaml.load(text, _PlainLoader)  # noqa: S506 - a SafeLoader with fewer features
    except YamlProblem:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = text.count("\n", 0, len(text.rstrip()))  # what is missing is missed at the end of the text, not after it
        raise YamlProblem(min(mark.line, last) if mark else 0, str(error.problem or error.context)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise YamlProblem(0, str(error).splitlines()[0]) from None


def _refuse_what_is_not_plain(text: str) -> None:
    """Aliases (alias bombs), tags and deep nesting, before anything is made of them."""
    depth = 0
    for event in yaml.parse(text, _PlainLoader):
        line = event.start_mark.line if event.start_mark is not None else 0
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise YamlProblem(line, "aliases are not allowed")
        if getattr(event, "tag", None):
            raise YamlProblem(line, "tags are not allowed")
        if depth > MAX_DEPTH:
            raise YamlProblem(line, "nested too deeply")


class Lines:
    """Where the parts of a text that loads stand; it is parsed once, however much is asked."""

    def __init__(self, text: str) -> None:
        self._root = yaml.compose(text, _PlainLoader)

    def at(self, path: list[str | int]) -> int:
        """The line, from 1, of the key or list entry that `path` leads to; as far as the path goes."""
        node, line = self._root, 0
        for step in path:
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line
            elif isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == step), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line, found[1]
        return line + 1
