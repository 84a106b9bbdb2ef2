"""Scores: a share of what applies, so that a criterion that does not apply never lowers anyone (district.md §3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")


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


def ranks(scores: Iterable[Decimal]) -> dict[Decimal, int]:
    """The rank of each score, equal scores sharing one: “1, 2, 2, 4”."""
    found: dict[Decimal, int] = {}
    for place, value in enumerate(sorted(scores, reverse=True), start=1):
        found.setdefault(value, place)
    return found
