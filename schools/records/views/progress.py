"""Completion: the plan by area, what can still be done in time, one task with its records."""

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.access import signed_in
from core.exports import xlsx_response
from core.listing import wants_file
from core.periods import today
from schools.calendar import facade as calendar
from schools.plans import facade as plans
from schools.plans.models import Plan
from schools.records import policies, selectors
from schools.records.selfcheck import NUMBERS, STATES_SHOWN, chosen, self_check_file
from schools.records.standing import TaskStanding, by_area, stand_of, whole
from schools.records.views.deeds import address_of
from schools.requests import SchoolRequest

_SOON_DAYS = 31


@signed_in
def progress_now(request: SchoolRequest) -> HttpResponse:
    """Completion of the plan that one works by."""
    plan = plans.current_plan(request.actor)
    if plan is None:
        return render(request, "schools/records/progress_none.html", {"can_plan": plans.can_write(request.actor)})
    return _progress(request, plan)


@signed_in
def plan_progress(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Completion of a plan."""
    return _progress(request, get_object_or_404(plans.plans_visible_to(request.actor), uid=uid))


def _progress(request: SchoolRequest, plan: Plan) -> HttpResponse:
    total = whole(plan, today=today())
    areas = by_area(total.rows)
    if wants_file(request):
        return xlsx_response(f"{plan.title}_自查", self_check_file(total, areas))
    state = request.GET.get("state", "")
    area = request.GET.get("area")
    context = {
        "plan": plan,
        "plans": list(plans.plans_visible_to(request.actor).exclude(pk=plan.pk)[:6]),
        "total": total,
        "areas": areas,
        "rows": chosen(total.rows, state=state, area=area),
        "number": NUMBERS[state][0] if state in NUMBERS else "",
        "segments": _segments(total.rows, state, area),
        "area": next((one for one in areas if one.area == area), None) if area is not None else None,
        "soon": _soon(total.rows, today()),
        "can_write": policies.can_write_records(request.actor),
        "today": today(),
    }
    return render(request, "schools/records/progress.html", context)


def _soon(rows: list[TaskStanding], day: date) -> list[TaskStanding]:
    """What is missing and can still be done in time: its next record is due within a month, soonest first."""
    last = day + timedelta(days=_SOON_DAYS)
    found = [row for row in rows if row.next_end and not row.standing.late and day <= row.next_end <= last]
    return sorted(found, key=lambda row: (row.next_end or last, row.task.position))


def _segments(rows: list[TaskStanding], state: str, area: str | None) -> list[dict[str, object]]:
    counted = [row.state for row in rows if area is None or row.task.area == area]
    suffix = f"&area={area}" if area is not None else ""
    whole_list = {
        "label": "全部",
        "count": len(counted),
        "url": f"?{suffix[1:]}#tasks",
        "is_active": state not in STATES_SHOWN and state not in NUMBERS,
    }
    return [
        whole_list,
        *(
            {
                "label": label,
                "count": counted.count(code),
                "url": f"?state={code}{suffix}#tasks",
                "is_active": state == code,
            }
            for code, label in STATES_SHOWN.items()
        ),
    ]


@signed_in
def task_progress(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """One task: how many records it expects, and which it has."""
    task = selectors.visible_task(request.actor, uid)
    if task is None:
        raise Http404
    rows = stand_of(task.plan, plans.tasks_of_plan(task.plan), today=today())
    can_read = policies.can_read_records(request.actor)
    context = {
        "task": task,
        "row": next((row for row in rows if row.task.pk == task.pk), None),
        "times": calendar.times_of(task, today=today()),
        "deeds": [(deed, address_of(deed)) for deed in selectors.confirmed_deeds(task)] if can_read else [],
        "can_read": can_read,
        "can_write": policies.can_write_records(request.actor),
    }
    return render(request, "schools/records/task.html", context)
