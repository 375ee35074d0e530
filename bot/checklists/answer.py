"""An Answer is what stands on a checklist's sheet for one item, whoever gave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indexer.condition import NOT_APPLICABLE, Value

Standing = Literal["answered", "skipped", "not_applicable"]


@dataclass(frozen=True)
class Answer:
    """`value`: an option's value, several of them, a number, an ISO day or a text, None unless answered.

    `evidence` names the kinds that are attached: note, link, file.
    """

    value: Value | None = None
    standing: Standing = "answered"
    evidence: frozenset[str] = frozenset()

    @property
    def seen(self) -> Value | None:
        """The answer as conditions see it: None when skipped."""
        if self.standing == "not_applicable":
            return NOT_APPLICABLE
        return self.value if self.standing == "answered" else None


Answers = Mapping[str, Answer]
# The keys are those of indexer.condition.FACTS; what is not known is left out.
Facts = Mapping[str, Value | None]
