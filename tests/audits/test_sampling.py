"""Who is audited this year: all high risks, a tenth at the least, the rest by weight, and provably so."""

import secrets
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audits.contract_right import warnings
from bot.audits.sampling import is_sound, sample
from tests.audits.house import plan


@given(
    tiers=st.dictionaries(st.text(min_size=1, max_size=5), st.sampled_from(["high", "medium", "low", None]), max_size=60),
    seed=st.text(),
)
def test_every_high_risk_and_a_tenth_of_all_are_chosen_once(tiers: dict[str, str | None], seed: str) -> None:
    found = sample(2027, tiers, seed)
    assert {name for name, tier in tiers.items() if tier in ("high", None)} <= set(found.chosen) <= set(tiers)
    assert len(found.chosen) * 10 >= len(tiers)
    assert len(set(found.chosen)) == len(found.chosen)
    assert is_sound(found.as_json())


def test_medium_risks_are_drawn_about_twice_as_often_as_low_ones() -> None:
    tiers = {f"m{number}": "medium" for number in range(100)} | {f"l{number}": "low" for number in range(100)}
    drawn = Counter(name[0] for _ in range(300) for name in sample(2027, tiers, secrets.token_hex(32)).chosen)
    assert 1.6 < drawn["m"] / drawn["l"] < 2.4


def test_a_sample_that_was_changed_by_hand_is_found_out() -> None:
    found = sample(2027, {f"s{number}": "low" for number in range(50)}, "seed").as_json()
    left_out = next(name for name in found["tiers"] if name not in found["chosen"])
    assert not is_sound({**found, "chosen": [left_out, *found["chosen"][1:]]})


def test_less_than_a_tenth_is_refused() -> None:
    with pytest.raises(ValueError, match="10 %"):
        sample(2027, {}, "seed", 0.05)


class Contract:
    def __init__(self, audits: bool | None, unannounced: bool | None) -> None:
        self.grants_audits, self.grants_unannounced = audits, unannounced


@pytest.mark.parametrize(
    ("contract", "mode", "expected"),
    [
        (None, "announced", ["audit.warn_unknown"]),
        (Contract(None, None), "announced", ["audit.warn_unknown"]),
        (Contract(False, None), "announced", ["audit.warn_no_right"]),
        (Contract(True, None), "announced", []),
        (Contract(True, None), "semi_announced", ["audit.warn_no_unannounced"]),
        (Contract(True, True), "semi_announced", []),
    ],
)
def test_a_planner_is_warned_when_the_contract_does_not_let_us_in(
    contract: Contract | None, mode: str, expected: list[str]
) -> None:
    assert warnings(plan(mode=mode), contract) == expected
