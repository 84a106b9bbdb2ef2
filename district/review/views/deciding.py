"""Beginning a review and sending a copy back."""

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
from district.collection.models import Entry
from district.collection.words import deadline_label
from district.review import policies, selectors
from district.review.forms import ReturnForm, default_resubmit_on
from district.review.services import reviewing as services
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
    if not policies.can_review(request.actor, entry):
        raise NotAllowedError(services.REFUSAL)
    review = selectors.review_of(entry)
    remarks = list(review.remarks.all()) if review else []
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
    words = f"{entry.school.short_name}已退回，学校可以修改重报。"
    messages.success(request, f"{words}这是下一份。" if following else words)
    return redirect("review:page", uid=following.uid) if following else redirect("review:queue")
