"""The editor: the plan's head, its sections and its tasks, each saved by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.access import only
from core.errors import ConflictError, DomainError, WrongStateError
from schools.plans import policies, selectors
from schools.plans.forms.writing import AssignForm, PlanForm, SectionForm, TaskForm, initial_of
from schools.plans.models import Plan, PlanTask, Section, SharedRecord
from schools.plans.policies import OFFICERS
from schools.plans.services import tasks, writing
from schools.plans.views.register import remarks_with_places, visible_plan
from schools.requests import SchoolRequest


def _open_plan(request: SchoolRequest, uid: UUID) -> Plan:
    """The plan while it may be changed; WrongStateError says why not (400)."""
    plan = visible_plan(request, uid)
    if not plan.is_editable:
        message = f"{plan.noun}{plan.get_state_display()}，现在不能修改。"
        raise WrongStateError(message)
    return plan


def _section(plan: Plan, uid: UUID) -> Section:
    return get_object_or_404(Section.objects.select_related("plan"), plan=plan, uid=uid)


def _task(plan: Plan, uid: UUID) -> PlanTask:
    return get_object_or_404(PlanTask.objects.select_related("plan", "section"), plan=plan, uid=uid, cancelled_at=None)


def _back(plan: Plan, anchor: str = "") -> HttpResponse:
    return redirect(reverse("plans:edit", args=[plan.uid]) + (f"#{anchor}" if anchor else ""))


@dataclass(frozen=True)
class EditRow:
    """A task in the editor with the remarks on it."""

    task: PlanTask
    remarks: list[dict[str, Any]]


@dataclass(frozen=True)
class EditPart:
    """A section in the editor; `section` is None for tasks that belong to none."""

    section: Section | None
    heading: str
    remarks: list[dict[str, Any]]
    rows: list[EditRow]


def _edit_parts(plan: Plan, remarks: list[dict[str, Any]]) -> tuple[list[EditPart], list[dict[str, Any]]]:
    """The plan with each remark at its line, and the remarks whose line is gone or that mean the whole plan."""
    by_anchor: dict[str, list[dict[str, Any]]] = {}
    for remark in remarks:
        by_anchor.setdefault(remark.get("anchor", ""), []).append(remark)
    parts = [
        EditPart(
            part.section,
            part.heading,
            by_anchor.pop(str(part.section.uid), []) if part.section else [],
            [EditRow(task, by_anchor.pop(str(task.uid), [])) for task in part.tasks],
        )
        for part in selectors.outline(plan)
    ]
    return parts, [remark for left in by_anchor.values() for remark in left]


@only(*OFFICERS)
def plan_edit(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """The whole plan, every row with its acts."""
    plan = visible_plan(request, uid)
    if not plan.is_editable:
        messages.info(request, f"{plan.noun}{plan.get_state_display()}，现在不能修改。")
        return redirect("plans:detail", uid=uid)
    remarks = remarks_with_places(plan)
    parts, loose = _edit_parts(plan, remarks)
    tasks_shown = [row.task for part in parts for row in part.rows]
    context = {
        "plan": plan,
        "parts": parts,
        "task_count": len(tasks_shown),
        "doubt_count": sum(1 for task in tasks_shown if task.doubt),
        "loose_remarks": loose,
        "remark_count": len(remarks),
        "assign_form": AssignForm(plan=plan),
        "can_submit": policies.can_submit_plans(request.actor),
    }
    return render(request, "schools/plans/edit.html", context)


def _save(
    request: SchoolRequest, plan: Plan, form: Form, save: Callable[[], SharedRecord], page: dict[str, Any]
) -> HttpResponse:
    """Run one save for a page, an htmx fragment or an autosave; a conflict keeps what was typed."""
    is_autosave = request.headers.get("X-Requested-With") == "autosave"
    conflict = ""
    if request.method == "POST" and form.is_valid():
        try:
            row = save()
        except ConflictError as error:
            conflict = str(error)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if is_autosave:
                at = timezone.localtime(row.updated_at)
                return JsonResponse({"version": row.version, "saved_at": f"{at:%H:%M}"})
            return _back(plan, page["target"])
    if is_autosave:
        sentences = [conflict] if conflict else [str(text) for texts in form.errors.values() for text in texts]
        return JsonResponse({"message": " ".join(sentences)}, status=409 if conflict else 400)
    return _form_page(request, plan, form, conflict, page)


def _form_page(request: SchoolRequest, plan: Plan, form: Form, conflict: str, page: dict[str, Any]) -> HttpResponse:
    """Show the form; after a conflict it carries the newer version, so that saving again is a decision."""
    row = page.get("row")
    if conflict and row is not None:
        row.refresh_from_db()
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = row.version  # type: ignore[index]
    status = 409 if conflict else 400 if form.errors else 200
    answer = render(
        request,
        "schools/plans/edit_form.html",
        {"plan": plan, "form": form, "conflict": conflict, **page},
        status=200 if request.headers.get("HX-Request") else status,
    )
    if request.method == "POST":
        answer["HX-Retarget"] = answer["HX-Reselect"] = f"#{page['target']}"
    return answer


@only(*OFFICERS)
def plan_head(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Title, year and term."""
    plan = _open_plan(request, uid)
    initial = {"title": plan.title, "year": plan.year, "term": plan.term, "version": plan.version}
    form = PlanForm(request.POST or None, initial=initial, auto_id="head-%s")

    def save() -> SharedRecord:
        given = form.cleaned_data
        return writing.change_plan(
            plan, title=given["title"], period=form.period(), version=given["version"] or 0, actor=request.actor
        )

    return _save(request, plan, form, save, {"target": "plan-head", "heading": "修改标题", "kind": "head", "row": plan})


