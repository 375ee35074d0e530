"""Fits bot/answering/confidence.json on the tuning half and the practice questions: `make calibrate`.

The reporting half is never read here.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import bot.answering.confidence as shipped
from bot.answering.answerer import Answerer
from bot.answering.confidence import QUESTION_FEATURES, SECTION_FEATURES, Confidence, fitted
from bot.answering.evidence import Evidence, Witness, question_features
from bot.answering.places import scope_of
from bot.answering.question import Question
from bot.answering.reading import read_message
from indexer.build import build
from indexer.content import Content
from indexer.embedder import Embedder
from indexer.entry import section_entries
from indexer.knowledge import read_knowledge
from indexer.search import Index, open_index
from indexer.snapshot import SnapshotStore
from tests.golden.grading import load_practice, load_questions
from tests.golden.measures import sections_for
from tests.golden.unseen import unseen

LANGUAGES = ("en", "vi")
AUDIENCES = frozenset({"public", "employees"})
# Who wrote the questions whose ids begin so: a threshold that holds for people it was not set on is set on each by the others.
_AUTHORS = (
    *("pa pn", "pf", "pg", "vn uc no", "rf uw pb", "qa", "qb", "qc", "qd"),
    *"ha hb hc hd he hf ia ib ic ja jb jc la lb lc ld le".split(),
)
AUTHORS = {prefix: number for number, prefixes in enumerate(_AUTHORS) for prefix in prefixes.split()}


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
        read = read_message(index.well_spelt(question["text"]), names)
        if not isinstance(read, Question):
            continue
        found = witness.evidence(read.parts[0], read.written, scope_of(read.parts[0].places, AUDIENCES))
        right = sections_for(index, question) if question["expect"] == "answered" else set()
        # Facts that the guidance leaves out teach nothing about what it answers.
        if found and bool(right) == (question["expect"] == "answered"):
            yield Asked(question, read.written, found, right)


def ranked_anew(one: Asked, before: Confidence, now: Confidence) -> Asked:
    """The same evidence in the order of other weights."""
    moved = [replace(e, order=e.order - before.order(e.features) + now.order(e.features)) for e in one.found]
    return replace(one, found=sorted(moved, key=lambda e: (-e.order, e.hit.id)))


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


def fit_question(asked: list[Asked]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights; and by language the threshold at which both kinds err alike, each author judged by the others."""
    x = np.array([[values[name] for name in QUESTION_FEATURES] for values in (question_features(one.found) for one in asked)])
    y = np.array([one.question["expect"] == "answered" for one in asked])
    author = np.array([AUTHORS[one.question["id"].partition("-")[0]] for one in asked])
    language = np.array([one.language for one in asked])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, class_weight="balanced", max_iter=2_000))
    unseen = cross_val_predict(model, x, y, groups=author, cv=LeaveOneGroupOut(), method="predict_proba")[:, 1]
    threshold = {spoken: balance(unseen[language == spoken], y[language == spoken]) for spoken in LANGUAGES}
    told(unseen, y, language, author, threshold)
    scaler, regression = model.fit(x, y)[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - np.sum(weights * scaler.mean_))
    named = zip(QUESTION_FEATURES, weights, strict=True)
    return {"bias": round(bias, 4), **{name: round(float(value), 4) for name, value in named}}, threshold


def told(
    unseen: NDArray[np.float64],
    answered: NDArray[np.bool_],
    language: NDArray[np.str_],
    author: NDArray[np.int64],
    threshold: dict[str, float],
) -> None:
    """Prints how the questions of each language and of each author fare, judged by the other authors."""
    refused = unseen < np.array([threshold[spoken] for spoken in language])
    for name, chosen in [*((s, language == s) for s in LANGUAGES), *((_AUTHORS[n], author == n) for n in sorted(set(author)))]:
        shares = {"wrong": refused[chosen & answered].mean(), "right": refused[chosen & ~answered].mean()}
        print(f"  {name:12}", int(chosen.sum()), {f"refusals {kind}": round(float(share), 3) for kind, share in shares.items()})


def balance(probability: NDArray[np.float64], answered: NDArray[np.bool_]) -> float:
    """The threshold under which the worse of two shares is least: answerable questions refused, others answered."""
    limits = np.unique(probability)
    worse = [max((probability[answered] < t).mean(), (probability[~answered] >= t).mean()) for t in limits]
    return round(float(limits[int(np.argmin(worse))]), 3)


def without_practice(knowledge: Path, store: SnapshotStore, embedder: Embedder) -> Index:
    """The guidance without those phrasings that practice or golden questions (nearly) equal: each is judged unseen."""
    content = unseen(Content.of(read_knowledge(knowledge)))
    build(section_entries(content), content, store, embedder, quiet=False)
    return open_index(store, lambda _models, _fingerprint: embedder)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge"))
    options = parser.parse_args()
    embedder = open_index(SnapshotStore(options.index)).embedder
    index = without_practice(options.knowledge, SnapshotStore(options.index.with_name("calibration")), embedder)
    before = fitted()
    asked = list(asked_questions(index, before))
    section = fit_sections(asked)
    print(section)
    now = replace(before, section=section)
    ranked = [ranked_anew(one, before, now) for one in asked]
    question, threshold = fit_question(ranked)
    path = Path(shipped.__file__).with_name("confidence.json")
    found = {"section": section, "question": question, "threshold": threshold}
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
