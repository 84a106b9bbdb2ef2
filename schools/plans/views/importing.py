"""The import wizard: choose a source, check what was read, take it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.access import only
from core.errors import DomainError, InvalidInputError
from schools.plans import selectors
from schools.plans.forms.importing import DraftPlanForm, DraftSectionForm, DraftTaskForm, SourceForm
from schools.plans.models import ImportDraft
from schools.plans.policies import OFFICERS
from schools.plans.services import corrections, drafting, importing
from schools.plans.views.preview import preview
from schools.requests import SchoolRequest


def _draft(request: SchoolRequest, uid: UUID) -> ImportDraft:
    return get_object_or_404(selectors.import_drafts_visible_to(request.actor), uid=uid)


def _steps(current: int) -> list[dict[str, str]]:
    labels = ("选文件", "核对", "保存")
    return [
        {"label": label, "state": "done" if place < current else "current" if place == current else "todo"}
        for place, label in enumerate(labels)
    ]


@only(*OFFICERS)
def import_start(request: SchoolRequest) -> HttpResponse:
    """Step 1: a file or pasted text."""
    form = SourceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            if form.checked:
                draft = importing.read_upload_as_draft(*form.checked, actor=request.actor)
            else:
                draft = importing.read_text_as_draft(form.cleaned_data["text"], actor=request.actor)
            return redirect("plans:import_check", uid=draft.uid)
        except InvalidInputError as error:
            form.add_error("file" if form.checked else "text", str(error))
    waiting = selectors.waiting_imports(request.actor)
    status = 400 if form.errors else 200
    return render(
        request,
        "schools/plans/import_start.html",
        {"form": form, "steps": _steps(0), "waiting": waiting},
        status=status,
    )


@only(*OFFICERS)
def import_check(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Step 2: source and result side by side; nothing is a plan yet."""
    draft = _draft(request, uid)
    context = preview(draft, only_doubts=request.GET.get("only") == "doubts")
    return render(request, "schools/plans/import_check.html", {**context, "steps": _steps(1)})


def _back(draft_uid: UUID, anchor: str = "") -> HttpResponse:
    return redirect(reverse("plans:import_check", args=[draft_uid]) + (f"#{anchor}" if anchor else ""))


def _edit(request: SchoolRequest, draft: ImportDraft, form: Form, **context: Any) -> HttpResponse:
    """Show a correction form: a page of its own, of which scripts take only the record."""
    answer = render(
        request,
        "schools/plans/import_edit.html",
        {"draft": draft, "form": form, **context},
        status=400 if form.errors and not request.headers.get("HX-Request") else 200,
    )
    if request.method == "POST":
        answer["HX-Retarget"] = answer["HX-Reselect"] = f"#{context['target']}"
    return answer


@only(*OFFICERS)
def import_task(request: SchoolRequest, uid: UUID, task: UUID) -> HttpResponse:
    """Correct, split, join or leave out one task."""
    draft = _draft(request, uid)
    plan, entry = drafting.task_in(draft, str(task))
    initial = {**entry, "recurrence": drafting.rhythm_of(entry)}
    form = DraftTaskForm(request.POST or None, initial=initial, plan=plan, auto_id=f"task-{task}-%s")
    context = {"target": f"task-{task}", "task": entry, "heading": "修改任务", "kind": "task"}
    if request.method == "POST" and form.is_valid():
        try:
            act = request.POST.get("act", "save")
            if act == "split":
                corrections.split_task(draft, str(task), form.cleaned_data["text"].splitlines(), actor=request.actor)
            else:
                corrections.correct_task(draft, str(task), form.values(), actor=request.actor)
            return _back(uid, f"task-{task}")
        except InvalidInputError as error:
            form.add_error("text", str(error))
    return _edit(request, draft, form, **context)


@require_POST
@only(*OFFICERS)
def import_task_act(request: SchoolRequest, uid: UUID, task: UUID) -> HttpResponse:
    """One click on a task: answer a question, leave it out, join it to the one above."""
    draft = _draft(request, uid)
    anchor = f"task-{task}"
    try:
        match request.POST.get("act"):
            case "remove":
                corrections.remove_task(draft, str(task), actor=request.actor)
                anchor = ""
            case "merge":
                anchor = f"task-{corrections.merge_task(draft, str(task), actor=request.actor)}"
            case _:
                kind, _, value = request.POST.get("answer", "").partition(":")
                corrections.answer_doubt(draft, str(task), kind, value, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(uid, anchor)


@require_POST
@only(*OFFICERS)
def import_add(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Make a task of the source line whose number is sent as `line`."""
    draft = _draft(request, uid)
    number = request.POST.get("line", "")
    try:
        line = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0  # noqa: PLR2004 -- digits
        task = corrections.add_task_from_line(draft, line, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return _back(uid)
    return _back(uid, f"task-{task}")


@only(*OFFICERS)
def import_section(request: SchoolRequest, uid: UUID, section: UUID) -> HttpResponse:
    """Correct a heading."""
    draft = _draft(request, uid)
    _, entry = drafting.section_in(draft, str(section))
    form = DraftSectionForm(request.POST or None, initial=entry, auto_id=f"section-{section}-%s")
    if request.method == "POST" and form.is_valid():
        corrections.correct_section(draft, str(section), **form.cleaned_data, actor=request.actor)
        return _back(uid, f"section-{section}")
    return _edit(request, draft, form, target=f"section-{section}", heading="修改标题", kind="section")


@only(*OFFICERS)
def import_plan(request: SchoolRequest, uid: UUID, plan: UUID) -> HttpResponse:
    """Correct title, year and term, or say whether this plan is taken."""
    draft = _draft(request, uid)
    entry = drafting.plan_in(draft, str(plan))
    if request.method == "POST" and "is_chosen" in request.POST:
        chosen = request.POST["is_chosen"] == "1"
        corrections.choose_plan(draft, str(plan), is_chosen=chosen, actor=request.actor)
        return _back(uid, f"plan-{plan}")
    initial = {**entry, "year": entry["year"] or "", "term": entry["term"] or "year"}
    form = DraftPlanForm(request.POST or None, initial=initial, auto_id=f"plan-{plan}-%s")
    if request.method == "POST" and form.is_valid():
        corrections.correct_plan(draft, str(plan), **form.cleaned_data, actor=request.actor)
        return _back(uid, f"plan-{plan}")
    return _edit(request, draft, form, target=f"plan-{plan}", heading="修改计划标题", kind="plan")


@require_POST
@only(*OFFICERS)
def import_confirm(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Step 3: take the chosen plans."""
    draft = _draft(request, uid)
    try:
        plans = importing.confirm_import(draft, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return _back(uid)
    count = sum(plan.tasks.count() for plan in plans)
    messages.success(request, f"已导入{len(plans)}份计划、{count}项任务。")
    return redirect("plans:detail", uid=plans[0].uid) if len(plans) == 1 else redirect("plans:list")


@require_POST
@only(*OFFICERS)
def import_discard(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Throw the document away."""
    draft = _draft(request, uid)
    importing.discard_import(draft, actor=request.actor)
    messages.success(request, f"已放弃“{draft.name}”，没有保存任何内容。")
    return redirect("plans:import")
