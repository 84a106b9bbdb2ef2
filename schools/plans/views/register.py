"""Plans as a list and one by one: read, print, begin, delete."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from core.access import only, signed_in
from core.errors import DomainError
from core.exports import workbook, xlsx_response
from core.listing import show, wants_file
from core.periods import Period, period_of, today
from district.collection import facade as collection
from schools.plans import policies, selectors
from schools.plans.forms.writing import PlanForm
from schools.plans.models import Plan
from schools.plans.policies import OFFICERS
from schools.plans.services import copying, writing
from schools.plans.tables import plan_listing, task_columns
from schools.plans.views.wall import wall_of
from schools.requests import SchoolRequest

_AMENDMENTS_SHOWN = 3


def visible_plan(request: SchoolRequest, uid: UUID) -> Plan:
    """The plan, or 404 for those who may not know of it."""
    return get_object_or_404(selectors.plans_visible_to(request.actor), uid=uid)


@signed_in
def plan_list(request: SchoolRequest) -> HttpResponse:
    """All plans that one may see, as page or Excel file."""
    rows = selectors.with_counts(selectors.plans_visible_to(request.actor))
    shown = show(plan_listing(), rows, request)
    if wants_file(request):
        return shown.file()
    can_edit = policies.can_edit_plans(request.actor)
    context = {
        "shown": shown,
        "can_edit": can_edit,
        "waiting": selectors.waiting_imports(request.actor) if can_edit else [],
    }
    return render(request, "schools/plans/list.html", context)


@signed_in
def plan_detail(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Where the plan stands, what comes next, what it says."""
    plan = visible_plan(request, uid)
    campaign = collection.campaign_view(plan.campaign_uid, request.school) if plan.campaign_uid else None
    was_sent = plan.submitted_version > 0
    parts = selectors.outline(plan, with_amendments=was_sent)
    sees_drafts = policies.can_see_draft_plans(request.actor)
    amendments = selectors.amendments_of(plan, request.actor) if was_sent else []
    context = {
        "plan": plan,
        "campaign": campaign,
        "parts": parts,
        "amendments": amendments[:_AMENDMENTS_SHOWN],
        "last_amendment": next((one for one in amendments if one.number), None),
        "asked_count": len(selectors.open_changes_of(plan, request.actor)) if was_sent else 0,
        "can_ask": policies.can_ask_changes(request.actor, plan),
        "task_count": sum(not task.is_cancelled for part in parts for task in part.tasks),
        "doubt_count": sum(1 for part in parts for task in part.tasks if task.doubt),
        "can_copy": policies.can_edit_plans(request.actor) and not plan.is_summary,
        **_relatives(request, plan),
        "can_edit": policies.can_edit_plans(request.actor) and plan.is_editable,
        "can_submit": policies.can_submit_plans(request.actor) and plan.is_editable,
        "can_withdraw": _can_withdraw(request, plan, campaign),
        "sees_drafts": sees_drafts,
        "sees_source": policies.can_edit_plans(request.actor),
        "entries": _timeline(plan, request) if sees_drafts else [],
        "remarks": remarks_with_places(plan) if sees_drafts else [],
    }
    return render(request, "schools/plans/detail.html", context)


def _relatives(request: SchoolRequest, plan: Plan) -> dict[str, Any]:
    """The plan that this one sums up or was copied from, its summaries, and whether it can be compared; one query."""
    near = selectors.relatives(plan, request.actor)
    copies = [one for one in near if not one.is_summary]
    return {
        "source": next((one for one in near if one.pk == plan.source_plan_id), None),
        "summaries": [one for one in near if one.is_summary],
        "can_compare": bool(plan.campaign_uid or (copies and not plan.is_summary)),
    }


def _can_withdraw(request: SchoolRequest, plan: Plan, campaign: Any) -> bool:
    return (
        policies.can_submit_plans(request.actor)
        and plan.state == "submitted"
        and campaign is not None
        and campaign.state == "submitted"
    )


