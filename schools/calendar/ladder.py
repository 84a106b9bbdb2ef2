"""Which reminder is due today: a ladder of days before an occurrence is due, moved to working days. Pure."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from core.rhythms import WITH_WEEKDAYS
from schools.calendar.models import LATE

LATE_DAYS = 7


def next_working_day(day: date, works_on: Callable[[date], bool]) -> date:
    """The first working day after a day."""
    following = day + timedelta(days=1)
    while not works_on(following):
        following += timedelta(days=1)
    return following


def rung_of(
    due_on: date, today: date, rungs: Sequence[int], *, recurrence: str, works_on: Callable[[date], bool]
) -> int | None:
    """The rung to be told today: the lowest one reached, LATE for a week after the day, else None.

    A rung whose day is no working day is told on the working day before it, so what is due on Sunday is told on Friday;
    a rung that was missed is made up for by the next. What comes round every week or two is told a day before and on
    the day only.
    """
    if due_on < today:
        return LATE if today - due_on <= timedelta(days=LATE_DAYS) else None
    before_work = next_working_day(today, works_on)
    allowed = [rung for rung in rungs if recurrence not in WITH_WEEKDAYS or rung <= 1]
    reached = [rung for rung in {*allowed, 0} if due_on - timedelta(days=rung) < before_work]
    return min(reached, default=None)
