"""Keeping the occurrences in step with tasks, terms, working days and records; nothing here is an act of a person."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from schools.calendar.models import Occurrence
from schools.calendar.rhythm import Window
from schools.calendar.stretch import spans_of, window_of
from schools.plans.facade import days_done
from schools.plans.models import Plan, PlanTask

_FIELDS = ("first_on", "due_on", "done_on")
_BATCH = 500

Key = tuple[int, int]


@transaction.atomic
def materialise(plans: Iterable[Plan]) -> int:
    """Bring the occurrences of all tasks of these plans up to date; return how many rows changed.

    Cancelled tasks have none. The k-th confirmed record, by day, settles the k-th occurrence. Locks the plans, so that
    two who do it wait.
    """
    asked = [plan.pk for plan in plans]
    locked = list(Plan.objects.select_for_update(of=("self",)).filter(pk__in=asked).order_by("pk"))
    tasks: dict[int, list[PlanTask]] = {plan.pk: [] for plan in locked}
    for task in PlanTask.objects.filter(plan__in=locked, cancelled_at=None).order_by("position", "pk"):
        tasks[task.plan_id].append(task)
    done = days_done([task.pk for rows in tasks.values() for task in rows])
    wanted: dict[Key, Occurrence] = {}
    for plan in locked:
        window = window_of(plan, tasks[plan.pk])
        for task in tasks[plan.pk]:
            wanted |= _rows(task, window, done.get(task.pk, []))
    present = {(row.task_id, row.number): row for row in Occurrence.objects.filter(task__plan__in=locked)}
    return _write(present, wanted)


@transaction.atomic
def settle(task: PlanTask) -> None:
    """Set on which days the occurrences of a task were done, after its records changed."""
    rows = list(task.occurrences.select_for_update().order_by("number"))
    if not rows:
        materialise([task.plan])
        return
    days = days_done([task.pk]).get(task.pk, [])
    changed = []
    for row in rows:
        day = days[row.number - 1] if row.number <= len(days) else None
        if row.done_on != day:
            row.done_on = day
            changed.append(row)
    Occurrence.objects.bulk_update(changed, ["done_on"])


def _rows(task: PlanTask, window: Window, days: Sequence[date]) -> dict[Key, Occurrence]:
    return {
        (task.pk, number): Occurrence(
            task=task, number=number, first_on=span.first, due_on=span.due,
            done_on=days[number - 1] if number <= len(days) else None,
        )
        for number, span in enumerate(spans_of(task, window), start=1)
    }  # fmt: skip


def _write(present: dict[Key, Occurrence], wanted: dict[Key, Occurrence]) -> int:
    gone = [row.pk for key, row in present.items() if key not in wanted]
    if gone:
        Occurrence.objects.filter(pk__in=gone).delete()
    new = [row for key, row in wanted.items() if key not in present]
    Occurrence.objects.bulk_create(new, batch_size=_BATCH)
    changed = []
    for key, row in present.items():
        want = wanted.get(key)
        if want and any(getattr(row, name) != getattr(want, name) for name in _FIELDS):
            for name in _FIELDS:
                setattr(row, name, getattr(want, name))
            changed.append(row)
    Occurrence.objects.bulk_update(changed, _FIELDS, batch_size=_BATCH)
    return len(gone) + len(new) + len(changed)
