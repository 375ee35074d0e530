"""How sure we are that a section answers a question: a logistic model whose few weights were fitted on the tuning questions."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

FEATURES = ("asked", "told", "whole", "coverage", "story", "matched", "unknown", "missing")


@dataclass(frozen=True)
class Confidence:
    """Weights by language: {"en": {"bias": …, feature: weight, …}, …}, and the probability from which we answer."""

    weights: Mapping[str, Mapping[str, float]]
    threshold: Mapping[str, float]

    def probability(self, features: Mapping[str, float], language: str) -> float:
        """Between 0 and 1."""
        weights = self.weights.get(language, self.weights["en"])
        total = weights["bias"] + sum(weights[name] * features[name] for name in FEATURES)
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))

    def suffices(self, probability: float, language: str) -> bool:
        """True when a section of this probability is answered from."""
        return probability >= self.threshold.get(language, self.threshold["en"])


def fitted() -> Confidence:
    """The weights that ship with the code (confidence.json)."""
    found = json.loads(files("bot.answering").joinpath("confidence.json").read_text(encoding="utf-8"))
    return Confidence(found["weights"], found["threshold"])
