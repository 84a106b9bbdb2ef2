"""The queue of submissions to review."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import only
from core.actors import Role
from core.listing import wants_file
from core.requests import PlaceRequest
from district.collection.tables import round_number, state_code
from district.review import phases, policies, selectors, tables
from district.review.clock import days_used, is_overdue
from district.review.exports import review_sheets
from tenants import calendar


@only(Role.REVIEWER, Role.APPROVER, Role.DISTRICT_ADMIN)
def review_queue(request: PlaceRequest) -> HttpResponse:
    """What waits, longest first; what was decided behind the other tabs."""
    queue = tables.show_queue(request.actor, request)
    shown = queue.shown
    if wants_file(request):
        return shown.file(*review_sheets(list(shown.rows), request.actor))
    entries = list(shown.page)
    now, overrides = timezone.now(), calendar.overrides()
    sizes = selectors.criteria_counts({entry.campaign_id for entry in entries})
    context = {
        "rows": [
            {
                "entry": entry, "state": state_code(entry), "round": round_number(entry),
                "criteria_n": sizes.get(entry.campaign_id, 0),
                "days": (days := days_used(entry, now, overrides)), "is_overdue": is_overdue(days),
                **_work(entry, now),
            }
            for entry in entries
        ],
        "page": shown.page,
        "filters": shown.filters,
        "is_filtered": shown.is_filtered or bool(request.GET.get("state")),
        "who": queue.who,
        "may_see_all": policies.can_see_all_reviews(request.actor),
        "may_approve": policies.can_approve(request.actor),
        "queue": queue,
    }  # fmt: skip
    return render(request, "district/review/queue.html", context)


def _work(entry: Any, now: datetime) -> dict[str, object]:
    """Whether the person may go to work on a copy, and the sentence where it is not the time for it."""
    waits = entry.state in selectors.UNDECIDED and not entry.is_in
    phase = phases.why_no_marking(entry.campaign, entry.came_at, now) if waits else ""
    return {"phase": phase, "is_to_do": entry.is_mine and waits and not phase}
