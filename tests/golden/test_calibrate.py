"""How a threshold is set, and how evidence is put in another order."""

import numpy as np

from bot.answering.confidence import SECTION_FEATURES, Confidence
from bot.answering.evidence import Evidence
from indexer.search import SearchHit
from tests.golden.calibrate import AUTHORS, Asked, balance, fit_question, ranked_anew
from tests.golden.grading import load_practice, load_questions

ALL_FEATURES = ("unknown", "length", "concepts", "year", "law", "near_miss", *SECTION_FEATURES)
EVEN = Confidence(dict.fromkeys(SECTION_FEATURES, 1.0), {}, {})
TOLD = Confidence(dict.fromkeys(SECTION_FEATURES, 0.0) | {"told": 1.0}, {}, {})


def evidence(identity: str, penalty: float = 0.0, **features: float) -> Evidence:
    """Evidence as the witness ranks it under EVEN, less a penalty."""
    full = dict.fromkeys(SECTION_FEATURES, 0.0) | features
    return Evidence(SearchHit(identity, 1.0, "en", "", "VN", 0.0, 0.0), full, EVEN.order(full) - penalty)


def test_the_threshold_lets_as_few_answers_as_refusals_go_wrong() -> None:
    probability = np.array([0.1, 0.2, 0.6, 0.4, 0.7, 0.8, 0.9])
    answered = np.array([False, False, False, True, True, True, True])
    assert balance(probability, answered) == 0.7


def test_every_author_of_a_practice_or_tuning_question_is_known() -> None:
    assert {q["id"].partition("-")[0] for q in [*load_practice(), *load_questions("tuning")]} <= set(AUTHORS)


def test_each_author_is_judged_by_weights_of_the_others() -> None:
    chance, asked = np.random.RandomState(0), []
    for number in range(120):
        expect, language = ("answered", "no_answer")[number % 2], ("en", "vi")[number // 60]
        question = {"id": f"{('pa', 'qb', 'qc')[number % 3]}-{number}", "expect": expect}
        values = {name: abs(chance.normal()) for name in ALL_FEATURES} | {
            "asked": chance.normal() + (6.0 if expect == "answered" else -6.0)
        }
        asked.append(Asked(question, language, [evidence("a", **values)], set()))
    weights, limits = fit_question(asked)
    assert weights["asked"] > 0
    assert all(0 < limits[language] < 1 for language in ("en", "vi"))


def test_other_weights_put_the_same_evidence_in_another_order_and_keep_what_counts_against_it() -> None:
    found = [evidence("a", asked=2.0), evidence("b", told=1.0), evidence("c", 3.0, told=1.5)]
    anew = ranked_anew(Asked({}, "en", found, set()), EVEN, TOLD)
    assert [e.hit.id for e in anew.found] == ["b", "a", "c"]
    assert anew.found[-1].order == 1.5 - 3.0
