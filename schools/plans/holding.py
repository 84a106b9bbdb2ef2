"""Asking the apps above the plans which tasks their confirmed records carry out: such a task is not deleted."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from core.errors import WrongStateError

DaysDone = Callable[[Collection[int]], Mapping[int, Sequence[date]]]

_holders: list[DaysDone] = []


def declare(days_done: DaysDone) -> None:
    """Register, at start-up, who knows the days on which tasks (by pk) were carried out; again is fine."""
    if days_done not in _holders:
        _holders.append(days_done)


def check_free(tasks: Collection[int]) -> None:
    """Raise WrongStateError when a confirmed record carries out one of these tasks (by pk)."""
    count = sum(len(days) for days_done in _holders for days in days_done(tasks).values())
    if count:
        message = f"已有{count}条确认的工作记录落实在这里，不能删除。请先在工作记录里撤回，或保留任务。"
        raise WrongStateError(message)
