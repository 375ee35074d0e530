"""A Condition says when an item or a section is asked: a few tests on earlier answers and on the facts of the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# An answer as conditions see it: an option's value, "yes", "no", "not_applicable", several values, or a number.
Value = str | int | float | tuple[str, ...]
Known = Mapping[str, Value | None]

# The facts of a run and the values that conditions may name; None: any two-letter country code.
FACTS: dict[str, tuple[str, ...] | None] = {
    "country": None,
    "rights": ("trade_secret", "trademark", "patent", "design", "copyright"),
    "tooling_held": ("yes", "no"),
    "subcontracting": ("yes", "no"),
    "tier": ("low", "medium", "high"),
}
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Comparison:
    """One comparison: `values` for "is" and "not", `least` for "at_least"."""

    about: Literal["item", "fact"]
    name: str
    check: Literal["is", "not", "at_least"]
    values: tuple[str, ...] = ()
    least: float = 0

    def met(self, value: Value | None) -> bool:
        """Whether `value` passes. None, an unknown fact or a skipped answer, is no value: only "not" is met."""
        if self.check == "at_least":
            return isinstance(value, int | float) and value >= self.least
        held = set() if value is None else {str(one) for one in (value if isinstance(value, tuple) else (value,))}
        return bool(held & set(self.values)) == (self.check == "is")


@dataclass(frozen=True)
class Condition:
    """All or any of the tests must be met."""

    joined: Literal["all", "any"]
    tests: tuple[Comparison, ...]

    def met(self, facts: Known, answers: Known) -> bool:
        """Whether the condition holds. An item that `answers` lacks (not asked or answered) meets no test, not even "not"."""
        outcomes = (self._met(test, facts, answers) for test in self.tests)
        return all(outcomes) if self.joined == "all" else any(outcomes)

    @staticmethod
    def _met(test: Comparison, facts: Known, answers: Known) -> bool:
        if test.about == "fact":
            return test.met(facts.get(test.name))
        return test.name in answers and test.met(answers[test.name])
