"""What the district does with its campaigns at a fixed time."""

from celery import shared_task
from django.utils import timezone

from district.collection.services import reminding
from tenants.tasks import PlaceTask


@shared_task(base=PlaceTask)
def remind_before_deadlines() -> int:
    """Remind the schools whose deadline is near; runs in the district."""
    return reminding.remind_before_deadlines(timezone.now())
