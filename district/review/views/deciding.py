"""Beginning a review, proposing a return, stepping back, putting off."""

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
from core.periods import end_of_day
from core.requests import PlaceRequest
from district.collection.models import Entry, EntryState
from district.collection.words import deadline_label
from district.review import facade as review
from district.review import phases, policies, selectors
from district.review.forms import AbstainForm, ReturnForm, default_resubmit_on
from district.review.services import reviewing as services
from district.review.services import stepping_back
from district.review.views.page import find_entry


@require_POST
@only(Role.REVIEWER)
def review_begin(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """From now on the school cannot take the copy back."""
    entry = find_entry(request, uid)
    try:
        services.begin_review(entry, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("review:page", uid=uid)


@only(Role.REVIEWER)
def review_return(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Send the copy back with a reason; counts a round."""
    entry = find_entry(request, uid)
    if not policies.can_review(request.actor, entry, is_assigned=review.is_assigned(request.actor, entry)):
        raise NotAllowedError(services.REFUSAL)
    own = selectors.review_of(entry, request.actor)
    came = phases.came_at(entry, selectors.assignment_of(request.actor, entry), own)
    if why_not := phases.why_no_marking(entry.campaign, came, timezone.now()):
        messages.error(request, why_not)
        return redirect("review:page", uid=uid)
    remarks = list(own.remarks.all()) if own else []
    must = sum(1 for remark in remarks if remark.is_required)
    is_closing = entry.close_at <= end_of_day(default_resubmit_on())
    form = ReturnForm(
        request.POST or None, needs_day=entry.close_at <= timezone.now(),
        initial={
            "reason": f"请按批注修改（须改{must}处）后重报。" if must else "",
            "resubmit_on": default_resubmit_on() if is_closing else None,
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["resubmit_on"]
        try:
            entry = services.return_entry(
                entry, reason=form.cleaned_data["reason"], actor=request.actor,
                resubmit_by=end_of_day(day) if day else None,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _after_return(request, entry)
    context = {
        "entry": entry, "form": form, "remarks": remarks, "closes": deadline_label(entry.close_at),
        "crumbs": [("审核", reverse("review:queue")), (entry.school.short_name, reverse("review:page", args=[uid]))],
    }  # fmt: skip
    return render(request, "district/review/return.html", context)


def _after_return(request: PlaceRequest, entry: Entry) -> HttpResponse:
    following = selectors.next_waiting(request.actor, entry)
    is_back = entry.state == EntryState.RETURNED
    words = f"{entry.school.short_name}" + (
        "已退回，学校可以修改重报。" if is_back else "初评已提交（建议退回），等审定。"
    )
    messages.success(request, f"{words}这是下一份。" if following else words)
    return redirect("review:page", uid=following.uid) if following else redirect("review:queue")


@only(Role.REVIEWER)
def review_abstain(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Step back from a copy, with a reason."""
    entry = find_entry(request, uid)
    if not policies.can_review(request.actor, entry, is_assigned=review.is_assigned(request.actor, entry)):
        raise NotAllowedError(services.REFUSAL)
    form = AbstainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stepping_back.abstain(entry, reason=form.cleaned_data["reason"], actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已回避{entry.school.short_name}，区工会管理员会另派审核员。")
            return redirect("review:queue")
    context = {
        "entry": entry, "form": form,
        "crumbs": [("审核", reverse("review:queue")), (entry.school.short_name, reverse("review:page", args=[uid]))],
    }  # fmt: skip
    return render(request, "district/review/abstain.html", context)


@require_POST
@only(Role.REVIEWER)
def review_skip(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Put a copy last in one's own queue and go on with the next."""
    entry = find_entry(request, uid)
    following = selectors.next_waiting(request.actor, entry)
    try:
        stepping_back.skip(entry, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("review:page", uid=uid)
    messages.success(request, f"{entry.school.short_name}排到队列最后。")
    return redirect("review:page", uid=following.uid) if following else redirect("review:queue")
