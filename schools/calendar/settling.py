"""Asking the app of records, which stands above the calendar, on which days tasks were carried out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

DaysDone = Callable[[Collection[int]], Mapping[int, Sequence[date]]]

_sources: list[DaysDone] = []


def declare(days_done: DaysDone) -> None:
    """Register, at start-up, who knows the days on which tasks (by pk) were carried out, in order; again is fine."""
    if days_done not in _sources:
        _sources.append(days_done)


def days_done(tasks: Collection[int]) -> dict[int, list[date]]:
    """The days of all sources by the pk of the task, in order."""
    found: dict[int, list[date]] = {}
    for source in _sources:
        for task, days in source(tasks).items():
            found.setdefault(task, []).extend(days)
    return {task: sorted(days) for task, days in found.items()}
