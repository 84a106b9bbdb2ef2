"""Importing members from a workbook: upload, preview, decision, report, undo."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import only
from core.errors import DomainError
from core.exports import workbook, xlsx_response
from core.requests import PlaceRequest
from files.services import read_upload
from jobs.models import Job
from jobs.progress import progress_context
from schools.members import policies, selectors
from schools.members.blank_sheet import blank_workbook
from schools.members.forms import ColumnsForm, UploadForm
from schools.members.models import ImportState, MemberImport
from schools.members.preview import preview_rows, steps_at
from schools.members.services import importing, undoing
from schools.members.tasks import import_members
from tenants.work import start_job

_RECENT = 10
_ROWS_SHOWN = 50


@only(*policies.OFFICERS)
@require_http_methods(["GET", "POST"])
def import_start(request: PlaceRequest) -> HttpResponse:
    """Take a workbook and go on to its preview."""
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            name, content, _ = read_upload(form.cleaned_data["file"], kinds=["xlsx"])
            batch = importing.take_file(name, content, actor=request.actor)
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect("members:import_detail", uid=batch.uid)
    imports = selectors.imports_visible_to(request.actor).defer("rows", "faults", "changes")[:_RECENT]
    context = {"form": form, "imports": imports, "steps": steps_at(0)}
    return render(request, "schools/members/import_start.html", context)


@only(*policies.OFFICERS)
@require_GET
def import_template(request: PlaceRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """The workbook to fill in."""
    return xlsx_response("会员名册模板", blank_workbook([group.name for group in selectors.groups_in_use()]))


@only(*policies.OFFICERS)
@require_GET
def import_detail(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """The preview of a file, its progress, or what came of it."""
    batch = _import(request, uid)
    job = _job_of(batch)
    if batch.state == ImportState.RUNNING and job is not None:
        context: dict[str, Any] = {"batch": batch, "row": job, "job": progress_context(job), "steps": steps_at(2)}
        return render(request, "schools/members/import_running.html", context)
    if batch.state != ImportState.PREVIEW:
        return render(request, "schools/members/import_done.html", {"batch": batch, "steps": steps_at(3), "row": job})
    shown = request.GET.get("show", "")
    page = Paginator(preview_rows(batch, shown), _ROWS_SHOWN).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "page": page,
        "shown": shown,
        "steps": steps_at(1),
        "columns": ColumnsForm(headings=batch.columns["headings"]),
        "good": batch.counts["new"] + batch.counts["changed"],
        "row": job,
    }
    return render(request, "schools/members/import_preview.html", context)


def _import(request: PlaceRequest, uid: UUID) -> MemberImport:
    return get_object_or_404(selectors.imports_visible_to(request.actor), uid=uid)


def _job_of(batch: MemberImport) -> Job | None:
    return Job.objects.filter(uid=batch.job_uid).first() if batch.job_uid else None


@only(*policies.OFFICERS)
@require_POST
def import_columns(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Read the file again with the columns as the person says."""
    batch = _import(request, uid)
    form = ColumnsForm(request.POST, headings=batch.columns["headings"])
    try:
        if form.is_valid():
            importing.read_again(batch, form.meaning(), actor=request.actor)
            messages.success(request, "已按新的列名重新核对。")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("members:import_detail", uid=uid)


@only(*policies.OFFICERS)
@require_POST
def import_confirm(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Take the file, whole or its good rows only; the work goes on in the background."""
    batch = _import(request, uid)
    try:
        with transaction.atomic():
            batch = importing.confirm(batch, only_good=request.POST.get("choice") == "good", actor=request.actor)
            arguments = {"batch": str(uid), "actor": str(request.actor.uid), "school": request.school.code}
            job = start_job(import_members, arguments, title=f"导入会员：{batch.file.name}", actor=request.actor)
            importing.note_job(batch, job.uid)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("members:import_detail", uid=uid)


@only(*policies.OFFICERS)
@require_POST
def import_again(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Go back to the preview of an import whose work ended without a result."""
    batch = _import(request, uid)
    job = _job_of(batch)
    if job is not None and job.is_over and batch.state == ImportState.RUNNING:
        importing.back_to_preview(batch)
    return redirect("members:import_detail", uid=uid)


@only(*policies.OFFICERS)
@require_POST
def import_discard(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Throw a preview away."""
    try:
        importing.discard(_import(request, uid), actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("members:import_detail", uid=uid)
    messages.success(request, "已放弃，名册没有改动。")
    return redirect("members:import")


@only(*policies.OFFICERS)
@require_http_methods(["GET", "POST"])
def import_undo(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Say what an undo would do, then do it."""
    batch = _import(request, uid)
    if request.method == "GET":
        with transaction.atomic():
            counts = undoing.plan_undo(batch).counts()
        return render(request, "schools/members/import_undo.html", {"batch": batch, "counts": counts})
    try:
        counts = undoing.undo(batch, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        parts = [f"删除{counts['removed']}人，还原{counts['restored']}人"]
        if counts["left"]:
            parts.append(f"{counts['left']}人已有账号或记录，转为离册")
        messages.success(request, "已撤销导入：" + "，".join(parts) + "。")
    return redirect("members:import_detail", uid=uid)


@only(*policies.OFFICERS)
@require_GET
def import_faults(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """All faults of a file as a workbook."""
    batch = _import(request, uid)
    columns = [("行", 8), ("列", 14), ("填写的内容", 24), ("问题", 60)]
    rows = [[fault["row"], fault["column"], fault["value"], fault["text"]] for fault in batch.faults]
    return xlsx_response("会员导入问题清单", workbook("问题清单", columns, rows))
