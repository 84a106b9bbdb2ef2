"""What the district decided, brought into the school by its door; each change is one act in the audit trail."""

from typing import Any

from django.db import transaction

from audit.services import record
from core.actors import Actor
from core.errors import WrongStateError
from schools.plans.models import Plan, PlanState
from schools.plans.services.amending import withdraw_all

# What a decision asks the plan to be, what it makes of it, and what the audit trail calls that.
_ARROWS = {
    "reviewing": (PlanState.SUBMITTED, PlanState.SUBMITTED, ""),
    "returned": (PlanState.SUBMITTED, PlanState.RETURNED, "plan.return"),
    "accepted": (PlanState.SUBMITTED, PlanState.ACCEPTED, "plan.accept"),
    "unlocked": (PlanState.ACCEPTED, PlanState.RETURNED, "plan.unlock"),
}


@transaction.atomic
def apply_decision(plan_uid: str, decision: str, *, reason: str, remarks: list[dict[str, Any]], by: str) -> None:
    """Follow a decision (reviewing, returned, accepted, unlocked) on the plan that was sent.

    Raises WrongStateError, which undoes the decision, when the school has no such plan with the district.
    """
    present, wanted, verb = _ARROWS[decision]
    plan = Plan.objects.select_for_update(of=("self",)).filter(uid=plan_uid).first()
    if plan is None or plan.state != present:
        message = "学校那边没有这份待审的计划，可能刚被撤回。请刷新后再看。"
        raise WrongStateError(message)
    if not verb:
        return
    before = {"state": plan.state}
    plan.state = wanted
    plan.return_reason = reason if wanted == PlanState.RETURNED else ""
    plan.remarks = remarks
    plan.save(update_fields=["state", "return_reason", "remarks", "updated_at"])
    if decision == "unlocked":
        withdraw_all(plan, by=by)
    district = Actor(uid=None, name=by)
    record(verb, plan, actor=district, before=before, after={"state": plan.state, "reason": reason})


@transaction.atomic
def apply_results(plan_uid: str, sheet: dict[str, Any], *, by: str) -> None:
    """Keep the school's own score sheet; nobody else's ever comes here."""
    plan = Plan.objects.select_for_update(of=("self",)).filter(uid=plan_uid).first()
    if plan is None:
        message = "学校那边没有这份计划，成绩没有公布。"
        raise WrongStateError(message)
    plan.sheet = sheet
    plan.save(update_fields=["sheet", "updated_at"])
    record("plan.score", plan, actor=Actor(uid=None, name=by), after={"total": str(sheet.get("total", ""))})
