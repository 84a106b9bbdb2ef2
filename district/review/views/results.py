"""Results of a campaign: the table with ranks, publishing, everything as Excel."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import only
from core.actors import Role
from core.errors import DomainError
from core.exports import xlsx_response
from core.listing import wants_file
from core.periods import today
from core.requests import PlaceRequest
from district.collection.conflicts import barred_from
from district.collection.models import Campaign, CampaignState
from district.collection.selectors import campaigns_visible_to, standing_counts
from district.collection.tables import state_code
from district.review import policies, selectors
from district.review.exports import results_workbook
from district.review.services import publishing as services
from district.review.tables import show_results


@only(Role.APPROVER, Role.DISTRICT_ADMIN, Role.REVIEWER, Role.OFFICIAL)
def campaign_results(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Ranks within peer groups; before publishing only for those who publish."""
    campaign = _campaign(request, uid)
    may_publish = policies.can_publish(request.actor)
    is_shown = may_publish or campaign.results_published_at is not None
    if wants_file(request) and is_shown:
        content = results_workbook(campaign, selectors.result_rows(campaign), actor=request.actor)
        return xlsx_response(f"{campaign.title}成绩_{today():%Y%m%d}", content)
    scores = selectors.scores_of(campaign)
    shown = show_results(campaign, request)
    context = {
        "campaign": campaign,
        "rows": [{"row": row, "state": state_code(row.entry)} for row in selectors.with_ranks(shown.page, scores)],
        "page": shown.page,
        "filters": shown.filters,
        "is_filtered": shown.is_filtered,
        "is_shown": is_shown,
        "may_publish": may_publish,
        "is_publishable": may_publish and _waits_for_publishing(campaign),
        "scored_n": sum(map(len, scores.values())),
        "undecided_n": selectors.undecided_count(campaign),
        "rubric": selectors.rubric_of(campaign),
        "barred": barred_from(request.actor),
        "crumbs": [("征集", reverse("collection:list")), (campaign.title, reverse("collection:board", args=[uid]))],
    }  # fmt: skip
    return render(request, "district/review/results.html", context)


def _waits_for_publishing(campaign: Campaign) -> bool:
    return campaign.results_published_at is None and campaign.state == CampaignState.ANNOUNCED


@only(Role.APPROVER, Role.DISTRICT_ADMIN)
def campaign_publish(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Ask once more, then publish all results at one moment."""
    campaign = _campaign(request, uid)
    if request.method == "POST":
        try:
            count = services.publish_results(campaign, actor=request.actor)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"成绩已公布，{count}所学校各自看到自己的评分表。")
        return redirect("review:results", uid=uid)
    counts = standing_counts(campaign)
    context = {
        "campaign": campaign, "counts": counts, "undecided_n": counts["submitted"] + counts["reviewing"],
        "is_publishable": _waits_for_publishing(campaign),
        "crumbs": [("征集", reverse("collection:list")), (campaign.title, reverse("collection:board", args=[uid])),
                   ("成绩", reverse("review:results", args=[uid]))],
    }  # fmt: skip
    return render(request, "district/review/publish.html", context)


def _campaign(request: PlaceRequest, uid: UUID) -> Campaign:
    campaigns = campaigns_visible_to(request.actor).exclude(state=CampaignState.DRAFT)
    return get_object_or_404(campaigns, uid=uid)
