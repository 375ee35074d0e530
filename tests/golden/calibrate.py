"""Fits bot/answering/confidence.json on the tuning half, the practice questions and held-out phrasings: `make calibrate`.

The reporting half is never read here.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

import bot.answering.confidence as shipped
from bot.answering.answerer import Answerer, scope_of
from bot.answering.confidence import QUESTION_FEATURES, SECTION_FEATURES, Confidence, fitted
from bot.answering.evidence import Evidence, Witness, question_features
from bot.answering.question import Question
from bot.answering.reading import read_message
from indexer.search import Index, open_index
from indexer.snapshot import SnapshotStore
from tests.golden.grading import load_practice, load_questions
from tests.golden.heldout import AUDIENCES, held_out
from tests.golden.measures import sections_for

LANGUAGES = ("en", "vi")
WRONG_REFUSALS = 0.03
PHRASING_WEIGHT = 0.05
Examples = tuple[NDArray[np.float64], NDArray[np.bool_]]


@dataclass(frozen=True)
class Asked:
    """A practice question with the sections found for it, and those that are right."""

    question: dict[str, Any]
    language: str
    found: list[Evidence]
    right: set[str]


def asked_questions(index: Index, confidence: Confidence) -> Iterator[Asked]:
    """The single-message questions of the tuning half and of the practice set."""
    names = Answerer(index, confidence).names
    witness = Witness(index, names, confidence)
    for question in [*load_questions("tuning"), *load_practice()]:
        if "thread" in question or question["expect"] in ("clarify", "small_talk"):
            continue
        read = read_message(question["text"], names)
        if not isinstance(read, Question):
            continue
        found = witness.evidence(read.parts[0], read.written, scope_of(read.parts[0].places, AUDIENCES))
        right = sections_for(index, question) if question["expect"] == "answered" else set()
        if found:
            yield Asked(question, read.written, found, right)


def fit_sections(asked: list[Asked]) -> dict[str, float]:
    """Weights under which right sections come before wrong ones, from pairs of the same question."""
    pairs = []
    for one in asked:
        right = [_values(e) for e in one.found if e.hit.id in one.right][:2]
        wrong = [_values(e) for e in one.found if e.hit.id not in one.right][:5]
        pairs += [better - worse for better in right for worse in wrong]
    x = np.array([*pairs, *(-pair for pair in pairs)])
    y = np.array([1] * len(pairs) + [0] * len(pairs))
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=2_000).fit(x, y)
    return {name: round(float(w), 4) for name, w in zip(SECTION_FEATURES, model.coef_[0], strict=True)}


def _values(evidence: Evidence) -> NDArray[np.float64]:
    return np.array([min(1.0, evidence.features[name]) for name in SECTION_FEATURES])


def fit_question(real: Examples, phrasings: Examples) -> tuple[dict[str, float], float]:
    """Weights, and the threshold under which WRONG_REFUSALS of the answerable questions fall (each judged unseen, 10-fold)."""
    (x, y), unseen = real, np.zeros(len(real[1]))
    for known, asked in StratifiedKFold(10, shuffle=True, random_state=0).split(x, y):
        unseen[asked] = _fit((x[known], y[known]), phrasings).predict_proba(x[asked])[:, 1]
    limit = float(np.quantile(unseen[y], WRONG_REFUSALS))
    refused = round(float((unseen[~y] < limit).mean()), 3)
    print("  unseen: AUC", round(roc_auc_score(y, unseen), 3), "refusals right", refused)
    model = _fit(real, phrasings)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - np.sum(weights * scaler.mean_))
    named = zip(QUESTION_FEATURES, weights, strict=True)
    return {"bias": round(bias, 4), **{name: round(float(value), 4) for name, value in named}}, round(limit, 3)


def _fit(real: Examples, phrasings: Examples) -> Pipeline:
    """A phrasing weighs little, since its author knew the section; answers and refusals weigh the same together."""
    x, y = (np.concatenate(pair) for pair in zip(real, phrasings, strict=True))
    weight = np.concatenate([np.ones(len(real[1])), np.full(len(phrasings[1]), PHRASING_WEIGHT)])
    weight[y] *= weight[~y].sum() / weight[y].sum()
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=2_000))
    return model.fit(x, y, logisticregression__sample_weight=weight)


def _examples(found: list[tuple[list[Evidence], bool]]) -> Examples:
    values = [question_features(evidence) for evidence, _ in found]
    x = np.array([[value[name] for name in QUESTION_FEATURES] for value in values])
    return x, np.array([answered for _, answered in found])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    index = open_index(SnapshotStore(parser.parse_args().index))
    section = fit_sections(list(asked_questions(index, fitted())))
    print(section)
    confidence = Confidence(section, fitted().question, fitted().threshold)
    ranked = list(asked_questions(index, confidence))
    phrasings = list(held_out(index, confidence))
    question, threshold = {}, {}
    for language in LANGUAGES:
        mine = [one for one in ranked if one.language == language]
        real = _examples([(one.found, one.question["expect"] == "answered") for one in mine])
        told = [one for one in phrasings if one.language == language]
        without = [(one.beside, False) for one in told if one.beside]
        question[language], threshold[language] = fit_question(real, _examples([*[(o.found, True) for o in told], *without]))
        print(language, len(mine), question[language], threshold[language])
    path = Path(shipped.__file__).with_name("confidence.json")
    found = {"section": section, "question": question, "threshold": threshold}
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
