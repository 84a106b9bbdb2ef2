"""Pages of long work."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.access import signed_in
from core.errors import DomainError
from core.listing import show, wants_file
from core.requests import PlaceRequest
from jobs import selectors, services, tables
from jobs.progress import page_url, progress_context


@signed_in
@require_GET
def job_list(request: PlaceRequest) -> HttpResponse:
    """One's own work, or all of it for the administrator."""
    shown = show(tables.LISTING, selectors.jobs_visible_to(request.actor), request)
    if wants_file(request):
        return shown.file()
    return render(request, "jobs/job_list.html", {"shown": shown, "filters": shown.filters})


@signed_in
@require_GET
def job_detail(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """How far a job is, and what came of it; without scripts the page is refreshed by hand."""
    row = get_object_or_404(selectors.jobs_visible_to(request.actor), uid=uid)
    report = selectors.report_of(row)
    context = {"row": row, "job": progress_context(row), "report": report, "page_url": page_url(report)}
    return render(request, "jobs/job_detail.html", context)


@signed_in
@require_GET
def job_progress(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """The progress fragment; once the job is over the whole page is asked for again, for its report."""
    row = get_object_or_404(selectors.jobs_visible_to(request.actor), uid=uid)
    answer = render(request, "ui/_job.html", {"job": progress_context(row)})
    if row.is_over:
        answer["HX-Refresh"] = "true"
    return answer


@signed_in
@require_POST
def job_stop(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Ask a job to stop."""
    row = get_object_or_404(selectors.jobs_visible_to(request.actor), uid=uid)
    try:
        row = services.stop_job(row, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已停止。" if row.is_over else "已要求停止，完成手上的一步后停下。")
    return redirect("jobs:detail", uid=uid)
