"""What a person's desk shows of the calendar: what they have to do soon, and how the month's tasks stand."""

from dataclasses import dataclass
from datetime import date

from core.actors import Actor
from schools.calendar import selectors
from schools.calendar.month import Item, item_of, stretch_of
from schools.plans.models import Plan, PlanTask


@dataclass(frozen=True)
class Waiting:
    """A task that waits for its owner: the day that it is or was due, and how many times it is late."""

    task: PlanTask
    due_on: date
    late: int


def waiting(actor: Actor, plan: Plan, *, today: date) -> list[Waiting]:
    """The person's own tasks that are late or due within a week, the oldest first; two queries."""
    found: dict[int, Waiting] = {}
    for row in selectors.waiting_for(actor, plan):
        known = found.get(row.task_id)
        late = int(row.due_on < today) + (known.late if known else 0)
        found[row.task_id] = Waiting(row.task, known.due_on if known else row.due_on, late)
    return list(found.values())


def times_of(task: PlanTask, *, today: date) -> list[Item]:
    """Every time that a task is to be done, and how each stands; none of a task that was cancelled. One query."""
    return [item_of(row, today) for row in selectors.occurrences_of(task.plan).filter(task=task)]


def standing_in_month(plan: Plan, day: date) -> dict[int, Item]:
    """By the pk of a task, the first of its occurrences of the month that is not done, else the last; one query."""
    first, last = stretch_of(day.replace(day=1))
    found: dict[int, Item] = {}
    for row in selectors.occurrences_of(plan).filter(due_on__gte=first, due_on__lte=last):
        known = found.get(row.task_id)
        if known is None or known.row.done_on:
            found[row.task_id] = item_of(row, day)
    return found
