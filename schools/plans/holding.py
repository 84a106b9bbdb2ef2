"""Asking the apps above the plans on which days tasks were carried out: such a task is not deleted."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from core.errors import WrongStateError

DaysDone = Callable[[Collection[int]], Mapping[int, Sequence[date]]]

_holders: list[DaysDone] = []


def declare(ask: DaysDone) -> None:
    """Register, at start-up, who knows the days on which tasks (by pk) were carried out; again is fine."""
    if ask not in _holders:
        _holders.append(ask)


def days_done(tasks: Collection[int]) -> dict[int, list[date]]:
    """The days of all confirmed records by the pk of the task, in order."""
    found: dict[int, list[date]] = {}
    for ask in _holders:
        for task, days in ask(tasks).items():
            found.setdefault(task, []).extend(days)
    return {task: sorted(days) for task, days in found.items()}


def check_free(tasks: Collection[int]) -> None:
    """Raise WrongStateError when a confirmed record carries out one of these tasks (by pk)."""
    count = sum(len(days) for days in days_done(tasks).values())
    if count:
        message = f"已有{count}条确认的工作记录落实在这里，不能删除。请先在工作记录里撤回，或保留任务。"
        raise WrongStateError(message)
