"""The calendar: a month, everything as a list, who has what."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from core.access import signed_in
from core.exports import xlsx_response
from core.listing import show, wants_file
from core.periods import today
from schools.calendar import policies, selectors
from schools.calendar.models import Occurrence
from schools.calendar.month import item_of, stretch_of, weeks_of
from schools.calendar.stretch import window_of, works_on
from schools.calendar.tables import occurrence_listing, owners_file
from schools.plans import facade as plans
from schools.requests import SchoolRequest

_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_YEAR_MONTHS = 12


@signed_in
def month(request: SchoolRequest) -> HttpResponse:
    """A month of the plan that it belongs to, `?month=2026-11`; by owner and area, as page or Excel file."""
    first, last = stretch_of(_asked_month(request))
    plan = selectors.working_plan(last, request.actor)
    context: dict[str, Any] = {
        "plan": plan, "first": first, "today": today(), "before": _step(first, -1), "after": _step(first, 1),
        "can_write": policies.can_record(request.actor), "can_plan": plans.can_write(request.actor),
    }  # fmt: skip
    rows: list[Occurrence] = []
    window = None
    if plan is not None:
        here = selectors.occurrences_of(plan).filter(due_on__gte=first, due_on__lte=last)
        shown = show(occurrence_listing(plan, request.actor), selectors.with_totals(here), request)
        if wants_file(request):
            return shown.file()
        shown.filters["kept"].append(("month", f"{first:%Y-%m}"))
        shown.filters["clear_url"] = f"?month={first:%Y-%m}" if shown.is_filtered else ""
        rows = list(shown.rows)
        window = window_of(plan, plans.tasks_of_plan(plan))
        late = selectors.occurrences_of(plan).filter(selectors.in_state("late")).count()
        context |= {"shown": shown, "late": late}
    weeks = weeks_of(first, rows, window, works_on=works_on, today=today())
    days = [day for week in weeks for day in week.days if day.items]
    return render(request, "schools/calendar/month.html", {**context, "weeks": weeks, "days": days, "count": len(rows)})


@signed_in
def everything(request: SchoolRequest) -> HttpResponse:
    """Everything that is to be done by the plan that one works by, as page or Excel file."""
    plan = plans.current_plan(request.actor)
    if plan is None:
        return _none(request, "list")
    months = list(window_of(plan, plans.tasks_of_plan(plan)).months)
    rows = selectors.with_totals(selectors.occurrences_of(plan))
    shown = show(occurrence_listing(plan, request.actor, months=months), rows, request)
    if wants_file(request):
        return shown.file()
    context = {
        "plan": plan,
        "shown": shown,
        "items": [item_of(row, today()) for row in shown.page],
        "can_write": policies.can_record(request.actor),
    }
    return render(request, "schools/calendar/list.html", context)


@signed_in
def owners(request: SchoolRequest) -> HttpResponse:
    """Who has how much to do, and how it stands, as page or Excel file."""
    plan = plans.current_plan(request.actor)
    if plan is None:
        return _none(request, "owners")
    rows = selectors.counts_by_owner(plan)
    if wants_file(request):
        return xlsx_response(f"{plan.title}_按负责人", owners_file(rows))
    names = ("total", *selectors.STATES)
    context = {"plan": plan, "rows": rows, "sums": {name: sum(row[name] for row in rows) for name in names}}
    return render(request, "schools/calendar/owners.html", context)


def _none(request: SchoolRequest, here: str) -> HttpResponse:
    return render(request, "schools/calendar/none.html", {"here": here, "can_plan": plans.can_write(request.actor)})


def _asked_month(request: SchoolRequest) -> date:
    try:
        asked = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return today().replace(day=1)
    return asked if _FIRST_YEAR <= asked.year <= _LAST_YEAR else today().replace(day=1)


def _step(first: date, months: int) -> date:
    count = first.year * _YEAR_MONTHS + first.month - 1 + months
    return date(count // _YEAR_MONTHS, count % _YEAR_MONTHS + 1, 1)
