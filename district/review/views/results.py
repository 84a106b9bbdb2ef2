"""Results of a campaign: the table with ranks, publishing, everything as Excel."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import only
from core.actors import Role
from core.errors import DomainError
from core.exports import xlsx_response
from core.listing import wants_file
from core.periods import today
from core.requests import PlaceRequest
from district.collection.models import Campaign, CampaignState
from district.collection.selectors import campaigns_visible_to
from district.collection.tables import state_code
from district.review import policies, selectors
from district.review.exports import results_workbook
from district.review.services import publishing as services


@only(Role.APPROVER, Role.DISTRICT_ADMIN, Role.REVIEWER, Role.OFFICIAL)
def campaign_results(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Ranks within peer groups; before publishing only for those who publish."""
    campaign = _campaign(request, uid)
    rows = selectors.result_rows(campaign)
    may_publish = policies.can_publish(request.actor)
    if wants_file(request) and may_publish:
        return xlsx_response(f"{campaign.title}成绩_{today():%Y%m%d}", results_workbook(campaign, rows))
    scored = [row for row in rows if row.rank is not None]
    context = {
        "campaign": campaign,
        "rows": [{"row": row, "state": state_code(row.entry)} for row in rows],
        "is_shown": may_publish or campaign.results_published_at is not None,
        "may_publish": may_publish,
        "can_publish_now": may_publish and campaign.results_published_at is None
        and campaign.state == CampaignState.ANNOUNCED,
        "scored_n": len(scored),
        "undecided_n": selectors.undecided_count(campaign),
        "rubric": selectors.rubric_of(campaign),
        "home_school": request.actor.home_school,
        "crumbs": [("征集", reverse("collection:list")), (campaign.title, reverse("collection:board", args=[uid]))],
    }  # fmt: skip
    return render(request, "district/review/results.html", context)


@require_POST
@only(Role.APPROVER, Role.DISTRICT_ADMIN)
def campaign_publish(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Publish all results at one moment."""
    try:
        count = services.publish_results(_campaign(request, uid), actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"成绩已公布，{count}所学校各自看到自己的评分表。")
    return redirect("review:results", uid=uid)


def _campaign(request: PlaceRequest, uid: UUID) -> Campaign:
    campaigns = campaigns_visible_to(request.actor).exclude(state=CampaignState.DRAFT)
    return get_object_or_404(campaigns, uid=uid)
