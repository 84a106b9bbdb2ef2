"""Hearing the district: decisions, published results, reminders; applied inside the school."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.dispatch import receiver

from district.collection.signals import amendment_decided, decision_made, results_published, school_reminded
from schools.plans.services import amending, decisions, urging
from tenants.models import School
from tenants.schemas import in_school


@receiver(decision_made, dispatch_uid="plans_decision")
def hear_decision(
    *,
    school: School,
    plan_uid: UUID | str,
    decision: str,
    reason: str = "",
    remarks: list[dict[str, Any]] | None = None,
    by: str,
    **_rest: object,
) -> None:
    """Apply a decision; an error here undoes it on the district's side too."""
    with in_school(school):
        decisions.apply_decision(str(plan_uid), decision, reason=reason, remarks=remarks or [], by=by)


@receiver(results_published, dispatch_uid="plans_results")
def hear_results(*, school: School, plan_uid: UUID | str, sheet: dict[str, Any], **_rest: object) -> None:
    """Keep the published sheet."""
    with in_school(school):
        decisions.apply_results(str(plan_uid), sheet, by="区教育工会")


@receiver(amendment_decided, dispatch_uid="plans_amendment")
def hear_amendment(
    *, school: School, plan_uid: UUID | str, version: int, number: int | None, reason: str, by: str, **_rest: object
) -> None:
    """Follow the district's word on an amendment; an error here undoes it on the district's side too."""
    with in_school(school):
        amending.apply_amendment(str(plan_uid), version, number=number, reason=reason, by=by)


@receiver(school_reminded, dispatch_uid="plans_reminder")
def hear_reminder(*, school: School, title: str, due_at: datetime, close_at: datetime, **_rest: object) -> None:
    """Mail the reminder that the school's desk shows anyway; without mail the school is not even entered."""
    if settings.SENDS_MAIL:
        with in_school(school):
            urging.pass_on_reminder(school, title=title, due_at=due_at, close_at=close_at)
