"""How sure we are: that a section answers a question, and that the guidance answers it at all.

Two logistic models whose few weights were fitted on the tuning questions (`make calibrate` writes confidence.json).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

SECTION_FEATURES = ("asked", "told", "whole", "coverage", "story", "matched", "unknown", "missing")
QUESTION_FEATURES = (*SECTION_FEATURES, "margin", "length", "concepts", "root_matched")
Weights = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Confidence:
    """Weights by language, each with a bias: of a section beside a question, and of a question; and the threshold to answer."""

    section: Weights
    question: Weights
    threshold: Mapping[str, float]

    def of_section(self, features: Mapping[str, float], language: str) -> float:
        """Probability that a section answers a question; sections are ranked by it."""
        return _probability(self.section, SECTION_FEATURES, features, language)

    def of_question(self, features: Mapping[str, float], language: str) -> float:
        """Probability that the guidance answers a question, judged by its best section."""
        return _probability(self.question, QUESTION_FEATURES, features, language)

    def suffices(self, probability: float, language: str) -> bool:
        """True when a question of this probability is answered."""
        return probability >= self.threshold.get(language, self.threshold["en"])


def _probability(weights: Weights, names: tuple[str, ...], features: Mapping[str, float], language: str) -> float:
    mine = weights.get(language, weights["en"])
    total = mine["bias"] + sum(mine[name] * features[name] for name in names)
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))


def fitted() -> Confidence:
    """The weights that ship with the code."""
    found = json.loads(files("bot.answering").joinpath("confidence.json").read_text(encoding="utf-8"))
    return Confidence(found["section"], found["question"], found["threshold"])
