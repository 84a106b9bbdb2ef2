"""Completion of a plan, computed from confirmed records (product.md §2.3): pure functions, no database.

Progress of a task p = min(1, confirmed ÷ expected). Completion = Σ weight·p ÷ Σ weight. On track = the same over the
tasks that are due by today, each measured against the occurrences due so far. A share of nothing is None, 不适用.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Standing:
    """Where a task stands: records expected over the plan's stretch, due by today, and confirmed."""

    weight: int
    expected: int
    due: int
    confirmed: int

    @property
    def progress(self) -> Fraction:
        """min(1, confirmed ÷ expected), 0–1."""
        return min(Fraction(1), Fraction(self.confirmed, self.expected))

    @property
    def due_progress(self) -> Fraction | None:
        """min(1, confirmed ÷ due), 0–1; None while nothing is due."""
        return min(Fraction(1), Fraction(self.confirmed, self.due)) if self.due else None

    @property
    def is_done(self) -> bool:
        """Whether every expected record is there."""
        return self.confirmed >= self.expected

    @property
    def missing(self) -> int:
        """Records still to come."""
        return max(0, self.expected - self.confirmed)

    @property
    def in_time(self) -> int:
        """Records still to come whose last day is not over."""
        return self.missing - self.late

    @property
    def late(self) -> int:
        """Records that are due and not there."""
        return max(0, self.due - self.confirmed)


def standing(weight: int, ends: Sequence[date], confirmed: int, *, today: date) -> Standing:
    """Where a task stands today; an occurrence is due once its last day is over."""
    return Standing(weight, max(1, len(ends)), sum(1 for end in ends if end < today), confirmed)


def completion(rows: Iterable[Standing]) -> Fraction | None:
    """Σ weight·progress ÷ Σ weight over all tasks, 0–1; None without tasks (product.md §2.3)."""
    return _mean(rows, lambda row: row.progress)


def on_track(rows: Iterable[Standing]) -> Fraction | None:
    """Σ weight·due progress ÷ Σ weight over tasks of which something is due, 0–1; None when nothing is."""
    return _mean((row for row in rows if row.due), lambda row: row.due_progress or Fraction(0))


def hundredths(rows: Sequence[Standing], share: Callable[[Iterable[Standing]], Fraction | None]) -> tuple[int, int]:
    """A share as whole numbers that may cross: (100·Σ weight·p rounded, 100·Σ weight); (0, 0) is 不适用."""
    counted = [row for row in rows if row.due] if share is on_track else list(rows)
    total = 100 * sum(row.weight for row in counted)
    return round((share(counted) or Fraction(0)) * total), total


def _mean(rows: Iterable[Standing], value: Callable[[Standing], Fraction]) -> Fraction | None:
    counted = list(rows)
    total = sum(row.weight for row in counted)
    return sum((row.weight * value(row) for row in counted), Fraction(0)) / total if total else None
