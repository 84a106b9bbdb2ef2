"""Sending a plan to the district: the gate, the receipt, the way back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from core.access import only
from core.actors import Role
from core.errors import DomainError
from core.periods import Period
from district.collection import facade as collection
from district.collection.facade import CampaignView
from schools.plans import selectors
from schools.plans.models import Plan
from schools.plans.policies import READERS
from schools.plans.services import submission
from schools.plans.views.register import visible_plan
from schools.requests import SchoolRequest


@only(Role.CHAIR)
def plan_submit(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Choose the campaign, see everything that stands against it at once, confirm."""
    plan = visible_plan(request, uid)
    offered = _offered(plan, request)
    chosen = _chosen(request, offered)
    if request.method == "POST" and chosen is not None:
        accepts = request.POST.get("accepts_warnings") == "on"
        try:
            submission.submit_plan(plan, chosen.uid, accepts_warnings=accepts, actor=request.actor)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            return redirect("plans:receipt", uid=uid)
    findings = submission.findings_of(plan, chosen)
    context = {
        "plan": plan,
        "offered": offered,
        "chosen": chosen,
        "wanted": Period(chosen.year, chosen.term).label if chosen else "",
        "is_late": chosen is not None and chosen.first_submitted_at is None and timezone.now() >= chosen.due_at,
        "faults": [finding for finding in findings if finding.is_fault],
        "warnings": [finding for finding in findings if not finding.is_fault],
        "task_count": selectors.tasks_of(plan).count(),
    }
    return render(request, "schools/plans/submit.html", context)


def _offered(plan: Plan, request: SchoolRequest) -> list[CampaignView]:
    """The campaign that the plan went to before, else those that are open to the school, same period first."""
    if plan.campaign_uid:
        view = collection.campaign_view(plan.campaign_uid, request.school)
        return [view] if view else []
    views = [view for view in collection.open_campaigns(request.school) if view.can_submit]
    views = [view for view in views if view.kind == plan.kind]
    return sorted(views, key=lambda view: (Period(view.year, view.term) != plan.period, view.due_at))


def _chosen(request: SchoolRequest, offered: list[CampaignView]) -> CampaignView | None:
    asked = request.POST.get("campaign") or request.GET.get("campaign", "")
    return next((view for view in offered if str(view.uid) == asked), offered[0] if offered else None)


@only(*READERS)
def plan_receipt(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """The receipt, fit for printing."""
    plan = visible_plan(request, uid)
    if not plan.receipt_number:
        raise Http404
    campaign = collection.campaign_view(plan.campaign_uid, request.school) if plan.campaign_uid else None
    return render(request, "schools/plans/receipt.html", {"plan": plan, "campaign": campaign})


@only(Role.CHAIR)
def plan_withdraw(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Ask, then take the submission back."""
    plan = visible_plan(request, uid)
    if request.method != "POST":
        return render(request, "schools/plans/withdraw.html", {"plan": plan})
    try:
        submission.withdraw_plan(plan, actor=request.actor)
        messages.success(request, "已撤回，可以继续修改。请记得在截止前重新报送。")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("plans:detail", uid=uid)
