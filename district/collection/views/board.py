"""The board of a campaign: who stands where, and what is done about several schools at once."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import only
from core import figures
from core.actors import Role
from core.errors import DomainError
from core.listing import Shown, wants_file
from core.periods import end_of_day
from core.requests import PlaceRequest
from district.collection import policies, selectors, tables, words
from district.collection.forms import EVENLY, AssignForm, ExtendForm, last_day
from district.collection.models import Campaign, CampaignState
from district.collection.numbers import uids_in
from district.collection.services import entries as services
from district.collection.services.campaigns import expected_schools
from district.review import facade as review


@only(*policies.READERS)
def campaign_board(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """The board; of a campaign that is not announced yet, what will happen."""
    campaign = _campaign(request, uid)
    if campaign.state == CampaignState.DRAFT:
        context = {"campaign": campaign, "schools_n": expected_schools(campaign).count(), **_clocks(campaign)}
        context["rubric"] = dict(review.rubric_choices()).get(str(review.rubric_uid_of(campaign)))
        return render(request, "district/collection/draft.html", context)
    shown, counts = tables.show_board(
        campaign, request, with_scores=review.can_see_scores(request.actor, campaign),
        with_reviewers=policies.can_see_reviewers(request.actor),
    )  # fmt: skip
    if wants_file(request):
        return shown.file()
    return render(request, "district/collection/board.html", _board_context(request, campaign, shown, counts))


def _board_context(
    request: PlaceRequest, campaign: Campaign, shown: Shown, counts: dict[str, int]
) -> dict[str, object]:
    return {
        "campaign": campaign,
        "tiles": [words.tile_of(tile) for tile in selectors.tiles(campaign, counts=counts)],
        "counts": counts,
        "page": shown.page,
        "filters": shown.filters,
        "is_filtered": shown.is_filtered or bool(request.GET.get("state")),
        "rows": [_row(entry, request, campaign) for entry in shown.page],
        "bulk": {
            "unit": "所",
            "acts": [
                {"label": "分派审核", "url": reverse("collection:assign", args=[campaign.uid])},
                {"label": "延期", "url": reverse("collection:extend", args=[campaign.uid])},
                {"label": "催办", "url": reverse("collection:remind", args=[campaign.uid]), "is_primary": True},
            ],
        },
        "may_manage": policies.can_manage_campaigns(request.actor) and campaign.state == CampaignState.ANNOUNCED,
        "may_publish": review.can_see_results(request.actor),
        "shows_scores": review.can_see_scores(request.actor, campaign),
        "shows_reviewers": policies.can_see_reviewers(request.actor),
        "phase": words.phase_of(campaign),
        "phase_word": words.phase_word(campaign),
        "now": timezone.now(),
        "remind_days": figures.value("collection.remind_days"),
        **_clocks(campaign),
    }


def _clocks(campaign: Campaign) -> dict[str, str]:
    return {
        "opens": words.deadline_label(campaign.open_at),
        "due": words.deadline_label(campaign.due_at),
        "closes": words.deadline_label(campaign.close_at),
        "left": words.time_left(campaign.close_at),
        "reviewed": words.review_label(campaign),
    }


def _row(entry: Any, request: PlaceRequest, campaign: Campaign) -> dict[str, object]:
    manages = policies.can_manage_campaigns(request.actor) and campaign.state == CampaignState.ANNOUNCED
    return {
        "entry": entry,
        "state": tables.state_code(entry),
        "round": tables.round_number(entry),
        "may_open": not entry.is_barred,
        "may_remind": manages and policies.can_be_reminded(entry, timezone.now()),
        "needs_reviewer": manages and _lacks_reviewers(entry),
    }


def _lacks_reviewers(entry: Any) -> bool:
    return entry.current_id is not None and entry.reviewers_n < entry.campaign.reviewers_per_copy


@require_POST
@only(Role.DISTRICT_ADMIN)
def board_remind(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Remind the ticked schools (or the one whose button was pressed)."""
    campaign = _campaign(request, uid)
    try:
        done = services.remind(campaign, _chosen(request), actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("collection:board", uid=uid)
    if done.reminded:
        by_mail = "，填了邮箱的主席、委员同时收到邮件" if settings.SENDS_MAIL else ""
        messages.success(request, f"已催办{len(done.reminded)}所，学校登录后在首页看到{by_mail}。")
    if done.left_out:
        names = "、".join(done.left_out[:5]) + ("等" if len(done.left_out) > 5 else "")  # noqa: PLR2004 -- fit for a toast
        messages.warning(request, f"{names}没有催办：不欠报，或24小时内已催过。")
    return _back(request, campaign)


@only(Role.DISTRICT_ADMIN)
def board_assign(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Give the ticked schools to a reviewer."""
    campaign = _campaign(request, uid)
    chosen = _chosen(request)
    is_answer = "reviewer" in request.POST
    codes = set(campaign.entries.filter(uid__in=chosen).values_list("school__code", flat=True))
    form = AssignForm(request.POST if is_answer else None, loads=selectors.reviewer_loads(campaign), codes=codes)
    if is_answer and form.is_valid():
        try:
            count = _assign(campaign, chosen, form.cleaned_data["reviewer"], request)
        except DomainError as error:
            form.add_error("reviewer", str(error))
        else:
            messages.success(request, f"已分派{count}所。")
            return _back(request, campaign)
    return _choice_page(request, campaign, form, title="分派审核员", act="分派")


def _assign(campaign: Campaign, chosen: list[UUID], reviewer: str, request: PlaceRequest) -> int:
    if reviewer == EVENLY:
        return services.assign_evenly(campaign, chosen, actor=request.actor)
    return services.assign_reviewer(campaign, chosen, UUID(reviewer), actor=request.actor)


@only(Role.DISTRICT_ADMIN)
def board_extend(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Give the ticked schools more time."""
    campaign = _campaign(request, uid)
    is_answer = "reason" in request.POST
    start = {"due_on": last_day(campaign.due_at), "close_on": last_day(campaign.close_at)}
    form = ExtendForm(request.POST if is_answer else None, initial=start)
    if is_answer and form.is_valid():
        wanted = form.cleaned_data
        try:
            count = services.extend(
                campaign, _chosen(request), due_at=end_of_day(wanted["due_on"]),
                close_at=end_of_day(wanted["close_on"]), reason=wanted["reason"], actor=request.actor,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已为{count}所学校延期。")
            return _back(request, campaign)
    return _choice_page(request, campaign, form, title="延期", act="延期")


def _choice_page(
    request: PlaceRequest, campaign: Campaign, form: AssignForm | ExtendForm, *, title: str, act: str
) -> HttpResponse:
    chosen = list(campaign.entries.filter(uid__in=_chosen(request)).select_related("school").order_by("school__pinyin"))
    if not chosen:
        messages.error(request, "请先勾选学校。")
        return redirect("collection:board", uid=campaign.uid)
    context = {
        "campaign": campaign, "form": form, "chosen": chosen, "title": title, "act": act,
        "crumbs": [("征集", reverse("collection:list")), (campaign.title, _address(campaign))],
        "back": request.POST.get("back") or request.GET.get("back", ""),
    }  # fmt: skip
    return render(request, "district/collection/choose.html", context)


def _chosen(request: PlaceRequest) -> list[UUID]:
    """The schools in question: the one whose own button was pressed, else the ticked ones."""
    asked = request.POST if request.method == "POST" else request.GET
    return uids_in(asked.getlist("only") or asked.getlist("entry"))


def _back(request: PlaceRequest, campaign: Campaign) -> HttpResponse:
    """Back to the board as it was filtered; `back` is a query string, never an address."""
    query = request.POST.get("back", "").lstrip("?")
    return redirect(f"{_address(campaign)}?{query}" if query else _address(campaign))


def _address(campaign: Campaign) -> str:
    return reverse("collection:board", args=[campaign.uid])


def _campaign(request: PlaceRequest, uid: UUID) -> Campaign:
    return get_object_or_404(selectors.campaigns_visible_to(request.actor), uid=uid)
