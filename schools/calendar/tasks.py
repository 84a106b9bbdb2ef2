"""Work of a school's calendar that no one waits for."""

from celery import shared_task

from schools.calendar.services.occurrences import materialise
from schools.calendar.services.reminding import send_reminders
from schools.plans.models import Plan
from tenants.tasks import PlaceTask


@shared_task(base=PlaceTask)
def rebuild() -> int:
    """Bring all occurrences of the school up to date; return how many rows changed. Twice is once."""
    return materialise(Plan.objects.only("pk"))


@shared_task(base=PlaceTask)
def remind() -> int:
    """Remind the owners of the school's tasks; return how many reminders are new. Twice is once."""
    return send_reminders()
