"""Hearing of what moves occurrences: tasks of a plan, the district's terms and working days, a new version."""

from celery import current_app
from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver

from schools.calendar.services.occurrences import materialise
from schools.plans.models import Plan
from schools.plans.signals import tasks_changed
from tenants.models import School
from tenants.schemas import in_public, in_school
from tenants.signals import figure_changed, school_upgraded, workdays_changed
from tenants.tasks import DISTRICT

# Longer than a worker may remember old figures (tenants.remembered); changes within that time share one round.
SECONDS_OF_QUIET = 90
_ASKED = "calendar-rebuild-asked"
_MOVING_APPS = {"schools_calendar", "schools_plans"}


@receiver(tasks_changed, dispatch_uid="calendar_tasks")
def hear_tasks(*, plan: Plan, **_rest: object) -> None:
    """Bring the plan's occurrences up to date, in the same transaction."""
    materialise([plan])


@receiver(figure_changed, dispatch_uid="calendar_figures")
def hear_figure(*, key: str, **_rest: object) -> None:
    """Terms move what goes by weeks and terms, in every school."""
    if key.startswith("term."):
        transaction.on_commit(_ask_schools, robust=True)


@receiver(workdays_changed, dispatch_uid="calendar_workdays")
def hear_workdays(**_rest: object) -> None:
    """Working days move what goes by weekdays, in every school."""
    transaction.on_commit(_ask_schools, robust=True)


@receiver(school_upgraded, dispatch_uid="calendar_upgrade")
def hear_upgrade(*, school: School, labels: frozenset[str], **_rest: object) -> None:
    """Have the calendar of an older version's plans at once, not only at the hour."""
    if labels & _MOVING_APPS:
        with in_school(school):
            materialise(Plan.objects.only("pk"))


def _ask_schools() -> None:
    """Ask all schools once; a broker that is away is no loss, beat asks every hour."""
    with in_public():
        if cache.add(_ASKED, 1, timeout=SECONDS_OF_QUIET):
            wanted = {"place": DISTRICT, "task_name": "schools.calendar.tasks.rebuild"}
            current_app.send_task("dashboards.tasks.ask_schools", kwargs=wanted, countdown=SECONDS_OF_QUIET)
