"""Pushing the numbers of the work done to the district: a little after a change, and whenever beat asks."""

from functools import partial

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from dashboards import facade as dashboards
from schools.records import indicators
from tenants.models import School
from tenants.schemas import current_school, in_school

SECONDS_OF_QUIET = 30
_SECONDS_REMEMBERED = 10 * 60
_WAITING = "work-facts-waiting"
_TASK = "schools.records.tasks.push_work_facts"

log = structlog.get_logger(__name__)


def facts_changed() -> None:
    """Tell that records of the current school changed: they are measured half a minute after the commit.

    Changes within that time share one message. A broker that is away does not undo the change; beat catches up.
    """
    school = current_school()
    if school is not None:
        transaction.on_commit(partial(_send_once, school), robust=True)


def _send_once(school: School) -> None:
    with in_school(school):
        if not cache.add(_WAITING, 1, timeout=_SECONDS_REMEMBERED):
            return
        try:
            current_app.send_task(_TASK, kwargs={"place": school.code}, countdown=SECONDS_OF_QUIET)
        except Exception:
            cache.delete(_WAITING)
            raise


def push_facts() -> bool:
    """Measure the work of the current school and push the numbers; False when it failed, which the district is told.

    Any error of a measurement ends here: the school stays stale, the other schools are not touched.
    """
    school = current_school()
    if school is None:
        message = "push_facts works inside a school"
        raise RuntimeError(message)
    cache.delete(_WAITING)
    measured_at = timezone.now()
    try:
        with transaction.atomic():
            values = [
                dashboards.FactValue(value.code, value.period, value.numerator, value.denominator)
                for value in indicators.measure()
            ]
        dashboards.record_facts(school, values, measured_at=measured_at, family="work")
    except Exception as error:
        log.exception("facts_failed", school=school.code)
        dashboards.record_failure(school, f"计算时出错（{type(error).__name__}）")
        return False
    return True
