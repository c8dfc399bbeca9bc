"""Whether two samples may come from one distribution (Kolmogorov and Smirnov)."""

import math
from bisect import bisect_right
from collections.abc import Sequence


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """The greatest difference between the two distributions: 0 for none, 1 at most."""
    one, other = sorted(one), sorted(other)
    return max(
        abs(bisect_right(one, at) / len(one) - bisect_right(other, at) / len(other))
        for at in one + other
    )


def chance(d: float, one: int, other: int) -> float:
    """How likely such a distance is where there is none (Kolmogorov's series)."""
    if not d:
        return 1.0
    root = math.sqrt(one * other / (one + other))
    x = (root + 0.12 + 0.11 / root) * d
    terms = (2 * (-1) ** (k - 1) * math.exp(-2 * k * k * x * x) for k in range(1, 101))
    return min(1.0, sum(terms))
