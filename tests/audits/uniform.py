"""Whether drawn dates are uniform."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

# The 99th percentile of the normal distribution; chi-square's follows from it (Wilson and Hilferty).
Z99 = 2.3263


def chi_square(drawn: Counter[date], days: Sequence[date]) -> float:
    """How far the dates are from an even spread over the days."""
    expected = drawn.total() / len(days)
    return sum((drawn[day] - expected) ** 2 / expected for day in days)


def chi_square_limit(freedom: int) -> float:
    """What chi-square exceeds with a probability of 1 %."""
    ninth = 2 / (9 * freedom)
    return float(freedom * (1 - ninth + Z99 * ninth**0.5) ** 3)
