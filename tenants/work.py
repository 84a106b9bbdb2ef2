"""Starting long work from a request: the row now, the message after the commit, the place said explicitly."""

from functools import partial
from typing import Any

import structlog
from celery import Task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.actors import Actor
from jobs.models import Job, JobState
from jobs.work import JobFunction, create_job
from tenants.models import School
from tenants.schemas import current_school, in_public, in_school

log = structlog.get_logger(__name__)
NOT_SENT = "后台没有运行，任务没有开始。请稍后重新发起。"


def start_job(function: JobFunction, arguments: dict[str, Any], *, title: str, actor: Actor) -> Job:
    """Create the progress row in the current place and send the work once the transaction is committed."""
    from tenants.tasks import run_job  # noqa: PLC0415 -- the tasks call services that start jobs themselves

    row = create_job(function, arguments, title=title, actor=actor)
    transaction.on_commit(partial(send_or_fail, run_job, row, place=current_school()))
    return row


def send_or_fail(task: Task, row: Job, *, place: School | None) -> None:
    """Send the work; when the broker is away, the row says so instead of waiting for ever."""
    from tenants.tasks import send  # noqa: PLC0415 -- as above

    try:
        send(task, str(row.uid), place=place)
    except OperationalError:
        log.exception("job_not_sent", job=str(row.uid), kind=row.kind)
        with in_school(place) if place else in_public():
            Job.objects.filter(pk=row.pk, state=JobState.WAITING).update(
                state=JobState.FAILED, message=NOT_SENT, finished_at=timezone.now()
            )
