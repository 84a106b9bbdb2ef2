"""The numbers of the work done that the district may see: counts and shares, never a text and never a name.

Measured for every period whose plan was sent (of several the newest); the period is that of the plan.
"""

from collections.abc import Iterable
from datetime import date

from core.areas import Area
from core.periods import today
from schools.calendar.facade import Window, window_of
from schools.plans.indicators import Value, period_key
from schools.plans.models import Plan, PlanTask
from schools.plans.selectors import plans_only
from schools.records.completion import Standing, completion, hundredths, on_track
from schools.records.models import WorkRecord
from schools.records.standing import stand_of


def measure() -> list[Value]:
    """Every indicator for every period with a sent plan."""
    chosen: dict[str, Plan] = {}
    for plan in plans_only(Plan.objects.exclude(receipt_number="").order_by("pk")):
        chosen[period_key(plan)] = plan
    tasks: dict[int, list[PlanTask]] = {plan.pk: [] for plan in chosen.values()}
    for task in PlanTask.objects.filter(plan__in=tasks, cancelled_at=None).order_by("position", "pk"):
        tasks[task.plan_id].append(task)
    days = list(WorkRecord.objects.order_by().values_list("day", flat=True))
    return [value for key, plan in chosen.items() for value in _values(key, plan, tasks[plan.pk], days)]


def _values(period: str, plan: Plan, tasks: list[PlanTask], days: list[date]) -> Iterable[Value]:
    rows = stand_of(plan, tasks, today=today())
    standings = [row.standing for row in rows]
    yield Value("work.records", period, _records_in(window_of(plan, tasks), days))
    yield Value("work.completion", period, *hundredths(standings, completion))
    yield Value("work.on_track", period, *hundredths(standings, on_track))
    yield Value("work.tasks_done", period, *_done(standings))
    yield Value("work.tasks_due_done", period, *_due_done(standings))
    for area in Area.values:
        own = [row.standing for row in rows if row.task.area == area]
        yield Value(f"work.tasks_done.{area}", period, *_done(own))
        yield Value(f"work.tasks_due_done.{area}", period, *_due_done(own))


def _records_in(window: Window, days: Iterable[date]) -> int:
    return sum(1 for day in days if (day.year, day.month) in window.months)


def _done(rows: list[Standing]) -> tuple[int, int]:
    return sum(1 for row in rows if row.is_done), len(rows)


def _due_done(rows: list[Standing]) -> tuple[int, int]:
    due = [row for row in rows if row.due]
    return sum(1 for row in due if not row.late), len(due)