_SHAPES = {
    "submitted": ("solid", "blue"),
    "withdrawn": ("return", "grey"),
    "opened": ("half", "blue"),
    "returned": ("return", "amber"),
    "accepted": ("tick", "teal"),
    "unlocked": ("return", "amber"),
    "amend_ask": ("solid", "blue"),
    "amended": ("tick", "teal"),
    "amend_no": ("return", "amber"),
    "amend_back": ("return", "grey"),
    "published": ("square", "blue"),
    "extended": ("hollow", "blue"),
    "reminded": ("warning", "amber"),
}


def _timeline(plan: Plan, request: SchoolRequest) -> list[dict[str, Any]]:
    """What happened with the district, newest last."""
    if plan.campaign_uid is None:
        return []
    entries = []
    for event in collection.history(plan.campaign_uid, request.school):
        shape, tone = _SHAPES.get(event.kind, ("hollow", "grey"))
        version = f"（第{event.version}版）" if event.version and event.kind == "submitted" else ""
        entries.append({"event": event, "title": f"{event.label}{version}", "shape": shape, "tone": tone})
    return entries


def remarks_with_places(plan: Plan) -> list[dict[str, Any]]:
    """The reviewer's remarks, each with the words it is about."""
    return [
        {**remark, "target": f"item-{remark['anchor']}" if remark.get("anchor") != str(plan.uid) else ""}
        for remark in plan.remarks
    ]


@signed_in
def plan_wall(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """The plan as the school would hang it up."""
    plan = visible_plan(request, uid)
    return render(request, "schools/plans/wall.html", {"plan": plan, **wall_of(plan, request.school.place_name)})


@signed_in
def plan_tasks_file(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """The tasks as an Excel file."""
    plan = visible_plan(request, uid)
    columns = task_columns(plan)
    tasks = [task for part in selectors.outline(plan, with_amendments=True) for task in part.tasks]
    sections = {section.pk: section for section in selectors.sections_of(plan)}
    for task in tasks:
        task.section = sections.get(task.section_id or 0)
    rows = ([column.value(pair) for column in columns] for pair in enumerate(tasks, start=1))
    heads = [(column.heading, column.width) for column in columns]
    return xlsx_response(f"{plan.title}_任务", workbook("任务", heads, rows))


@only(*OFFICERS)
def plan_create(request: SchoolRequest) -> HttpResponse:
    """Begin an empty plan with the usual sections."""
    period = period_of(today())
    title = f"{request.school.short_name}{period.label}工会工作计划"
    initial = {"title": title, "year": period.year, "term": period.term}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        plan = writing.create_plan(title=form.cleaned_data["title"], period=form.period(), actor=request.actor)
        messages.success(request, "已建立计划，常用的部分已经列好，请添加任务。")
        return redirect("plans:edit", uid=plan.uid)
    return render(request, "schools/plans/create.html", {"form": form}, status=400 if form.errors else 200)


@only(*OFFICERS)
def plan_copy(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Begin a plan for another period from this one."""
    source = visible_plan(request, uid)
    period = Period(source.year + 1, source.term)
    title = source.title.replace(source.period.label, period.label).replace(str(source.year), str(period.year))
    form = PlanForm(request.POST or None, initial={"title": title, "year": period.year, "term": period.term})
    if request.method == "POST" and form.is_valid():
        plan = copying.copy_plan(source, title=form.cleaned_data["title"], period=form.period(), actor=request.actor)
        asked = plan.tasks.exclude(doubt="").count()
        question = f"，{asked}项任务的日期、年份或负责人要您核对，标为“待确认”" if asked else ""
        messages.success(request, f"已复制{question}。工作记录属于原来的计划，没有带过来。")
        return redirect("plans:edit", uid=plan.uid)
    context = {"form": form, "source": source}
    return render(request, "schools/plans/create.html", context, status=400 if form.errors else 200)


@only(*OFFICERS)
def plan_delete(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Ask, then delete a draft."""
    plan = visible_plan(request, uid)
    if request.method != "POST":
        return render(request, "schools/plans/delete.html", {"plan": plan, "task_count": plan.tasks.count()})
    try:
        writing.delete_plan(plan, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("plans:detail", uid=uid)
    messages.success(request, f"已删除《{plan.title}》。")
    return redirect("plans:list")
