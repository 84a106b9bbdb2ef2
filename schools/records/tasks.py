"""Work of a school's records that no one waits for."""

from celery import shared_task

from schools.records.pushing import push_facts
from tenants.tasks import PlaceTask


@shared_task(base=PlaceTask)
def push_work_facts() -> None:
    """Measure the work done in the school and push the numbers to the district."""
    push_facts()
