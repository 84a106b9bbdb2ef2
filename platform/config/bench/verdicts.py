"""A figure beside its limit, the line that is printed of it, and how two pieces of work are held against each other."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Verdict:
    """What was measured: a ratio, or seconds. `limit` is the most it may be, or the least when `at_least`."""

    name: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def is_over(self) -> bool:
        """Whether it is beyond its limit; what is no number (0 ÷ 0) is."""
        return not (self.value >= self.limit if self.at_least else self.value <= self.limit)

    def __str__(self) -> str:
        """`name  value  limit  ok|over`."""
        return f"{self.name}  {self.value:.3f}  {self.limit:g}  {'over' if self.is_over else 'ok'}"


def ratio_of(
    ours: Callable[[int], object], baseline: Callable[[int], object], *, rounds: int, warm_up: int = 0
) -> float:
    """The median time of `ours` over that of `baseline`; the two take turns and are given the round's number.

    The first `warm_up` rounds do not count.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(warm_up + rounds):
        for work, kept in ((ours, times[0]), (baseline, times[1])):
            began = perf_counter()
            work(number)
            kept.append(perf_counter() - began)
    return median(times[0][warm_up:]) / median(times[1][warm_up:])
