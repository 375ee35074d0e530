"""Fits bot/answering/confidence.json on the tuning half and on held-out phrasings: `make calibrate`.

A sample is a question beside a section: does the section answer it? The reporting half is never read here.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import bot.answering.confidence as shipped
from bot.answering.answerer import Answerer, scope_of
from bot.answering.confidence import FEATURES, Confidence, fitted
from bot.answering.evidence import Witness
from bot.answering.guidance import LiveGuidance
from bot.answering.question import Question
from bot.answering.reading import read_message
from indexer.search import Index, open_index
from indexer.snapshot import SnapshotStore
from tests.golden.grading import figures, load_practice, load_questions
from tests.golden.measures import sections_for
from tests.golden.report import ask_all

LANGUAGES = ("en", "vi")
AUDIENCES = frozenset({"public", "employees"})
GOLDEN_WEIGHT = 6.0
STEPS = (0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.18, 0.22, 0.26, 0.3, 0.35, 0.4, 0.5)
RIDGE = 0.0005


@dataclass(frozen=True)
class Sample:
    """Features of a section beside a question, and whether it answers it."""

    language: str
    features: tuple[float, ...]
    answers: bool
    weight: float
    best: bool


def golden_samples(answerer: Answerer, witness: Witness, index: Index) -> Iterator[Sample]:
    """The single-message questions of the tuning half beside the sections found for them."""
    for question in [*load_questions("tuning"), *load_practice()]:
        if "thread" in question or question["expect"] in ("clarify", "small_talk"):
            continue
        read = read_message(question["text"], answerer.names)
        if not isinstance(read, Question):
            continue
        right = sections_for(index, question)
        for part in read.parts:
            for rank, found in enumerate(witness.evidence(part, read.written, scope_of(part.places, AUDIENCES))[:4]):
                values = tuple(min(1.0, found.features[name]) for name in FEATURES)
                yield Sample(read.written, values, found.hit.id in right, GOLDEN_WEIGHT, rank == 0)


def phrasing_samples(answerer: Answerer, index: Index) -> Iterator[Sample]:
    """Every third phrasing, asked as if it were not in the index, beside its own section and the nearest others."""
    for guide in index.content.guides.values():
        for section in guide.sections:
            for number, phrasing in enumerate(section.asked_as):
                if number % 3 == 0:
                    yield from _held_out(answerer, index, f"{guide.id}#{section.anchor}", phrasing.text, phrasing.language)


def _held_out(answerer: Answerer, index: Index, home: str, text: str, language: str) -> Iterator[Sample]:
    read = read_message(text, answerer.names, language)
    if not isinstance(read, Question) or len(read.parts) != 1:
        return
    witness = Witness(index, answerer.names, fitted(), without=text)
    part = replace(read.parts[0])
    for rank, found in enumerate(witness.evidence(part, language, scope_of(part.places, AUDIENCES))[:3]):
        values = tuple(min(1.0, found.features[name]) for name in FEATURES)
        yield Sample(language, values, found.hit.id == home, 1.0, rank == 0)


def fit(samples: list[Sample]) -> dict[str, float]:
    """Ridge-regularised logistic regression; likeness can only speak for a section, lack only against it."""
    x = np.array([[1.0, *sample.features] for sample in samples])
    y = np.array([float(sample.answers) for sample in samples])
    w = np.array([sample.weight for sample in samples])

    def loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = x @ beta
        p = 1 / (1 + np.exp(-margin))
        cost = float(np.sum(w * (np.logaddexp(0, margin) - y * margin)) + RIDGE * w.sum() * np.sum(beta[1:] ** 2) / 2)
        slope = x.T @ (w * (p - y))
        slope[1:] += RIDGE * w.sum() * beta[1:]
        return cost, slope

    bounds = [(None, None), *((None, 0.0) if name in ("unknown", "missing") else (0.0, None) for name in FEATURES)]
    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
    return {name: round(float(value), 4) for name, value in zip(("bias", *FEATURES), found.x, strict=True)}


def threshold(folder: Path, weights: dict[str, dict[str, float]]) -> dict[str, float]:
    """The thresholds under which most tuning questions come out right, answerable and unanswerable weighing the same."""
    best = dict.fromkeys(LANGUAGES, 0.5)
    for language in LANGUAGES:
        questions = [question for question in [*load_questions("tuning"), *load_practice()] if question["language"] == language]
        scores = {}
        for tried_here in STEPS:
            tried = {**best, language: tried_here}
            guidance = LiveGuidance(SnapshotStore(folder), Confidence(weights, tried))
            found = figures(ask_all(guidance, questions))
            scores[tried_here] = found["right"] + found["refusals right"]
            print(language, tried_here, {name: round(value, 3) for name, value in found.items()})
        top = max(scores.values())
        good = [value for value, score in scores.items() if score >= top - 1e-9]
        best[language] = good[len(good) // 2]
    return best


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    options = parser.parse_args()
    index = open_index(SnapshotStore(options.index))
    answerer = Answerer(index, fitted())
    witness = Witness(index, answerer.names, fitted())
    samples = [*golden_samples(answerer, witness, index), *phrasing_samples(answerer, index)]
    weights = {}
    for language in LANGUAGES:
        mine = [sample for sample in samples if sample.language == language]
        weights[language] = fit(mine)
        print(language, len(mine), sum(sample.answers for sample in mine), weights[language])
    found = Confidence(weights, threshold(options.index, weights))
    path = Path(shipped.__file__).with_name("confidence.json")
    path.write_text(json.dumps({"weights": found.weights, "threshold": found.threshold}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
