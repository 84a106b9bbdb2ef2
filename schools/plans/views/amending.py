"""Amendments of an accepted plan: what is asked, agreed and in force; asking; the chair's answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core.access import only, signed_in
from core.actors import Role
from core.errors import DomainError
from district.collection import facade as collection
from schools.plans import policies, selectors
from schools.plans.forms.amending import ASK_FORMS, AnswerForm, CancelForm, NewTaskForm
from schools.plans.models import Amendment, Change, ChangeKind, Plan, PlanTask
from schools.plans.policies import OFFICERS
from schools.plans.services import amending as services
from schools.plans.views.register import visible_plan
from schools.requests import SchoolRequest


@signed_in
def amendment_list(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Everything that was asked of a plan and what became of it; for the chair with the form to answer."""
    return _list_page(request, visible_plan(request, uid))


def _list_page(request: SchoolRequest, plan: Plan, form: AnswerForm | None = None) -> HttpResponse:
    campaign = collection.campaign_view(plan.campaign_uid, request.school) if plan.campaign_uid else None
    asked = selectors.open_changes_of(plan, request.actor)
    answers = policies.can_submit_plans(request.actor) and bool(asked)
    context = {
        "plan": plan,
        "amendments": selectors.amendments_of(plan, request.actor),
        "asked": asked,
        "closed": selectors.closed_changes_of(plan, request.actor),
        "form": form or (AnswerForm(plan=plan) if answers else None),
        "ticked": [str(uid) for uid in form.data.getlist("change")] if form else [],  # type: ignore[attr-defined]
        "why_not": campaign.why_no_amendment if campaign else "",
        "asks_district": campaign is not None and campaign.amended_by == "district",
        "can_ask": policies.can_ask_changes(request.actor, plan),
        "can_withdraw": policies.can_submit_plans(request.actor),
    }
    status = 400 if form is not None else 200
    return render(request, "schools/plans/amendments.html", context, status=status)


@only(*OFFICERS)
def change_ask(request: SchoolRequest, uid: UUID, task: UUID) -> HttpResponse:
    """Ask for one task to be postponed, cancelled or reworded (`?kind=`)."""
    plan = visible_plan(request, uid)
    row = get_object_or_404(PlanTask.objects.select_related("plan"), plan=plan, uid=task, cancelled_at=None)
    asked = request.GET.get("kind", "")
    kind = ChangeKind(asked) if asked in ASK_FORMS else ChangeKind.POSTPONE
    form: CancelForm = ASK_FORMS[kind](request.POST or None, task=row)
    page = {"task": row, "kind": kind, "kinds": [(each.value, each.label) for each in ASK_FORMS]}
    return _ask(request, plan, row, form, page)


@only(*OFFICERS)
def change_ask_new(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Ask for a new task."""
    plan = visible_plan(request, uid)
    return _ask(request, plan, None, NewTaskForm(request.POST or None, plan=plan, initial={"weight": 1}), {})


def _ask(
    request: SchoolRequest, plan: Plan, task: PlanTask | None, form: CancelForm | NewTaskForm, page: dict[str, Any]
) -> HttpResponse:
    if not plan.is_amendable:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_change(plan, task, form.wish(), actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已申请，等主席同意。在生效之前，任务和完成率不变。")
            return redirect("plans:amendments", uid=plan.uid)
    status = 400 if form.errors else 200
    return render(request, "schools/plans/ask.html", {"plan": plan, "form": form, **page}, status=status)


@require_POST
@only(Role.CHAIR)
def changes_answer(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Agree with the ticked changes together, or refuse them."""
    plan = visible_plan(request, uid)
    form = AnswerForm(request.POST, plan=plan)
    if form.is_valid():
        uids, reason = form.cleaned_data["change"], form.cleaned_data["reason"]
        try:
            if request.POST.get("act") == "agree":
                amendment = services.agree_changes(plan, uids, reason=reason, actor=request.actor)
                done = f"{amendment}已生效" if amendment.number else "已同意并报区工会，区里同意后生效"
            else:
                done = f"已答复{services.refuse_changes(plan, uids, answer=reason, actor=request.actor)}项申请"
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{done}。")
            return redirect("plans:amendments", uid=uid)
    return _list_page(request, plan, form)


@require_POST
@only(Role.CHAIR)
def amendment_withdraw(request: SchoolRequest, uid: UUID, amendment: UUID) -> HttpResponse:
    """Take back an amendment that waits for the district."""
    plan = visible_plan(request, uid)
    row = get_object_or_404(Amendment.objects.select_related("plan"), plan=plan, uid=amendment)
    try:
        count = services.withdraw_amendment(row, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"修订已从区工会撤回，{count}项申请回到“待主席同意”，任务不变。")
    return redirect("plans:amendments", uid=uid)


@require_POST
@only(*OFFICERS)
def change_withdraw(request: SchoolRequest, uid: UUID, change: UUID) -> HttpResponse:
    """Take back what one asked."""
    plan = visible_plan(request, uid)
    row = get_object_or_404(Change.objects.select_related("plan"), plan=plan, uid=change)
    try:
        services.withdraw_change(row, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "申请已撤回。")
    return redirect("plans:amendments", uid=uid)
