"""Hearing of what moves the numbers of the work done: tasks that came, went or are due at another time."""

from django.dispatch import receiver

from schools.plans.signals import tasks_changed
from schools.records.pushing import facts_changed


@receiver(tasks_changed, dispatch_uid="records_tasks")
def hear_tasks(**_rest: object) -> None:
    """Let the district have the numbers again; many changes are one push."""
    facts_changed()
