"""A figure with its limit, and the line that is printed of it."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """What is measured: `measure` returns the ratio of our time to the baseline's, `limit` is the most it may be."""

    name: str
    limit: float
    measure: Callable[[], float]

    def is_over(self, ratio: float) -> bool:
        """Whether the ratio is too high; one that is no number (0 ÷ 0) is."""
        return not ratio <= self.limit


def line_of(figure: Figure, ratio: float) -> str:
    """`name  ratio  limit  ok|over`."""
    return f"{figure.name}  {ratio:.3f}  {figure.limit:g}  {'over' if figure.is_over(ratio) else 'ok'}"


def ratio_of(ours: Callable[[int], object], baseline: Callable[[int], object], *, rounds: int) -> float:
    """The median time of `ours` over that of `baseline`; the two take turns and are given the round's number."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for work, kept in ((ours, times[0]), (baseline, times[1])):
            began = perf_counter()
            work(number)
            kept.append(perf_counter() - began)
    return median(times[0]) / median(times[1])
