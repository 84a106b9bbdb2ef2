"""Opening many schools: upload, preview with row errors, job, report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import only
from core.actors import Role
from core.errors import DomainError
from core.exports import xlsx_response
from files.models import StoredFile
from files.services import read_upload, store
from jobs.models import Job, JobState
from tenants import opening_many, school_list, selectors
from tenants.forms import SchoolFileForm
from tenants.school_list import SchoolRow


@only(Role.DISTRICT_ADMIN)
@require_GET
def import_template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """The Excel file to fill in."""
    return xlsx_response("学校名单模板", school_list.template())


@only(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "POST"])
def import_start(request: HttpRequest) -> HttpResponse:
    """Take the file; nothing is opened before the preview is confirmed."""
    form = SchoolFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            name, content, kind = read_upload(form.cleaned_data["file"], kinds=["xlsx"])
            school_list.read_schools(content, taken=school_list.taken_names())
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            stored = store(name, content, kind, actor=request.actor)  # type: ignore[attr-defined]
            return redirect("schools:import_preview", uid=stored.uid)
    return render(request, "tenants/import_start.html", {"form": form, "steps": _steps(0)})


def _steps(current: int) -> list[dict[str, str]]:
    labels = ("选文件", "核对", "开通", "发首次密码")
    states = ["done" if index < current else "current" if index == current else "todo" for index in range(len(labels))]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


@only(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "POST"])
def import_preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the file holds, row by row; confirming starts the job."""
    actor = request.actor  # type: ignore[attr-defined]
    stored = get_object_or_404(StoredFile, uid=uid, uploaded_by_uid=actor.uid)
    if request.method == "POST":
        try:
            row = opening_many.start_opening(stored, only_good="only_good" in request.POST, actor=actor)
            return redirect("schools:import_report", uid=row.uid)
        except DomainError as error:
            messages.error(request, str(error))
    rows = opening_many.listed_schools(stored)
    if request.GET.get("export") == "xlsx":
        return xlsx_response("需要改的学校", _errors_workbook(rows))
    good = [row for row in rows if row.is_good]
    context = {
        "stored": stored, "rows": sorted(rows, key=lambda row: row.is_good), "good": len(good),
        "bad": len(rows) - len(good), "steps": _steps(1),
    }  # fmt: skip
    return render(request, "tenants/import_preview.html", context)


def _errors_workbook(rows: list[SchoolRow]) -> bytes:
    failed = [
        {"row": row.number, "name": row.texts.get("short_name", ""), "reason": " ".join(row.errors)}
        for row in rows
        if row.errors
    ]
    return opening_many.failures_workbook(failed)


def _job_of(request: HttpRequest, uid: UUID) -> Job:
    own = Job.objects.filter(kind="tenants.tasks.open_schools", started_by_uid=request.actor.uid)  # type: ignore[attr-defined]
    return get_object_or_404(own, uid=uid)


@only(Role.DISTRICT_ADMIN)
@require_GET
def import_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Progress while the job runs, then what was opened, what was not, and the first passwords for a day."""
    row = _job_of(request, uid)
    passwords = selectors.first_passwords(row.uid, request.actor)  # type: ignore[attr-defined]
    match request.GET.get("export"):
        case "passwords":
            address = request.build_absolute_uri("/").rstrip("/")
            return xlsx_response("学校首次密码", opening_many.passwords_workbook(list(passwords), address))
        case "failed":
            failed = row.report.get("failed", [])
            return xlsx_response("未开通的学校", opening_many.failures_workbook(failed))
    shown = _progress(row)
    if request.headers.get("HX-Request"):
        answer = render(request, "ui/_job.html", {"job": shown})
        if row.is_over:
            answer["HX-Refresh"] = "true"
        return answer
    context = {
        "row": row, "job": shown, "opened": row.report.get("opened", []), "failed": row.report.get("failed", []),
        "passwords": list(passwords), "steps": _steps(3 if row.is_over else 2),
    }  # fmt: skip
    return render(request, "tenants/import_report.html", context)


def _progress(row: Job) -> dict[str, Any]:
    opened = len(row.report.get("opened", []))
    failed = len(row.report.get("failed", []))
    address = reverse("schools:import_report", args=[row.uid])
    return {
        "title": row.title if row.is_over else f"正在{row.title}",
        "percent": row.percent,
        "progress_label": f"已处理{row.done}所，共{row.total}所" if row.total else "排队中",
        "note": row.message or "可以离开本页，稍后回来看结果",
        "is_finished": row.is_over,
        "is_failed": row.is_over and row.state != JobState.DONE,
        "result_label": f"开通{opened}所，{failed}所未开通。{row.message if row.state != JobState.DONE else ''}",
        "poll_url": address,
        "page_url": address,
        "cancel_url": reverse("schools:import_stop", args=[row.uid]),
    }


@only(Role.DISTRICT_ADMIN)
@require_POST
def import_stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the job to stop after the school that it is opening now."""
    row = _job_of(request, uid)
    Job.objects.filter(pk=row.pk).update(stop_asked=True)
    messages.success(request, "正在停止，已开通的学校保留。")
    return redirect("schools:import_report", uid=uid)
