"""YAML as content may use it: no aliases, no duplicate keys, no tags, dates kept as text."""

import re
from collections.abc import Hashable
from typing import Any

import yaml

from indexer.errors import ContentProblem

MAX_BYTES = 1_000_000


class _PlainLoader(yaml.SafeLoader):
    """SafeLoader without aliases (alias bombs), silent duplicates and timestamp guessing."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases are not allowed", problem_mark=event.start_mark)
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "tag", None) is not None:
            raise yaml.MarkedYAMLError(problem="tags are not allowed", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be a plain word", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"key {key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


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
        return yaml.load(text, _PlainLoader)  # noqa: S506 - a SafeLoader with fewer features
    except RecursionError:
        raise YamlProblem(0, "nested too deeply") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlProblem(mark.line if mark else 0, str(error.problem or error.context)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise YamlProblem(0, str(error).splitlines()[0]) from None


def line_at(text: str, path: list[str | int]) -> int:
    """The line, from 1, of the key or list entry that `path` leads to in text that loads; as far as the path goes."""
    node, line = yaml.compose(text, _PlainLoader), 0
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
