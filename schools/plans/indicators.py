"""The numbers of the plans that the district may see: counts and rates of tasks, never a text and never a name.

Per period the plan that counts is the one that was sent (of several the newest), else the newest draft.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.areas import Area
from core.periods import Term
from schools.plans.models import Plan, PlanTask
from schools.plans.selectors import plans_only


@dataclass(frozen=True)
class Indicator:
    """What a number means; `denominator` is empty for a plain count. The period is that of the plan."""

    code: str
    label: str
    definition: str
    numerator: str
    denominator: str = ""
    period: str = "计划的年份和学期"


@dataclass(frozen=True)
class Value:
    """A measured number: `period` is `2026`, `2026-first` or `2026-second`; denominator None is a plain count."""

    code: str
    period: str
    numerator: int
    denominator: int | None = None


INDICATORS = (
    Indicator("plan.tasks", "任务数", "计划里的任务数。", "任务数"),
    Indicator(
        "plan.tasks_dated",
        "任务有时间的比例",
        "写明月份、日期或周期的任务占全部任务的比例；没有任务时不适用。",
        "写明月份、日期或周期的任务数",
        "全部任务数",
    ),
    Indicator(
        "plan.tasks_owned",
        "任务有负责人的比例",
        "写明负责人的任务占全部任务的比例；没有任务时不适用。",
        "写明负责人的任务数",
        "全部任务数",
    ),
    Indicator(
        "plan.areas_covered",
        "写到的领域",
        "至少有1项任务的工作领域占12个领域的比例。",
        "至少有1项任务的领域数",
        "12个领域",
    ),
    *(
        Indicator(f"plan.tasks.{area.value}", f"{area.label}的任务数", f"领域为“{area.label}”的任务数。", "任务数")
        for area in Area
    ),
)


def measure() -> list[Value]:
    """Every indicator for every period that has a plan, in two queries."""
    chosen: dict[str, Plan] = {}
    for plan in plans_only(Plan.objects.order_by("pk")):
        key = period_key(plan)
        if key not in chosen or plan.receipt_number or not chosen[key].receipt_number:
            chosen[key] = plan
    tasks: dict[int, list[PlanTask]] = {plan.pk: [] for plan in chosen.values()}
    for task in PlanTask.objects.filter(plan__in=tasks, cancelled_at=None):
        tasks[task.plan_id].append(task)
    return [value for key, plan in chosen.items() for value in _values(key, tasks[plan.pk])]


def period_key(plan: Plan) -> str:
    """The period as the district keys it."""
    return str(plan.year) if plan.term == Term.YEAR else f"{plan.year}-{plan.term}"


def _values(period: str, tasks: list[PlanTask]) -> Iterable[Value]:
    count = len(tasks)
    areas = [task.area for task in tasks]
    yield Value("plan.tasks", period, count)
    dated = sum(1 for task in tasks if task.months or task.dates or task.recurrence)
    yield Value("plan.tasks_dated", period, dated, count)
    yield Value("plan.tasks_owned", period, sum(1 for task in tasks if task.owner_name), count)
    yield Value("plan.areas_covered", period, len(set(areas) & set(Area.values)), len(Area.values))
    for area in Area.values:
        yield Value(f"plan.tasks.{area}", period, areas.count(area))
