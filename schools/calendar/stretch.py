"""The stretch of a plan, its terms, and when its tasks are to be done by the district's figures and working days."""

from collections.abc import Iterable
from datetime import date, timedelta

from core import figures
from core.periods import Term, is_working_day
from schools.calendar.rhythm import Month, Rhythm, Span, Window, spans
from schools.plans import facade as plans
from schools.plans.models import Plan, PlanTask
from tenants.calendar import overrides

_SEPTEMBER, _FEBRUARY = 9, 2


def window_of(plan: Plan, tasks: Iterable[PlanTask]) -> Window:
    """The stretch of a plan, and the terms in it as the district set them (core.figures, 学期)."""
    order = plans.month_order(plan, list(tasks))
    first_year = plan.year + 1 if plan.term == Term.SECOND else plan.year
    months: list[Month] = []
    for month in order:
        year = months[-1][0] + (month < months[-1][1]) if months else first_year
        months.append((year, month))
    whole = Window(tuple(months), ())
    years = range(plan.year - 1, plan.year + 2)
    terms = sorted(stretch for year in years for stretch in (_first_term(year), _second_term(year)))
    shown = [(max(first, whole.first_day), min(last, whole.last_day)) for first, last in terms]
    return Window(whole.months, tuple((first, last) for first, last in shown if first <= last))


def spans_of(task: PlanTask, window: Window) -> list[Span]:
    """When a task is to be done, by the district's working days; no query."""
    rhythm = Rhythm(task.recurrence, tuple(task.months), task.dates, task.times, tuple(task.weekdays))
    return spans(rhythm, window, is_working=works_on)


def works_on(day: date) -> bool:
    """Whether people of the district work on a day, 调休 and its own decisions included."""
    return is_working_day(day, overrides())


def _first_term(year: int) -> tuple[date, date]:
    first = date(year, _SEPTEMBER, figures.value("term.first_day"))
    return first, _last_of_week(first, figures.value("term.first_weeks"))


def _second_term(year: int) -> tuple[date, date]:
    """The second term of the school year that began in the autumn of `year`."""
    first = date(year + 1, _FEBRUARY, figures.value("term.second_day"))
    return first, _last_of_week(first, figures.value("term.second_weeks"))


def _last_of_week(first: date, weeks: int) -> date:
    monday = first - timedelta(days=first.weekday())
    return monday + timedelta(weeks=weeks) - timedelta(days=1)
