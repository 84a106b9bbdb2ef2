"""Marking functions as long work, and running one piece of it."""

from collections.abc import Callable
from typing import Any

import structlog
from django.utils import timezone
from django.utils.module_loading import import_string

from core.actors import Actor
from core.errors import DomainError
from jobs.models import Job, JobState

log = structlog.get_logger(__name__)

JobFunction = Callable[..., dict[str, Any]]


class StopAskedError(Exception):
    """The person asked to stop; what was committed so far stays."""


def job(function: JobFunction) -> JobFunction:
    """Mark `function(progress, **arguments) -> report` as long work that `create_job` may name."""
    function.is_job = True  # type: ignore[attr-defined]
    return function


def create_job(function: JobFunction, arguments: dict[str, Any], *, title: str, actor: Actor) -> Job:
    """Create the progress row of a call of `function` with JSON `arguments`; tenants.work.start_job also sends it."""
    return Job.objects.create(
        kind=f"{function.__module__}.{function.__qualname__}",
        arguments=arguments,
        title=title,
        started_by_uid=actor.uid,
        started_by=actor.name,
    )


class Progress:
    """What a running function tells the page; each call is one small UPDATE outside the function's transactions."""

    def __init__(self, row: Job) -> None:
        self.row = row

    def begin(self, total: int, message: str = "") -> None:
        """Say how much there is to do."""
        self.row.total, self.row.done, self.row.message = total, 0, message
        self.row.save(update_fields=["total", "done", "message", "updated_at"])

    def advance(self, count: int = 1, message: str = "") -> None:
        """Say that `count` more are done. Raises StopAskedError when the person asked to stop."""
        self.row.done += count
        self.row.message = message or self.row.message
        self.row.save(update_fields=["done", "message", "updated_at"])
        if Job.objects.filter(pk=self.row.pk, stop_asked=True).exists():
            raise StopAskedError


def run_job(uid: str) -> Job:
    """Run the job with this uid in the current place unless it ran already (a task may be delivered twice).

    A job is sent once, and a message comes back only when its worker died over it: the job is then closed with a
    sentence instead of being run again, since half of it may have happened.
    """
    claimed = Job.objects.filter(uid=uid, state=JobState.WAITING).update(
        state=JobState.RUNNING, started_at=timezone.now()
    )
    row = Job.objects.get(uid=uid)
    if not claimed:
        return _close_broken(row)
    function = import_string(row.kind)
    if not getattr(function, "is_job", False):
        message = f"{row.kind} is not marked as a job"
        raise ValueError(message)
    try:
        row.report = function(Progress(row), **row.arguments)
        row.state = JobState.DONE
    except StopAskedError:
        row.state, row.message = JobState.STOPPED, "已停止，停止前完成的部分保留。"
    except DomainError as error:
        row.state, row.message = JobState.FAILED, str(error)[:300]
    except Exception:
        row.state, row.message = JobState.FAILED, "出错了，没有完成；管理员可在日志中查到原因。"
        log.exception("job_failed", job=str(row.uid), kind=row.kind)
    row.finished_at = timezone.now()
    row.save()
    return row


def _close_broken(row: Job) -> Job:
    if row.state == JobState.RUNNING:
        row.state, row.finished_at = JobState.FAILED, timezone.now()
        row.message = "处理中断了（服务器重启或进程被终止）。已完成的部分保留，请核对后重新开始。"
        row.save(update_fields=["state", "finished_at", "message", "updated_at"])
        log.error("job_broken", job=str(row.uid), kind=row.kind)
    return row
