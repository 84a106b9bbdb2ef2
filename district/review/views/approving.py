"""The approver: the queue of proposals, agreeing to several at once, deciding one, sending back, asking for more."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import only
from core.actors import Role
from core.errors import DomainError, NotAllowedError
from core.listing import wants_file
from core.periods import end_of_day
from core.requests import PlaceRequest
from district.collection.conflicts import barred_by_person
from district.collection.models import Entry, EntryState
from district.collection.numbers import uids_in
from district.collection.selectors import active_reviewers
from district.collection.tables import round_number
from district.review import forms, phases, policies, selectors, sheets, tables
from district.review.clock import approval_days_used, is_approval_overdue
from district.review.services import deciding as services
from district.review.standing import outcome_of
from district.review.views.page import find_entry
from tenants import calendar


@only(Role.APPROVER)
def approval_queue(request: PlaceRequest) -> HttpResponse:
    """What is proposed and waits, those far apart first."""
    shown = tables.show_approvals(request.actor, request)
    if wants_file(request):
        return shown.file()
    now, overrides = timezone.now(), calendar.overrides()
    context = {
        "rows": [
            {
                "entry": entry, "round": round_number(entry),
                "days": (days := approval_days_used(entry, now, overrides)),
                "is_overdue": is_approval_overdue(days), "is_mixed": 0 < entry.returned_n < entry.in_n,
                "phase": phases.why_no_decision(entry.campaign, now),
            }
            for entry in shown.page
        ],
        "page": shown.page, "filters": shown.filters, "is_filtered": shown.is_filtered,
        "bulk": {
            "unit": "份", "acts": [{"label": "同意初评", "url": reverse("review:agree"), "is_primary": True}],
        },
        "crumbs": [("审核", reverse("review:queue"))],
    }  # fmt: skip
    return render(request, "district/review/approvals.html", context)


@require_POST
@only(Role.APPROVER)
def approval_agree(request: PlaceRequest) -> HttpResponse:
    """Agree to the ticked proposals, all or none."""
    try:
        count = services.agree(uids_in(request.POST.getlist("entry")), actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已同意{count}份初评，学校已看到结论。")
    return redirect("review:approvals")


@only(Role.APPROVER)
def review_decide(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """The proposals side by side, and the decision."""
    entry, proposals, result = _to_decide(request, uid)
    proposed = outcome_of(proposals)
    form = forms.DecideForm(request.POST or None, initial={"outcome": proposed})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["resubmit_on"]
        try:
            entry = services.decide(
                entry, outcome=form.cleaned_data["outcome"], reason=form.cleaned_data["reason"], actor=request.actor,
                resubmit_by=end_of_day(day) if day else None,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _after_deciding(request, entry)
    context = {
        "entry": entry, "form": form, "result": result, "proposed": proposed,
        "phase": phases.why_no_decision(entry.campaign, timezone.now()),
        "send_back_form": forms.SendBackForm(proposals=proposals),
        "one_more_form": forms.OneMoreForm(people=_people(entry)),
        "crumbs": [
            ("审核", reverse("review:queue")), ("待审定", reverse("review:approvals")),
            (entry.school.short_name, reverse("review:page", args=[uid])),
        ],
    }  # fmt: skip
    return render(request, "district/review/decide.html", context)


def _to_decide(request: PlaceRequest, uid: UUID) -> tuple[Entry, list[Any], dict[str, Any]]:
    entry = find_entry(request, uid)
    desk = selectors.desk_of(request.actor, entry)
    if not policies.can_decide(request.actor, entry, is_assigned=desk.assignment is not None):
        raise NotAllowedError(services.REFUSAL)
    return entry, desk.shown, sheets.result_table(selectors.criteria_of(entry.campaign), desk, entry)


def _people(entry: Entry) -> list[tuple[str, str]]:
    taken = set(entry.assignments.values_list("reviewer_uid", flat=True))
    people = [user for user in active_reviewers() if user.uid not in taken]
    barred = barred_by_person(people)
    return [(str(user.uid), user.name) for user in people if entry.school.code not in barred[user.uid]]


def _after_deciding(request: PlaceRequest, entry: Entry) -> HttpResponse:
    word = "已通过" if entry.state == EntryState.ACCEPTED else "已退回，学校可以修改重报"
    messages.success(request, f"{entry.school.short_name}{word}。")
    return redirect("review:approvals")


@require_POST
@only(Role.APPROVER)
def review_send_back(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Give a proposal back to its reviewer."""
    entry, proposals, _ = _to_decide(request, uid)
    form = forms.SendBackForm(request.POST, proposals=proposals)
    if not form.is_valid():
        messages.error(request, "没有退还：请选审核员并写原因，最多500字。")
        return redirect("review:decide", uid=uid)
    review = next(each for each in proposals if str(each.uid) == form.cleaned_data["review"])
    try:
        services.send_back_proposal(review, entry, reason=form.cleaned_data["reason"], actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("review:decide", uid=uid)
    messages.success(request, f"已退给{review.reviewer_name}重审。")
    return redirect("review:approvals")


@require_POST
@only(Role.APPROVER)
def review_one_more(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Ask one more reviewer."""
    entry, _, _ = _to_decide(request, uid)
    form = forms.OneMoreForm(request.POST, people=_people(entry))
    if not form.is_valid():
        messages.error(request, "没有加派：请选一位审核员。")
        return redirect("review:decide", uid=uid)
    try:
        services.ask_one_more(entry, UUID(form.cleaned_data["reviewer"]), actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("review:decide", uid=uid)
    messages.success(request, "已加派一位审核员，交初评后再审定。")
    return redirect("review:approvals")