@only(*OFFICERS)
def section_edit(request: SchoolRequest, uid: UUID, section: UUID) -> HttpResponse:
    """A heading and its prose."""
    plan = _open_plan(request, uid)
    row = _section(plan, section)
    initial = {"title": row.title, "level": row.level, "body": row.body, "version": row.version}
    form = SectionForm(request.POST or None, initial=initial, auto_id=f"section-{section}-%s")

    def save() -> SharedRecord:
        version = form.cleaned_data["version"] or 0
        return writing.change_section(row, form.text(), version=version, actor=request.actor)

    page = {"target": f"item-{section}", "heading": "修改部分", "kind": "section", "row": row}
    return _save(request, plan, form, save, page)


@only(*OFFICERS)
def section_add(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """A new heading, behind the one named in `?after=`, else at the end."""
    plan = _open_plan(request, uid)
    after = request.GET.get("after", "")
    form = SectionForm(request.POST or None, auto_id=f"new-section-{after[:36]}-%s")
    if request.method == "POST" and form.is_valid():
        above = plan.sections.filter(uid=after).first() if _is_uid(after) else None
        try:
            row = writing.add_section(plan, form.text(), after=above, actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _back(plan, f"item-{row.uid}")
    target = f"new-section-{after}" if _is_uid(after) else "new-section"
    page = {"target": target, "heading": "添加部分", "kind": "section"}
    return _form_page(request, plan, form, "", page)


@only(*OFFICERS)
def task_edit(request: SchoolRequest, uid: UUID, task: UUID) -> HttpResponse:
    """One task; saving by hand also settles its open question."""
    plan = _open_plan(request, uid)
    row = _task(plan, task)
    form = TaskForm(request.POST or None, initial=initial_of(row), plan=plan, auto_id=f"task-{task}-%s")
    is_settled = request.headers.get("X-Requested-With") != "autosave"

    def save() -> SharedRecord:
        version = form.cleaned_data["version"] or 0
        return tasks.change_task(row, form.task_text(), version=version, is_settled=is_settled, actor=request.actor)

    page = {"target": f"item-{task}", "heading": "修改任务", "kind": "task", "row": row}
    return _save(request, plan, form, save, page)


@only(*OFFICERS)
def task_add(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """A new task, in the section named in `?section=`."""
    plan = _open_plan(request, uid)
    section = request.GET.get("section", "")
    initial = {"section": section, "weight": 1}
    form = TaskForm(request.POST or None, initial=initial, plan=plan, auto_id=f"new-{section}-%s")
    if request.method == "POST" and form.is_valid():
        try:
            row = tasks.add_task(plan, form.task_text(), actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if request.POST.get("act") == "more":
                return redirect(
                    f"{reverse('plans:task_add', args=[uid])}?section={row.section.uid if row.section else ''}"
                )
            return _back(plan, f"item-{row.uid}")
    page = {"target": f"new-task-{section}", "heading": "添加任务", "kind": "task", "is_new": True}
    return _form_page(request, plan, form, "", page)


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


_STEPS = {"up": -1, "down": 1}


@require_POST
@only(*OFFICERS)
def section_act(request: SchoolRequest, uid: UUID, section: UUID) -> HttpResponse:
    """Move a section up or down, or remove it."""
    plan = _open_plan(request, uid)
    row = _section(plan, section)
    act = request.POST.get("act", "")
    try:
        if act in _STEPS:
            writing.move_section(row, _STEPS[act], actor=request.actor)
        elif act == "remove":
            writing.remove_section(row, actor=request.actor)
            return _back(plan)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(plan, f"item-{section}")


@require_POST
@only(*OFFICERS)
def task_act(request: SchoolRequest, uid: UUID, task: UUID) -> HttpResponse:
    """Move a task up or down, or remove it."""
    plan = _open_plan(request, uid)
    row = _task(plan, task)
    act = request.POST.get("act", "")
    try:
        if act in _STEPS:
            tasks.move_task(row, _STEPS[act], actor=request.actor)
        elif act == "remove":
            tasks.remove_task(row, actor=request.actor)
            return _back(plan, f"item-{row.section.uid}" if row.section else "")
    except DomainError as error:
        messages.error(request, str(error))
    return _back(plan, f"item-{task}")


@require_POST
@only(*OFFICERS)
def tasks_assign(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """An owner or an area for all ticked tasks."""
    plan = _open_plan(request, uid)
    form = AssignForm(request.POST, plan=plan)
    if not form.is_valid() or not form.values():
        messages.error(request, "请先勾选任务，再填写负责人或选择领域。")
        return _back(plan)
    try:
        count = tasks.assign_tasks(plan, form.cleaned_data["task"], form.values(), actor=request.actor)
        messages.success(request, f"已设置{count}项任务。")
    except DomainError as error:
        messages.error(request, str(error))
    return _back(plan)
