"""Starting long work from a request: the row now, the message after the commit, the place said explicitly."""

from functools import partial
from typing import Any

from django.db import transaction

from core.actors import Actor
from jobs.models import Job
from jobs.work import JobFunction, create_job
from tenants.schemas import current_school


def start_job(function: JobFunction, arguments: dict[str, Any], *, title: str, actor: Actor) -> Job:
    """Create the progress row in the current place and send the work once the transaction is committed."""
    from tenants.tasks import run_job, send  # noqa: PLC0415 -- the tasks call services that start jobs themselves

    row = create_job(function, arguments, title=title, actor=actor)
    transaction.on_commit(partial(send, run_job, str(row.uid), place=current_school()))
    return row
