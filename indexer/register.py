"""The Register lists which facts sections must state, which they may not and why, and the subjects to cover."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from indexer.guide import Guide
from indexer.problem import Problem

LEAST_SECTIONS = 3
_FILE = "register.yaml"


@dataclass(frozen=True)
class Register:
    """Ids of facts as sections name them; a topic's facts may end in `.*` for a whole chapter."""

    cited: tuple[str, ...] = ()
    left_out: dict[str, str] = field(default_factory=dict)
    topics: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def lines_of(self, topic: str) -> frozenset[str]:
        """The facts of a topic that sections may state."""
        wanted = self.topics[topic]
        chapters = tuple(fact.removesuffix("*") for fact in wanted if fact.endswith(".*"))
        return frozenset(fact for fact in self.cited if fact in wanted or (chapters and fact.startswith(chapters)))


def sections_by_fact(guides: Iterable[Guide]) -> dict[str, list[str]]:
    """The sections (guide#anchor) that rest on each fact."""
    found: dict[str, list[str]] = {}
    for guide in guides:
        for section in guide.sections:
            for fact in section.facts:
                found.setdefault(fact, []).append(f"{guide.id}#{section.anchor}")
    return found


def sections_of_topic(register: Register, topic: str, stated: dict[str, list[str]]) -> list[str]:
    """The sections that rest on a fact of a topic, each once."""
    return list(dict.fromkeys(section for fact in sorted(register.lines_of(topic)) for section in stated.get(fact, [])))


def register_problems(register: Register, guides: list[Guide]) -> Iterator[Problem]:
    """Facts that nobody states, facts that nobody may state, topics with too few sections."""
    stated = sections_by_fact(guides)
    for fact in register.cited:
        if fact not in stated:
            yield Problem(_FILE, 1, "register", f"no section states {fact}: write one, or move it to left_out with the reason")
    for guide in guides:
        for section in guide.sections:
            for fact in sorted(set(section.facts) - set(register.cited)):
                reason = register.left_out.get(fact, "it is not in the register")
                yield Problem(guide.path, section.line, "register", f"{fact} may not be stated: {reason}")
    for topic in register.topics:
        lines = register.lines_of(topic)
        count = len(sections_of_topic(register, topic, stated))
        # A topic with a line or two cannot fill more sections than it has something to say.
        if count < min(LEAST_SECTIONS, len(lines)):
            yield Problem(_FILE, 1, "register", f"{topic}: {count} sections; at least {LEAST_SECTIONS}")
