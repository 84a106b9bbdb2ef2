"""Fair comparison of shares: what is chance and what is not, and how that is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.shares import percent
from dashboards.figures.limits import (
    ALARM,
    WARNING,
    Interval,
    average,
    dispersion,
    interval,
    is_overdispersed,
)

WITHIN, ABOVE, BELOW = "正常波动", "高于", "低于"
_WORDS = {-1: BELOW, 0: WITHIN, 1: ABOVE}

Pair = tuple[int, int]


class Verdict(NamedTuple):
    """A share beside chance: `side` of the 95 % limits `normal` (-1 below, 0 within, 1 above)."""

    normal: Interval
    side: int
    is_far: bool

    @property
    def word(self) -> str:
        """正常波动, 高于, 低于."""
        return _WORDS[self.side]

    @property
    def beyond(self) -> str:
        """The farthest limit that is passed; empty within."""
        return "" if not self.side else "99.8%界" if self.is_far else "95%界"

    @property
    def range_label(self) -> str:
        """The normal range in percent."""
        return f"{percent(self.normal.low)}—{percent(self.normal.high)}"


@dataclass(frozen=True)
class Comparison:
    """The average that shares are held against, their dispersion φ, and the φ by which the limits are widened."""

    average: float
    dispersion: float
    widening: float
    count: int

    def verdict(self, pair: Pair) -> Verdict:
        """Judge numerator and denominator (≥ 1)."""
        top, below = pair
        normal = interval(below, self.average, WARNING, self.widening)
        side = normal.side(top / below)
        return Verdict(normal, side, side != 0 and self._is_far(top / below, below))

    def _is_far(self, share: float, n: int) -> bool:
        return interval(n, self.average, ALARM, self.widening).side(share) != 0

    @property
    def dispersion_label(self) -> str:
        """What the test of dispersion found."""
        said = f"离散系数φ＝{self.dispersion:.1f}"
        if self.widening > 1:
            return f"{said}，校际差别大于偶然，界线已按它放宽"
        return f"{said}，校际差别没有超出偶然"


def comparison(pairs: Sequence[Pair]) -> Comparison | None:
    """Compare shares given as (numerator, denominator ≥ 1) with their pooled average; None of nothing.

    φ widens the limits only where it shows more than chance (Spiegelhalter 2005).
    """
    mean = average(pairs)
    if mean is None:
        return None
    phi = dispersion(pairs, mean)
    return Comparison(mean, phi, phi if is_overdispersed(phi, len(pairs)) else 1.0, len(pairs))


@dataclass(frozen=True)
class Beside:
    """One school's share beside the schools it is compared with (`among`: 同类 or 全区), itself included."""

    share: float
    pair: Pair
    among: str
    field: Comparison
    verdict: Verdict

    @property
    def label(self) -> str:
        """同类5所中处于正常波动范围（38%—84%）, 低于 or 高于 it."""
        where = {-1: "低于正常波动范围", 0: "处于正常波动范围", 1: "高于正常波动范围"}[self.verdict.side]
        return f"{self.among}{self.field.count}所中{where}（{self.verdict.range_label}）"


LEAST_PEERS = 3  # of fewer schools an average says nothing


def beside(own: Pair, peers: Sequence[Pair], everyone: Sequence[Pair]) -> Beside | None:
    """Hold `own` against its peers, or against everyone where they are fewer than LEAST_PEERS; None without company.

    `peers` and `everyone` hold `own` too, and only shares of enough tasks.
    """
    for among, pairs in (("同类", peers), ("全区", everyone)):
        if len(pairs) >= LEAST_PEERS and (field := comparison(pairs)):
            return Beside(own[0] / own[1], own, among, field, field.verdict(own))
    return None
