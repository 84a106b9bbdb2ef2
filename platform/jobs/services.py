"""What people do to long work."""

from django.db import transaction

from audit.services import record
from core.actors import Actor
from core.errors import WrongStateError
from jobs.models import Job, JobState


@transaction.atomic
def stop_job(job: Job, *, actor: Actor) -> Job:
    """Ask a job to stop at its next step; one that has not begun stops at once.

    Raises WrongStateError when it is over already.
    """
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_over:
        message = "这项任务已经结束，不用停止。"
        raise WrongStateError(message)
    job.stop_asked = True
    if job.state == JobState.WAITING:
        job.state, job.message = JobState.STOPPED, "开始前已停止。"
    job.save(update_fields=["stop_asked", "state", "message", "updated_at"])
    record("job.stop", job, actor=actor)
    return job
