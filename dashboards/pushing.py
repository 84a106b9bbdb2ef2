"""Pushing a school's numbers to the district: a little after a change, and whenever beat asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from dashboards import services
from dashboards.services import FactValue
from tenants.models import School
from tenants.schemas import current_school, in_public, in_school

SECONDS_OF_QUIET = 30
_SECONDS_REMEMBERED = 10 * 60

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class FactPush:
    """One family of indicators of a school app: the task of that app which pushes it, and how it is measured.

    `measure` gives values with `code`, `period`, `numerator` and `denominator` (None: a plain count).
    """

    family: str
    task: str
    measure: Callable[[], Iterable[Any]]

    @property
    def _waiting(self) -> str:
        return f"{self.family}-facts-waiting"

    def changed(self) -> None:
        """Tell that the current school's numbers changed: they are measured half a minute after the commit.

        Changes within that time share one message. A broker that is away does not undo the change; beat catches up.
        """
        school = current_school()
        if school is not None:
            transaction.on_commit(partial(self._send_once, school), robust=True)

    def _send_once(self, school: School) -> None:
        with in_school(school):
            if not cache.add(self._waiting, 1, timeout=_SECONDS_REMEMBERED):
                return
            try:
                current_app.send_task(self.task, kwargs={"place": school.code}, countdown=SECONDS_OF_QUIET)
            except Exception:
                cache.delete(self._waiting)
                raise

    def push(self) -> bool:
        """Measure the current school and push the numbers; False when it failed, which the district is told.

        Any error of a measurement ends here: the school stays stale, the other schools are not touched.
        """
        school = current_school()
        if school is None:
            message = "push works inside a school"
            raise RuntimeError(message)
        cache.delete(self._waiting)
        measured_at = timezone.now()
        try:
            with transaction.atomic():
                values = [
                    FactValue(value.code, value.period, value.numerator, value.denominator) for value in self.measure()
                ]
            with in_public():
                services.replace_slice(school, values, measured_at=measured_at, family=self.family)
        except Exception as error:
            log.exception("facts_failed", school=school.code)
            with in_public():
                services.note_failure(school, f"计算时出错（{type(error).__name__}）")
            return False
        return True
