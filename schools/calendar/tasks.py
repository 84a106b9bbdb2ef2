"""Work of a school's calendar that no one waits for."""

from celery import shared_task

from schools.calendar.services.occurrences import materialise
from schools.plans.models import Plan
from tenants.tasks import PlaceTask


@shared_task(base=PlaceTask)
def rebuild() -> int:
    """Bring all occurrences of the school up to date; return how many rows changed. Twice is once."""
    return materialise(Plan.objects.only("pk"))
