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
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import bot.answering.confidence as shipped
from bot.answering.answerer import Answerer, scope_of
from bot.answering.confidence import QUESTION_FEATURES, SECTION_FEATURES, fitted
from bot.answering.evidence import Witness, question_features
from bot.answering.question import Question
from bot.answering.reading import read_message
from indexer.search import Index, open_index
from indexer.snapshot import SnapshotStore
from tests.golden.grading import load_practice, load_questions
from tests.golden.measures import sections_for

LANGUAGES = ("en", "vi")
AUDIENCES = frozenset({"public", "employees"})
GOLDEN_WEIGHT = 6.0
WRONG_REFUSALS = 0.04
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
                values = tuple(min(1.0, found.features[name]) for name in SECTION_FEATURES)
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
        values = tuple(min(1.0, found.features[name]) for name in SECTION_FEATURES)
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

    bounds = [(None, None), *((None, 0.0) if name in ("unknown", "missing") else (0.0, None) for name in SECTION_FEATURES)]
    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
    return {name: round(float(value), 4) for name, value in zip(("bias", *SECTION_FEATURES), found.x, strict=True)}


def question_samples(answerer: Answerer, witness: Witness) -> Iterator[tuple[str, list[float], bool]]:
    """(language, features, whether the guidance answers) of single-message questions, judged by their best section."""
    for question in [*load_questions("tuning"), *load_practice()]:
        if "thread" in question or question["expect"] in ("clarify", "small_talk"):
            continue
        read = read_message(question["text"], answerer.names)
        if not isinstance(read, Question):
            continue
        found = witness.evidence(read.parts[0], read.written, scope_of(read.parts[0].places, AUDIENCES))
        if found:
            features = question_features(found)
            yield read.written, [features[name] for name in QUESTION_FEATURES], question["expect"] == "answered"


def fit_question(x: NDArray[np.float64], y: NDArray[np.bool_]) -> tuple[dict[str, float], float]:
    """Weights, and the threshold under which WRONG_REFUSALS of held-out answerable questions fall (8-fold)."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, class_weight="balanced", max_iter=2_000))
    folds = StratifiedKFold(8, shuffle=True, random_state=0)
    held_out = cross_val_predict(model, x, y, cv=folds, method="predict_proba")[:, 1]
    limit = float(np.quantile(held_out[y], WRONG_REFUSALS))
    print(
        "  held out: AUC", round(roc_auc_score(y, held_out), 3), "refusals right", round(float((held_out[~y] < limit).mean()), 3)
    )
    scaler, regression = model.fit(x, y)[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - np.sum(weights * scaler.mean_))
    named = zip(QUESTION_FEATURES, weights, strict=True)
    return {"bias": round(bias, 4), **{name: round(float(value), 4) for name, value in named}}, round(limit, 3)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    options = parser.parse_args()
    index = open_index(SnapshotStore(options.index))
    answerer = Answerer(index, fitted())
    witness = Witness(index, answerer.names, fitted())
    samples = [*golden_samples(answerer, witness, index), *phrasing_samples(answerer, index)]
    section = {language: fit([s for s in samples if s.language == language]) for language in LANGUAGES}
    print(section)
    ranked = Witness(index, answerer.names, replace(fitted(), section=section))
    asked = list(question_samples(answerer, ranked))
    question, threshold = {}, {}
    for language in LANGUAGES:
        x = np.array([features for spoken, features, _ in asked if spoken == language])
        y = np.array([answers for spoken, _, answers in asked if spoken == language])
        question[language], threshold[language] = fit_question(x, y)
        print(language, len(y), question[language], threshold[language])
    path = Path(shipped.__file__).with_name("confidence.json")
    found = {"section": section, "question": question, "threshold": threshold}
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
