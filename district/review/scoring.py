"""Scores: a share of what applies, so that a criterion that does not apply never lowers anyone (district.md §3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import stdev

HUNDREDTH = Decimal("0.01")
TRIM_FROM = 4


@dataclass(frozen=True)
class Scored:
    """What a criterion got: points of at most `most`, counted with `weight`; points None: does not apply."""

    weight: Decimal
    most: Decimal
    points: Decimal | None


def score(marks: Iterable[Scored]) -> Decimal | None:
    """100 · Σ w·(s/max) ÷ Σ w over the criteria that apply, half up to 0.01; None when none applies."""
    counted = [(mark.weight, mark.most, mark.points) for mark in marks if mark.points is not None]
    total = sum((weight for weight, _, _ in counted), Decimal(0))
    if not total:
        return None
    got = sum((weight * points / most for weight, most, points in counted if points is not None), Decimal(0))
    return (100 * got / total).quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Spread:
    """How far the reviewers are apart, in points; `deviation` is the sample standard deviation, None for one value."""

    low: Decimal
    high: Decimal
    deviation: Decimal | None

    @property
    def width(self) -> Decimal:
        """Highest less lowest."""
        return self.high - self.low


def combine(values: Sequence[Decimal], rule: str) -> Decimal | None:
    """One figure of several by a rule of ScoreRule, half up to 0.01; None of none.

    `trimmed` leaves out one highest and one lowest from four values on, so that two at least remain; of fewer it is
    the mean. (One highest and one lowest go, as with the five judges of World Aquatics' diving rules.)
    """
    if not values:
        return None
    ordered = sorted(values)
    if rule == "median":
        middle = len(ordered) // 2
        ordered = ordered[middle : middle + 1] if len(ordered) % 2 else ordered[middle - 1 : middle + 1]
    elif rule == "trimmed" and len(ordered) >= TRIM_FROM:
        ordered = ordered[1:-1]
    return (sum(ordered, Decimal(0)) / len(ordered)).quantize(HUNDREDTH, ROUND_HALF_UP)


def spread(values: Sequence[Decimal]) -> Spread | None:
    """How far values are apart; None of none."""
    if not values:
        return None
    deviation = stdev(values).quantize(HUNDREDTH, ROUND_HALF_UP) if len(values) > 1 else None
    return Spread(min(values), max(values), deviation)


def ranks(scores: Iterable[Decimal]) -> dict[Decimal, int]:
    """The rank of each score, equal scores sharing one: “1, 2, 2, 4”."""
    found: dict[Decimal, int] = {}
    for place, value in enumerate(sorted(scores, reverse=True), start=1):
        found.setdefault(value, place)
    return found
