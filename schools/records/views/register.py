"""Records as a list and one by one: write, read, change, delete, fetch a file."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from core.access import only
from core.errors import DomainError
from core.exports import download
from core.listing import show, wants_file
from core.periods import today
from files.services import content_of
from schools.calendar import facade as calendar
from schools.plans.models import PlanTask
from schools.records import kinds, policies, selectors
from schools.records.forms import RecordForm, TaskPickForm
from schools.records.models import WorkRecord
from schools.records.policies import OFFICERS, READERS
from schools.records.services import writing
from schools.records.tables import record_listing
from schools.requests import SchoolRequest


def visible_record(request: SchoolRequest, uid: UUID) -> WorkRecord:
    """The record, or 404 for those who may not know of it."""
    return get_object_or_404(selectors.records_visible_to(request.actor), uid=uid)


@only(*READERS)
def record_list(request: SchoolRequest) -> HttpResponse:
    """All records, as page or Excel file."""
    rows = selectors.with_counts(selectors.records_visible_to(request.actor))
    shown = show(record_listing(), selectors.with_tasks(rows) if wants_file(request) else rows, request)
    if wants_file(request):
        return shown.file()
    deeds = selectors.tasks_with_deeds(row.uid for row in shown.page)
    context = {
        "shown": shown,
        "rows": [(row, deeds.get(row.uid, [])) for row in shown.page],
        "can_write": policies.can_write_records(request.actor),
        "proposal_count": selectors.proposals_visible_to(request.actor).count(),
    }
    return render(request, "schools/records/list.html", context)


@only(*OFFICERS)
def record_create(request: SchoolRequest) -> HttpResponse:
    """Write down what was done; `?task=` names the task that it carries out."""
    task = _asked_task(request)
    initial = {"day": today(), **({"area": task.area} if task else {})}
    form = RecordForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = writing.add_record(
                form.record_text(), form.cleaned_data["uploads"], task=task.uid if task else None, actor=request.actor
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已登记，并计入这项任务。" if task else "已登记。")
            return redirect("records:detail", uid=row.uid)
    context = {"form": form, "task": task}
    return render(request, "schools/records/form.html", context, status=400 if form.errors else 200)


def _asked_task(request: SchoolRequest) -> PlanTask | None:
    try:
        return selectors.visible_task(request.actor, UUID(request.GET.get("task", "")))
    except ValueError:
        return None


@only(*READERS)
def record_detail(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """What was done, and which tasks it carries out or may carry out."""
    row = visible_record(request, uid)
    deeds = list(selectors.deeds_of(kinds.WORK.code, row.uid))
    can_write = policies.can_write_records(request.actor)
    context = {
        "record": row,
        "files": list(selectors.files_of(row)),
        "confirmed": [deed for deed in deeds if deed.state == "confirmed"],
        "proposed": [deed for deed in deeds if deed.state == "proposed"] if can_write else [],
        "can_write": can_write,
    }
    if can_write:
        plan = calendar.working_plan(row.day, request.actor)
        context["pick"] = TaskPickForm(plan=plan, area=row.area, taken={deed.task_id for deed in deeds})
    return render(request, "schools/records/detail.html", context)


@only(*OFFICERS)
def record_edit(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Change a record and its files."""
    row = visible_record(request, uid)
    form = RecordForm(request.POST or None, request.FILES or None, record=row)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            writing.change_record(
                row, form.record_text(), given["uploads"], removed=given.get("removed", ()),
                version=given["version"] or 0, actor=request.actor,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。")
            return redirect("records:detail", uid=uid)
    context = {"form": form, "record": row}
    return render(request, "schools/records/form.html", context, status=400 if form.errors else 200)


@only(*OFFICERS)
def record_delete(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Ask, then delete a record."""
    row = visible_record(request, uid)
    if request.method != "POST":
        deeds = selectors.deeds_of(kinds.WORK.code, row.uid).filter(state="confirmed")
        return render(request, "schools/records/delete.html", {"record": row, "deeds": deeds})
    try:
        writing.delete_record(row, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已删除“{row.title}”。")
    return redirect("records:list")


@only(*READERS)
@require_GET
def record_file(request: SchoolRequest, uid: UUID, file: UUID) -> HttpResponse:
    """Answer with a file of the record, to save."""
    row = visible_record(request, uid)
    attached = get_object_or_404(selectors.files_of(row), uid=file)
    try:
        content = content_of(attached.file)
    except FileNotFoundError as error:
        message = "文件内容已不在存储中，请联系管理员。"
        raise Http404(message) from error
    return download(attached.file.name, content, "application/octet-stream")
