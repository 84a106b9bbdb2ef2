"""The plan as a sheet for the wall: its text, then the year by months."""

from dataclasses import dataclass
from typing import Any

from core.periods import Term
from schools.plans import selectors
from schools.plans.models import Plan, PlanTask

_ORDERS = {
    Term.YEAR.value: tuple(range(1, 13)),
    Term.FIRST.value: (8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7),
    Term.SECOND.value: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    Term.HALF1.value: tuple(range(1, 13)),
    Term.HALF2.value: tuple(range(1, 13)),
}


@dataclass(frozen=True)
class MonthRow:
    """A month with its tasks."""

    month: int
    tasks: list[PlanTask]


def wall_of(plan: Plan, place: str) -> dict[str, Any]:
    """Title, parts, months and what recurs without a month, for the printed sheet of `place`."""
    parts = selectors.outline(plan)
    tasks = [task for part in parts for task in part.tasks]
    months = [MonthRow(month, [task for task in tasks if month in task.months]) for month in _order(plan, tasks)]
    return {
        "place": place,
        "amendment": selectors.last_amendment(plan),
        "parts": parts,
        "months": [row for row in months if row.tasks],
        "steady": [task for task in tasks if task.recurrence and not task.months],
        "undated": sum(1 for task in tasks if not task.months and not task.recurrence and not task.dates),
    }


def _order(plan: Plan, tasks: list[PlanTask]) -> tuple[int, ...]:
    """Calendar order; a plan of a whole year that begins in autumn is one of a school year."""
    if plan.term == Term.YEAR:
        first = next((task.months[0] for task in tasks if task.months), 1)
        return _ORDERS[Term.FIRST.value] if first in {8, 9} else _ORDERS[Term.YEAR.value]
    return _ORDERS[plan.term]
