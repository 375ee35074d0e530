"""Which suppliers are audited in a year: every high-risk one, and a tenth of all at the least, drawn by weight of risk.

The draw follows from a seed that is logged with it, so that anyone can compute it again.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEAST_SHARE = 0.1  # CanadaGAP's floor; for us a house rule
WEIGHTS = {"high": 4, "medium": 2, "low": 1}
_NOT_ASSESSED = "high"  # a supplier whose risk nobody knows is treated as a risk
_BITS = 2**256


@dataclass(frozen=True)
class Sample:
    """`tiers` are all suppliers (by id) with their risk; `chosen` are those to be audited, in the order drawn."""

    year: int
    seed: str
    share: float
    tiers: Mapping[str, str]
    chosen: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """What the log keeps as proof."""
        return {**vars(self), "tiers": dict(self.tiers), "chosen": list(self.chosen)}


def sample(year: int, tiers: Mapping[str, str | None], seed: str, share: float = LEAST_SHARE) -> Sample:
    """`seed` comes from a cryptographic generator; raises ValueError for a share below a tenth or above all."""
    if not LEAST_SHARE <= share <= 1:
        raise ValueError("at least 10 % of the suppliers are audited each year")
    known = {name: tier or _NOT_ASSESSED for name, tier in sorted(tiers.items())}
    wanted = math.ceil(len(known) * share)
    high = [name for name, tier in known.items() if tier == "high"]
    others = sorted((name for name in known if name not in high), key=lambda name: _place(seed, name, WEIGHTS[known[name]]))
    return Sample(year, seed, share, known, (*high, *others[: max(wanted - len(high), 0)]))


def is_sound(found: Mapping[str, Any]) -> bool:
    """True when a logged sample is what its seed gives: nobody was put in or left out by hand."""
    again = sample(found["year"], found["tiers"], found["seed"], found["share"])
    return list(again.chosen) == list(found["chosen"])


def _place(seed: str, name: str, weight: int) -> float:
    """Weighted drawing without putting back (Efraimidis and Spirakis): the smallest places are drawn first."""
    number = int.from_bytes(hashlib.sha256(f"{seed}\n{name}".encode()).digest(), "big")
    return -math.log((number + 1) / (_BITS + 1)) / weight
