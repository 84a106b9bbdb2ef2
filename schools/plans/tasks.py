"""Work of a school's plans that no one waits for."""

from celery import shared_task

from schools.plans.pushing import push_facts
from tenants.tasks import PlaceTask


@shared_task(base=PlaceTask)
def push_plan_facts() -> None:
    """Measure the plans of the school and push the numbers to the district."""
    push_facts()
