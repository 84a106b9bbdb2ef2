"""What pages show of long work: the context of `ui/_job.html`, and the way to its result."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from jobs import selectors
from jobs.models import Job, JobState


def progress_context(row: Job) -> dict[str, Any]:
    """The context `job` of `ui/_job.html`."""
    report = selectors.report_of(row)
    return {
        "title": row.title,
        "percent": row.percent,
        "progress_label": selectors.progress_label(row),
        "note": "可以离开本页，回来在“后台任务”里查看",
        "is_finished": row.is_over,
        "is_failed": row.state in {JobState.FAILED, JobState.STOPPED},
        "result_label": row.message if row.state != JobState.DONE else report.summary or "已完成",
        "poll_url": reverse("jobs:progress", args=[row.uid]),
        "page_url": reverse("jobs:detail", args=[row.uid]),
        "cancel_url": "" if row.is_over or row.stop_asked else reverse("jobs:stop", args=[row.uid]),
        "errors_url": reverse("files:download", args=[report.errors_file]) if report.errors_file else "",
    }


def page_url(report: selectors.Report) -> str:
    """Where the work shows its result; "" when the report names no page of this place."""
    if not report.page.get("name"):
        return ""
    try:
        return reverse(report.page["name"], args=[report.page["uid"]] if report.page.get("uid") else [])
    except NoReverseMatch:
        return ""
