"""Shares as people read them: one rounding for pages, files and the database."""

from math import floor

_HALF = 0.5 + 1e-9  # 0.145 × 100 is a little less than 14.5


def in_percent(share: float) -> int:
    """A share (0–1) in whole percent, halves up as Excel shows them: 1/8 is 13."""
    return floor(share * 100 + _HALF)


def percent(share: float | None, digits: int = 0) -> str:
    """A share as 13%, or with decimals; None, a share of nothing, is 不适用."""
    if share is None:
        return "不适用"
    if not digits:
        return f"{in_percent(share)}%"
    finer = 10**digits
    return f"{floor(share * 100 * finer + _HALF) / finer:.{digits}f}%"
