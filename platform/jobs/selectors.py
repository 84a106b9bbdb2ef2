"""Reading long work, and saying in words how far it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.actors import Actor, Role
from jobs.models import Job, JobState

_LEAST_SECONDS_TO_GUESS = 2


def jobs_visible_to(actor: Actor) -> QuerySet[Job]:
    """All work of the place for its administrator, else what one started oneself."""
    jobs = Job.objects.all()
    if actor.has(Role.SCHOOL_ADMIN, Role.DISTRICT_ADMIN):
        return jobs
    return jobs.filter(started_by_uid=actor.uid) if actor.uid else jobs.none()


@dataclass(frozen=True)
class Report:
    """What `Job.report` says to a person.

    A job function returns {"summary": text, "counts": [[label, number], …], "lines": [text, …],
    "errors_file": uid of a StoredFile, "page": {"name": URL name, "uid": uid or none, "label": text}}; all optional.
    """

    summary: str
    counts: list[tuple[str, int]]
    lines: list[str]
    errors_file: str
    page: dict[str, Any]


def report_of(job: Job) -> Report:
    """The report of a job that is over; unknown keys are left out."""
    said = job.report
    return Report(
        str(said.get("summary", "")),
        [(str(label), number) for label, number in said.get("counts", [])],
        [str(line) for line in said.get("lines", [])],
        str(said.get("errors_file") or ""),
        said.get("page") or {},
    )


def progress_label(job: Job, *, now: datetime | None = None) -> str:
    """「已处理186，共240，约剩20秒」, or why there is nothing to count yet."""
    if job.state == JobState.WAITING:
        return "排队中"
    if not job.total:
        return job.message or "正在准备"
    parts = [f"已处理{job.done}，共{job.total}"]
    spent = ((now or timezone.now()) - job.started_at).total_seconds() if job.started_at else 0
    if job.done and spent > _LEAST_SECONDS_TO_GUESS:
        parts.append(_left(spent / job.done * (job.total - job.done)))
    return "，".join([*parts, job.message] if job.message else parts)


def _left(seconds: float) -> str:
    return f"约剩{seconds:.0f}秒" if seconds < 60 else f"约剩{seconds / 60:.0f}分钟"  # noqa: PLR2004 -- a minute
