"""How far a share may lie from the average by chance alone: control limits of a funnel plot (Spiegelhalter 2005).

D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005). Plan
tasks are chosen by the schools, so this is a filter for noise and no test (district.md §4).
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

WARNING, ALARM = 1.96, 3.09  # 95 % and 99.8 % of chance lie within
_LEAST_VARIANCE = 5
_TAIL, _FEW = 0.1, 4


class Interval(NamedTuple):
    """From `low` to `high`, both shares 0–1 and inside."""

    low: float
    high: float

    def side(self, share: float) -> int:
        """-1 below, 0 inside, 1 above."""
        return (share > self.high + _ROUNDING) - (share < self.low - _ROUNDING)


_ROUNDING = 1e-9


def average(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Σ numerator ÷ Σ denominator of (numerator, denominator); None of nothing."""
    whole = sum(below for _, below in pairs)
    return sum(top for top, _ in pairs) / whole if whole else None


@lru_cache(maxsize=4096)
def interval(n: int, p: float, z: float, dispersion: float = 1.0) -> Interval:
    """Where a share of `n` ≥ 1 lies when it is `p` (0–1) in truth and chance alone moves it.

    p ± z·√(φ·p(1−p)/n); where n·p(1−p) < 5 the interpolated exact binomial limit (appendix A.1.1), the upper one as
    that of the failures, so that neither tail holds more than its share; both widened by √φ.
    """
    if n * p * (1 - p) >= _LEAST_VARIANCE:
        half = z * math.sqrt(dispersion * p * (1 - p) / n)
        low, high = p - half, p + half
    else:
        tail = NormalDist().cdf(-z)
        widening = math.sqrt(dispersion)
        low = p - widening * (p - _quantile(n, p, tail))
        high = p + widening * (1 - p - _quantile(n, 1 - p, tail))
    return Interval(max(0.0, low), min(1.0, high))


def _quantile(n: int, p: float, probability: float) -> float:
    """The binomial quantile as a share, interpolated: (r − α) ÷ n, α = (P(R≤r) − q) ÷ P(R=r)."""
    if p in (0.0, 1.0):
        return p
    total = 0.0
    for r in range(n + 1):
        chance = binomial(r, n, p)
        total += chance
        if total >= probability:
            return (r - (total - probability) / chance) / n if chance else r / n
    return 1.0


def binomial(r: int, n: int, p: float) -> float:
    """P(R = r) of n trials that succeed with 0 < p < 1."""
    ways = math.lgamma(n + 1) - math.lgamma(r + 1) - math.lgamma(n - r + 1)
    return math.exp(ways + r * math.log(p) + (n - r) * math.log1p(-p))


def dispersion(pairs: Sequence[tuple[int, int]], p: float) -> float:
    """φ = mean of z², z = (share − p) ÷ √(p(1−p)/n), 1.0 of nothing.

    The outer tenths (at least one of five schools or more) are pulled in, so that a single school out of line does
    not widen the limits that shall find it (winsorised, Spiegelhalter 2005).
    """
    if not pairs or p in (0.0, 1.0):
        return 1.0
    scores = sorted((top / below - p) / math.sqrt(p * (1 - p) / below) for top, below in pairs)
    cut = math.ceil(_TAIL * len(scores)) if len(scores) > _FEW else 0
    low, high = scores[cut], scores[len(scores) - 1 - cut]
    return sum(min(max(score, low), high) ** 2 for score in scores) / len(scores)


def is_overdispersed(phi: float, count: int) -> bool:
    """Whether `count` shares differ by more than chance: φ > 1 + 2·√(2/I), about 97.5 % of its null distribution."""
    return count > 1 and phi > 1 + 2 * math.sqrt(2 / count)
