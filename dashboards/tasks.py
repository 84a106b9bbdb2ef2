"""Asking every school to measure itself: one message a school, spread over some minutes."""

import random

from celery import current_app, shared_task

from tenants.models import School, SchoolState
from tenants.tasks import PlaceTask

SECONDS_A_SCHOOL = 1.0
MOST_SECONDS = 600.0


@shared_task(base=PlaceTask)
def ask_schools(task_name: str) -> int:
    """Send the task called `task_name` to every open school and return how many; runs in the district.

    The messages are spread at random so that many schools do not wake at once; the task is named, not imported,
    because the district knows nothing of the schools' code.
    """
    codes = list(School.objects.filter(state=SchoolState.ACTIVE).values_list("code", flat=True))
    spread = min(MOST_SECONDS, SECONDS_A_SCHOOL * len(codes))
    for code in codes:
        wait = random.uniform(0, spread)  # noqa: S311 -- jitter, not a secret
        current_app.send_task(task_name, kwargs={"place": code}, countdown=wait)
    return len(codes)
