"""Campaigns: the list, making, changing, announcing, archiving."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import only
from core.actors import Role
from core.documents import DocumentKind
from core.errors import DomainError
from core.listing import Column, Listing, Pick, show, wants_file
from core.requests import PlaceRequest
from district.collection import selectors, words
from district.collection.forms import CampaignForm, initial_of, initial_of_new
from district.collection.models import Campaign, CampaignState
from district.collection.policies import READERS, can_manage_campaigns
from district.collection.services import campaigns as services

LISTING = Listing(
    title="征集", unit="项", default_order="-open", placeholder="征集名称",
    orders={"open": ("open_at",), "due": ("due_at",), "title": ("title",)},
    columns=(
        Column("名称", 36, lambda row: row.title),
        Column("征集什么", 10, lambda row: row.get_kind_display()),
        Column("状态", 10, lambda row: row.get_state_display()),
        Column("开始", 18, lambda row: row.open_at),
        Column("截止", 18, lambda row: row.due_at),
        Column("关闭", 18, lambda row: row.close_at),
        Column("评审开始", 18, lambda row: row.review_opens_at),
        Column("评审结束", 18, lambda row: row.review_closes_at),
        Column("应报", 8, lambda row: row.expected_n),
        Column("已报", 8, lambda row: row.reported_n),
        Column("通过", 8, lambda row: row.accepted_n),
    ),
    picks=(Pick("kind", "种类", DocumentKind.choices, lambda value: Q(kind=value)),),
    search=lambda text: Q(title__icontains=text),
)  # fmt: skip


@only(*READERS)
def campaign_list(request: PlaceRequest) -> HttpResponse:
    """All campaigns with how many schools stand where."""
    rows = selectors.with_counts(selectors.campaigns_visible_to(request.actor))
    shown = show(LISTING, rows, request)
    if wants_file(request):
        return shown.file()
    context = {
        "page": shown.page,
        "filters": shown.filters,
        "is_filtered": shown.is_filtered,
        "rows": [
            {"campaign": each, "phase": words.phase_of(each), "word": words.phase_word(each),
             "due": words.deadline_label(each.due_at), "left": words.time_left(each.due_at)}
            for each in shown.page
        ],
        "may_manage": can_manage_campaigns(request.actor),
    }  # fmt: skip
    return render(request, "district/collection/list.html", context)


@only(Role.DISTRICT_ADMIN)
def campaign_create(request: PlaceRequest) -> HttpResponse:
    """A new campaign, prepared but not announced."""
    form = CampaignForm(request.POST or None, initial=initial_of_new())
    if request.method == "POST" and form.is_valid():
        try:
            campaign = services.create_campaign(form.wish(), actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "征集已保存，还没有发布。核对后再发布。")
            return redirect("collection:board", uid=campaign.uid)
    return render(request, "district/collection/form.html", {"form": form})


@only(Role.DISTRICT_ADMIN)
def campaign_edit(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Change a campaign."""
    campaign = _campaign(request, uid)
    form = CampaignForm(request.POST or None, initial=initial_of(campaign))
    if campaign.state != CampaignState.DRAFT:
        judged = ("reviewers_per_copy", "score_rule", "needs_approval")
        for name in ("kind", "year", "term", "open_on", "rubric", "amended_by", *judged):
            form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            services.change_campaign(campaign, form.wish(campaign), actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "征集已保存。")
            return redirect("collection:board", uid=uid)
    return render(request, "district/collection/form.html", {"form": form, "campaign": campaign})


@require_POST
@only(Role.DISTRICT_ADMIN)
def campaign_announce(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Let the schools see it."""
    try:
        campaign = services.announce_campaign(_campaign(request, uid), actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"征集已发布，{campaign.entries.count()}所学校应报。")
    return redirect("collection:board", uid=uid)


@require_POST
@only(Role.DISTRICT_ADMIN)
def campaign_archive(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Put it away."""
    try:
        services.archive_campaign(_campaign(request, uid), actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "征集已归档，内容仍可查看。")
    return redirect("collection:board", uid=uid)


def _campaign(request: PlaceRequest, uid: UUID) -> Campaign:
    return get_object_or_404(selectors.campaigns_visible_to(request.actor), uid=uid)
