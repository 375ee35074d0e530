"""How sure we are: which section answers a question best, and whether the guidance answers it at all.

Two logistic models whose few weights were fitted on tuning questions (`make calibrate` writes confidence.json).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

SECTION_FEATURES = (
    "asked",
    "told",
    "whole",
    "coverage",
    "story",
    "matched",
    "missing",
    "subject",
    "neutral",
    "found",
    "bm25",
    "gap",
)
QUESTION_FEATURES = (
    "asked",
    "told",
    "whole",
    "coverage",
    "story",
    "matched",
    "unknown",
    "missing",
    "subject",
    "neutral",
    "margin",
    "length",
    "concepts",
    "root_matched",
    "gap",
    "year",
    "law",
    "short",
    "short_asked",
    "short_coverage",
    "short_whole",
    "short_gap",
    "short_subject",
    "near_miss",
    "nearer_miss",
)
Weights = Mapping[str, float]


@dataclass(frozen=True)
class Confidence:
    """Weights of a section beside its rivals; of a question, with a bias; and the threshold to answer, by language."""

    section: Weights
    question: Weights
    threshold: Mapping[str, float]

    def order(self, features: Mapping[str, float]) -> float:
        """Log-odds by which sections are ranked: a difference of 2 means that the first is better in 7 of 8 cases."""
        return sum(self.section[name] * features[name] for name in SECTION_FEATURES)

    def of_question(self, features: Mapping[str, float]) -> float:
        """Probability (0 to 1) that the guidance answers a question, judged by its best section."""
        total = self.question["bias"] + sum(self.question[name] * features[name] for name in QUESTION_FEATURES)
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))

    def suffices(self, probability: float, language: str) -> bool:
        """True when a question of this probability is answered."""
        return probability >= self.threshold.get(language, self.threshold["en"])


def fitted() -> Confidence:
    """The weights that ship with the code."""
    found = json.loads(files("bot.answering").joinpath("confidence.json").read_text(encoding="utf-8"))
    return Confidence(found["section"], found["question"], found["threshold"])
