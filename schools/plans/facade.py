"""What the floors above the plans may ask: the plan one works by, its months and areas, what waits, search."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from core.actors import Actor
from core.areas import Area
from core.documents import DocumentKind
from core.periods import HALVES, Period, Term, half_of, period_of, today
from core.pinyin import initials, text_pinyin
from schools.plans import holding, policies, selectors
from schools.plans.models import EDITABLE_STATES, ImportDraft, Plan, PlanTask

_STEADY = ("weekly", "biweekly", "monthly", "bimonthly", "quarterly")
_SEARCHED_TASKS = 400
_AUTUMN = (8, 9)


@dataclass(frozen=True)
class AreaRow:
    """A work area in a plan: `months` gives the number of tasks of each month of `month_order`."""

    area: str
    label: str
    count: int
    months: list[tuple[int, int]]


def declare_records(ask: holding.DaysDone) -> None:
    """Let an app say, at start-up, on which days its confirmed records carried out tasks: they are not deleted."""
    holding.declare(ask)


def days_done(tasks: Collection[int]) -> dict[int, list[date]]:
    """On which days tasks (by pk) were carried out, in order, by the confirmed records of all apps above."""
    return holding.days_done(tasks)


def periods_now() -> list[Period]:
    """What a plan for today may carry: this term or half, this school year, this calendar year, the other term."""
    now = period_of(today())
    other = Term.SECOND if now.term == Term.FIRST else Term.FIRST
    years = dict.fromkeys([now.year, today().year])
    return [now, half_of(today()), *(Period(year, Term.YEAR) for year in years), Period(now.year, other)]


def plans_visible_to(actor: Actor) -> QuerySet[Plan]:
    """Plans that `actor` may open, no summaries."""
    return selectors.plans_only(selectors.plans_visible_to(actor))


def summaries_of(plan: Plan, actor: Actor) -> list[Plan]:
    """The summaries of `plan` that `actor` may open, newest first."""
    return list(selectors.plans_visible_to(actor).filter(source_plan=plan, kind=DocumentKind.SUMMARY))


def newest_plan(actor: Actor, periods: Sequence[Period]) -> Plan | None:
    """The plan to work by of the first of `periods` that has one, among those that `actor` may see."""
    return selectors.newest_plan(plans_visible_to(actor), periods)


def current_plan(actor: Actor) -> Plan | None:
    """The plan to work by today, among those that `actor` may see."""
    return selectors.newest_plan(plans_visible_to(actor), periods_now())


def recent_plans(actor: Actor, *, most: int = 5) -> list[Plan]:
    """The plans and summaries that were touched last."""
    return list(selectors.plans_visible_to(actor).order_by("-updated_at")[:most])


def editable_plans(actor: Actor) -> list[Plan]:
    """Plans and summaries that are being written, or came back and wait for correction."""
    return list(selectors.plans_visible_to(actor).filter(state__in=EDITABLE_STATES))


def asked_changes(actor: Actor) -> list[tuple[Plan, int]]:
    """Plans of which changes are asked that wait for `actor`, who agrees or not, with how many."""
    return selectors.plans_with_asked_changes() if policies.can_submit_plans(actor) else []


def first_marks() -> tuple[bool, bool]:
    """Whether the school has any plan, and whether it ever sent one; one query."""
    is_plan, was_sent = Q(kind=DocumentKind.PLAN), Q(submitted_version__gt=0)
    counts = Plan.objects.aggregate(plans=Count("pk", filter=is_plan), sent=Count("pk", filter=was_sent))
    return counts["plans"] > 0, counts["sent"] > 0


def waiting_imports(actor: Actor) -> list[ImportDraft]:
    """Documents that were read and not confirmed."""
    return selectors.waiting_imports(actor)


def can_write(actor: Actor) -> bool:
    """Whether `actor` writes plans."""
    return policies.can_edit_plans(actor)


def can_submit(actor: Actor) -> bool:
    """Whether `actor` sends plans to the district."""
    return policies.can_submit_plans(actor)


def tasks_of_plan(plan: Plan) -> list[PlanTask]:
    """All tasks in order."""
    return list(selectors.tasks_of(plan))


def tasks_of_month(tasks: Sequence[PlanTask], month: int) -> list[PlanTask]:
    """Tasks that name this month, and those that come round at least quarterly without naming any."""
    return [task for task in tasks if month in task.months or (not task.months and task.recurrence in _STEADY)]


def month_order(plan: Plan, tasks: Sequence[PlanTask]) -> list[int]:
    """The months of a plan's period, first to last; a whole year whose first task is in autumn is a school year."""
    if plan.term == Term.FIRST:
        return [8, 9, 10, 11, 12, 1]
    if plan.term == Term.SECOND:
        return [2, 3, 4, 5, 6, 7]
    if plan.term in HALVES:
        return list(range(1, 7) if plan.term == Term.HALF1 else range(7, 13))
    first = next((task.months[0] for task in tasks if task.months), 1)
    return [8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7] if first in _AUTUMN else list(range(1, 13))


def area_rows(plan: Plan, tasks: Sequence[PlanTask]) -> list[AreaRow]:
    """The twelve areas with their tasks by month."""
    order = month_order(plan, tasks)
    rows = []
    for area in Area:
        own = [task for task in tasks if task.area == area.value]
        months = [(month, sum(1 for task in own if month in task.months)) for month in order]
        rows.append(AreaRow(area.value, str(area.label), len(own), months))
    return rows


def search(actor: Actor, words: str) -> tuple[list[Plan], list[PlanTask]]:
    """Visible plans and tasks whose text holds `words`, or whose pinyin initials do when `words` are letters."""
    if not (words.isascii() and words.isalpha()):
        return selectors.search_plans(actor, words), selectors.search_tasks(actor, words)
    letters = words.lower()
    plans = [plan for plan in selectors.plans_visible_to(actor)[:100] if _sounds_like(plan.title, letters)]
    tasks = [
        task
        for task in selectors.newest_tasks(actor, most=_SEARCHED_TASKS)
        if _sounds_like(task.text, letters) or _sounds_like(task.owner_name, letters)
    ]
    return plans[:20], tasks[:50]


def _sounds_like(text: str, letters: str) -> bool:
    return letters in text.lower() or letters in initials(text_pinyin(text))
